package org.gpugdb.server.net;

import io.netty.channel.Channel;
import io.netty.channel.socket.nio.NioChannelOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import jdk.net.ExtendedSocketOptions;
import jdk.net.UnixDomainPrincipal;

/** Who is at the other end of a UNIX socket, as the kernel knows it. */
final class PeerCredentials {
  private static final Path OWN_PROCESS = Path.of("/proc/self");

  private PeerCredentials() {}

  /**
   * Refuses everybody but the user the server runs as.
   *
   * @throws IOException if it is somebody else, or cannot be told
   */
  static void requireOwnUser(Channel channel) throws IOException {
    UnixDomainPrincipal peer =
        channel.config().getOption(NioChannelOption.of(ExtendedSocketOptions.SO_PEERCRED));
    UserPrincipal own = Files.getOwner(OWN_PROCESS);
    if (peer == null || !peer.user().equals(own)) {
      String who = peer == null ? "an unknown user" : peer.user().getName();
      throw new IOException("refused a connection of " + who + " (expected " + own.getName() + ")");
    }
  }
}
