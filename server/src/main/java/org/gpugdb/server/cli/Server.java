package org.gpugdb.server.cli;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.gpugdb.backend.spi.BackendException;
import org.gpugdb.backend.spi.BackendProvider;
import org.gpugdb.backend.spi.Device;
import org.gpugdb.server.net.NettyDeviceLoop;
import org.gpugdb.server.net.RspServer;
import org.gpugdb.server.net.StdioConnection;
import org.gpugdb.server.session.Connection;
import org.gpugdb.server.session.DebuggedDevice;
import org.gpugdb.server.session.Session;
import org.jspecify.annotations.Nullable;

/** A running server: its loop, its device, its socket. */
final class Server implements AutoCloseable {
  private static final long CLOSE_SECONDS = 10;

  private final NettyDeviceLoop loop;
  private final DebuggedDevice device;
  private final boolean once;
  private final CountDownLatch finished = new CountDownLatch(1);
  private @Nullable RspServer sockets;

  private Server(NettyDeviceLoop loop, DebuggedDevice device, boolean once) {
    this.loop = loop;
    this.device = device;
    this.once = once;
  }

  /**
   * Opens the device and begins to listen.
   *
   * @throws BackendException if the device cannot be opened
   * @throws IOException if the address cannot be had
   */
  static Server start(ServerConfig config, BackendProvider provider)
      throws BackendException, IOException {
    NettyDeviceLoop loop = NettyDeviceLoop.open("device");
    try {
      Device device = open(config, provider, loop);
      Server server =
          new Server(loop, new DebuggedDevice(device, loop, config.sessions()), config.once());
      try {
        server.listen(config.address());
        return server;
      } catch (IOException e) {
        server.closeDevice();
        throw e;
      }
    } catch (BackendException | IOException | RuntimeException e) {
      loop.close();
      throw e;
    }
  }

  /** The device is opened on the loop that owns it. */
  static Device open(ServerConfig config, BackendProvider provider, NettyDeviceLoop loop)
      throws BackendException {
    CompletableFuture<Device> opened =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return provider.open(config.backendOptions(), loop);
              } catch (BackendException e) {
                throw new CompletionException(e);
              }
            },
            loop);
    try {
      return opened.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof BackendException failure) {
        throw failure;
      }
      throw e;
    }
  }

  private void listen(ListenAddress address) throws IOException {
    if (address instanceof ListenAddress.Stdio) {
      loop.execute(() -> device.onSessionEnd(session -> finished.countDown()));
      StdioConnection.serve(
          loop,
          new FileInputStream(FileDescriptor.in),
          new FileOutputStream(FileDescriptor.out),
          this::connect);
      return;
    }
    if (once) {
      loop.execute(() -> device.onSessionEnd(session -> finished.countDown()));
    }
    sockets = bind(address);
  }

  /** Says where clients connect, once whoever waits for that may do anything with the server. */
  void announce(ListenAddress address, PrintWriter terminal) {
    if (sockets != null) {
      terminal.println(
          sockets.address() instanceof InetSocketAddress bound
              ? "Listening on port " + bound.getPort()
              : "Listening on " + address);
      terminal.flush();
    }
  }

  private RspServer bind(ListenAddress address) throws IOException {
    SocketAddress wanted =
        address instanceof ListenAddress.Tcp tcp
            ? tcp.address()
            : ((ListenAddress.Unix) address).address();
    try {
      return RspServer.open(wanted, loop, this::connect);
    } catch (IOException e) {
      throw new IOException("cannot listen on " + address + ": " + e.getMessage(), e);
    }
  }

  private Session connect(Connection connection) {
    if (once && sockets != null) {
      sockets.stopAccepting();
    }
    return device.connect(connection);
  }

  /** The TCP port it listens on; empty where it is none. */
  OptionalInt port() {
    return sockets != null && sockets.address() instanceof InetSocketAddress bound
        ? OptionalInt.of(bound.getPort())
        : OptionalInt.empty();
  }

  /** Waits for the end of the one session; for ever if there may be more. */
  void await() throws InterruptedException {
    finished.await();
  }

  private void closeDevice() {
    CompletableFuture<Void> closed = CompletableFuture.runAsync(device::close, loop);
    try {
      closed.get(CLOSE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("the device was not closed in order", e);
    }
  }

  /** Ends every session in order, closes the device, stops listening. */
  @Override
  public void close() {
    try {
      if (sockets != null) {
        sockets.close();
      }
      closeDevice();
    } finally {
      loop.close();
    }
  }
}
