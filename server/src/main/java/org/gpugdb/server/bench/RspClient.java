package org.gpugdb.server.bench;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayDeque;
import java.util.Deque;
import org.gpugdb.protocol.wire.Bytes;
import org.gpugdb.protocol.wire.Frame;
import org.gpugdb.protocol.wire.PacketBuilder;
import org.gpugdb.protocol.wire.RspFramer;
import org.gpugdb.protocol.wire.RspLimits;

/** A blocking client that sends one request after the other, as gdb does. */
final class RspClient implements AutoCloseable {
  private static final int CONNECT_MILLIS = 5_000;
  private static final int REPLY_MILLIS = 60_000;

  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;
  private final RspFramer framer = RspFramer.ofReplies(4 * RspLimits.PACKET_SIZE);
  private final Deque<Frame> frames = new ArrayDeque<>();
  private final byte[] chunk = new byte[1 << 16];
  private final Deque<Bytes> notifications = new ArrayDeque<>();
  private boolean acks = true;

  private RspClient(Socket socket) throws IOException {
    this.socket = socket;
    this.in = socket.getInputStream();
    this.out = socket.getOutputStream();
  }

  /** Connects to loopback and turns acknowledgements off where the server can. */
  static RspClient connect(int port) throws IOException {
    Socket socket = new Socket();
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(REPLY_MILLIS);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_MILLIS);
    RspClient client = new RspClient(socket);
    client.request("qSupported:swbreak+;hwbreak+;vContSupported+");
    client.request("vCont?");
    if (client.request("QStartNoAckMode").decodeUtf8().equals("OK")) {
      client.acks = false;
      client.framer.ignoreChecksums();
    }
    return client;
  }

  /** The packet of a request, made once for many sends. */
  static byte[] packet(String request) {
    return PacketBuilder.packet(request.length()).text(request).finish().toArray();
  }

  Bytes request(String request) throws IOException {
    return exchange(packet(request));
  }

  /** Sends a ready packet and waits for the answer. */
  Bytes exchange(byte[] packet) throws IOException {
    out.write(packet);
    return reply();
  }

  /** Waits for an answer, or for the next part of one. */
  Bytes reply() throws IOException {
    while (true) {
      Frame frame = next();
      if (frame instanceof Frame.Packet reply) {
        if (acks) {
          out.write('+');
        }
        return reply.payload();
      }
      take(frame);
    }
  }

  /** Waits for what the server says unasked. */
  Bytes notification() throws IOException {
    while (notifications.isEmpty()) {
      take(next());
    }
    return notifications.remove();
  }

  private void take(Frame frame) throws IOException {
    if (frame instanceof Frame.Notification unasked) {
      notifications.add(unasked.payload());
    } else if (frame instanceof Frame.BadFrame bad) {
      throw new IOException("the server sent a broken packet: " + bad.reason());
    }
  }

  private Frame next() throws IOException {
    while (frames.isEmpty()) {
      int n = in.read(chunk);
      if (n < 0) {
        throw new EOFException("the server closed the connection");
      }
      framer.feed(chunk, 0, n, frames::add);
    }
    return frames.remove();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
