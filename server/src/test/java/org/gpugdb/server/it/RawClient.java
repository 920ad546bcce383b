package org.gpugdb.server.it;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayDeque;
import java.util.Deque;
import org.gpugdb.protocol.wire.Frame;
import org.gpugdb.protocol.wire.Hex;
import org.gpugdb.protocol.wire.RspFramer;
import org.gpugdb.protocol.wire.RspLimits;

/** A client that says exactly what a test says, and goes in ways that no debugger would. */
final class RawClient implements AutoCloseable {
  private final Socket socket;
  private final RspFramer framer = RspFramer.ofReplies(4 * RspLimits.PACKET_SIZE);
  private final Deque<Frame> frames = new ArrayDeque<>();

  private RawClient(Socket socket) {
    this.socket = socket;
  }

  static RawClient connect(int port) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout((int) (1000 * ServerProcess.PATIENCE_SECONDS));
    socket.setTcpNoDelay(true);
    RawClient client = new RawClient(socket);
    client.request("qSupported:swbreak+;hwbreak+");
    return client;
  }

  /** Sends a packet; each character is a byte, those of a binary one are escaped already. */
  void send(String packet) throws IOException {
    byte[] payload = packet.getBytes(ISO_8859_1);
    int sum = 0;
    for (byte each : payload) {
      sum += each & 0xff;
    }
    String frame = "$" + packet + "#" + Hex.digit(sum >> 4 & 0xf) + Hex.digit(sum & 0xf);
    socket.getOutputStream().write(frame.getBytes(ISO_8859_1));
  }

  /** The next packet from the server. */
  String await() throws IOException {
    byte[] chunk = new byte[4096];
    while (true) {
      while (frames.isEmpty()) {
        int n = socket.getInputStream().read(chunk);
        if (n < 0) {
          throw new IOException("the server closed the connection");
        }
        framer.feed(chunk, 0, n, frames::add);
      }
      if (frames.remove() instanceof Frame.Packet packet) {
        socket.getOutputStream().write('+');
        return packet.payload().toString();
      }
    }
  }

  String request(String packet) throws IOException {
    send(packet);
    return await();
  }

  /** Asks for everything to stop. */
  void interrupt() throws IOException {
    socket.getOutputStream().write(3);
  }

  /** Ends the connection in order: FIN. */
  @Override
  public void close() throws IOException {
    socket.close();
  }

  /** Ends the connection as a host that has lost it does: RST. */
  void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }
}
