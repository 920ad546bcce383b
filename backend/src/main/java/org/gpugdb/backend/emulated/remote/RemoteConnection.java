package org.gpugdb.backend.emulated.remote;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SocketChannel;
import java.util.UUID;
import org.gpugdb.backend.kernel.wire.CallReply;
import org.gpugdb.backend.kernel.wire.CallRequest;
import org.gpugdb.backend.kernel.wire.Handshake;
import org.gpugdb.backend.os.LiveProcess;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One connection: the handshake, then calls until the other side closes it. */
final class RemoteConnection implements Runnable {
  private static final Logger log = LoggerFactory.getLogger(RemoteConnection.class);

  private final KernelServer server;
  private final SocketChannel socket;
  private final ByteBuffer bytes =
      ByteBuffer.allocateDirect(CallRequest.SIZE).order(ByteOrder.LITTLE_ENDIAN);

  RemoteConnection(KernelServer server, SocketChannel socket) {
    this.server = server;
    this.socket = socket;
  }

  @Override
  public void run() {
    try (socket) {
      shakeHands();
    } catch (IOException e) {
      log.debug("connection of a host process: {}", e.getMessage());
    } catch (RuntimeException e) {
      log.error("connection of a host process", e);
    } finally {
      server.closed(socket);
    }
  }

  private void shakeHands() throws IOException {
    UUID nonce = UUID.randomUUID();
    new Handshake.Challenge((int) ProcessHandle.current().pid(), nonce).encode(bytes.clear());
    send();
    if (!receive(Handshake.Claim.SIZE)) {
      return;
    }
    Handshake.Claim claim;
    try {
      claim = Handshake.Claim.decode(bytes);
    } catch (IllegalArgumentException e) {
      log.warn("refused a connection: {}", e.getMessage());
      return;
    }
    KernelServer.Admission admission = server.admit(claim.pid(), p -> proves(p, claim, nonce));
    try {
      CallReply.of(-admission.errno()).encode(bytes.clear());
      send();
      if (admission.process() != null) {
        serve(new CallHandler(admission.process(), server.memory()));
      }
    } finally {
      if (admission.process() != null) {
        server.leave(admission.process());
      }
    }
  }

  private void serve(CallHandler handler) throws IOException {
    while (receive(CallRequest.SIZE)) {
      handler.call(CallRequest.decode(bytes)).encode(bytes.clear());
      send();
    }
  }

  /** Whether the process that makes the claim is the one it claims to be. */
  private static boolean proves(LiveProcess process, Handshake.Claim claim, UUID nonce) {
    ByteBuffer found = ByteBuffer.allocate(Handshake.NONCE_SIZE).order(ByteOrder.LITTLE_ENDIAN);
    return process.read(claim.nonceAddress(), found) == Handshake.NONCE_SIZE
        && Handshake.decodeNonce(found.flip()).equals(nonce)
        && !process.awaitExit(0); // it is still the process that was opened
  }

  private void send() throws IOException {
    bytes.flip();
    while (bytes.hasRemaining()) {
      socket.write(bytes);
    }
  }

  /** Receives a whole message; false if the other side has closed the connection. */
  private boolean receive(int size) throws IOException {
    bytes.clear().limit(size);
    while (bytes.hasRemaining()) {
      if (socket.read(bytes) < 0) {
        return false;
      }
    }
    bytes.flip();
    return true;
  }
}
