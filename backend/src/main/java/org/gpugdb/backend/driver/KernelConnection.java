package org.gpugdb.backend.driver;

import java.io.EOFException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import org.gpugdb.backend.kernel.Errno;
import org.gpugdb.backend.kernel.wire.CallReply;
import org.gpugdb.backend.kernel.wire.CallRequest;
import org.gpugdb.backend.kernel.wire.Handshake;
import org.gpugdb.backend.os.LiveProcess;
import org.gpugdb.backend.os.NativeBlock;

/** One socket to an emulated kernel, for one call at a time. */
final class KernelConnection implements AutoCloseable {
  private final SocketChannel socket;
  private final ByteBuffer bytes = buffer(CallRequest.SIZE);

  private KernelConnection(SocketChannel socket) {
    this.socket = socket;
  }

  /**
   * Connects, and proves which process this is.
   *
   * @throws IOException with a sentence for the user if the kernel is not there or does not want us
   */
  static KernelConnection open(Path path) throws IOException {
    SocketChannel socket = SocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      socket.connect(UnixDomainSocketAddress.of(path));
      KernelConnection connection = new KernelConnection(socket);
      connection.introduce();
      return connection;
    } catch (IOException | IllegalArgumentException e) {
      socket.close();
      throw new IOException("emulated GPU at " + path + ": " + e.getMessage(), e);
    }
  }

  private void introduce() throws IOException {
    Handshake.Challenge challenge = Handshake.Challenge.decode(receive(Handshake.Challenge.SIZE));
    LiveProcess.allowAccessBy(challenge.pid());
    try (NativeBlock nonce = NativeBlock.allocate(Handshake.NONCE_SIZE)) {
      Handshake.encodeNonce(challenge.nonce(), nonce.bytes());
      ByteBuffer claim = bytes.clear();
      new Handshake.Claim((int) ProcessHandle.current().pid(), nonce.address()).encode(claim);
      send(claim.flip());
      long result = CallReply.decode(receive(CallReply.SIZE)).result();
      if (result < 0) {
        throw new IOException("refuses this process: " + Errno.name((int) -result));
      }
    }
  }

  CallReply call(CallRequest request) throws IOException {
    request.encode(bytes.clear());
    send(bytes.flip());
    return CallReply.decode(receive(CallReply.SIZE));
  }

  private void send(ByteBuffer message) throws IOException {
    while (message.hasRemaining()) {
      socket.write(message);
    }
  }

  private ByteBuffer receive(int size) throws IOException {
    ByteBuffer message = bytes.clear().limit(size);
    while (message.hasRemaining()) {
      if (socket.read(message) < 0) {
        throw new EOFException("the connection was closed");
      }
    }
    return message.flip();
  }

  private static ByteBuffer buffer(int size) {
    return ByteBuffer.allocateDirect(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Closes the socket; a call in progress fails. */
  @Override
  public void close() throws IOException {
    socket.close();
  }
}
