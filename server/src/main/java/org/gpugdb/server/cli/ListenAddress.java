package org.gpugdb.server.cli;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Where clients connect, as gdbserver spells it. */
sealed interface ListenAddress {
  /** The longest path of a UNIX socket: {@code sun_path} with its final zero has 108 bytes. */
  int MAX_UNIX_PATH = 107;

  /** A TCP port; 0 means any free one. */
  record Tcp(InetSocketAddress address) implements ListenAddress {
    /** Whether only this machine can connect. */
    boolean isLoopback() {
      return address.getAddress().isLoopbackAddress();
    }

    @Override
    public String toString() {
      return address.getAddress().getHostAddress() + ":" + address.getPort();
    }
  }

  /** A UNIX socket. */
  record Unix(UnixDomainSocketAddress address) implements ListenAddress {
    @Override
    public String toString() {
      return "unix:" + address;
    }
  }

  /** Standard input and output. */
  record Stdio() implements ListenAddress {}

  /**
   * Reads {@code HOST:PORT}, {@code :PORT}, {@code unix:PATH} or {@code -}. Without a host it is
   * 127.0.0.1.
   */
  static ListenAddress parse(String text) throws UsageException {
    if (text.equals("-")) {
      return new Stdio();
    }
    if (text.startsWith("unix:")) {
      return unix(text.substring("unix:".length()));
    }
    int colon = text.lastIndexOf(':');
    if (colon < 0) {
      throw new UsageException(
          "where to listen: got " + text + " (expected HOST:PORT, :PORT, unix:PATH or -)");
    }
    return new Tcp(new InetSocketAddress(host(text.substring(0, colon)), port(text, colon)));
  }

  private static ListenAddress unix(String path) throws UsageException {
    try {
      if (path.isEmpty() || path.length() > MAX_UNIX_PATH) {
        throw new UsageException(
            "unix:PATH: got "
                + path.length()
                + " characters (expected 1 to "
                + MAX_UNIX_PATH
                + ")");
      }
      return new Unix(UnixDomainSocketAddress.of(Path.of(path)));
    } catch (InvalidPathException e) {
      throw new UsageException("unix:PATH: " + e.getMessage());
    }
  }

  private static InetAddress host(String name) throws UsageException {
    String host =
        name.startsWith("[") && name.endsWith("]") ? name.substring(1, name.length() - 1) : name;
    try {
      return InetAddress.getByName(host.isEmpty() ? "127.0.0.1" : host);
    } catch (UnknownHostException e) {
      throw new UsageException("there is no host " + host);
    }
  }

  private static int port(String text, int colon) throws UsageException {
    String digits = text.substring(colon + 1);
    try {
      int port = Integer.parseInt(digits);
      if (port >= 0 && port <= 0xffff) {
        return port;
      }
    } catch (NumberFormatException e) {
      // not a number: the same answer as for one that is out of range
    }
    throw new UsageException("port: got " + digits + " (expected 0 to 65535)");
  }
}
