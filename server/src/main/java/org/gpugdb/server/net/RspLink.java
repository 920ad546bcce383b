package org.gpugdb.server.net;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Function;
import org.gpugdb.protocol.wire.Bytes;
import org.gpugdb.protocol.wire.Frame;
import org.gpugdb.protocol.wire.RspFramer;
import org.gpugdb.protocol.wire.RspLimits;
import org.gpugdb.server.session.CommandSink;
import org.gpugdb.server.session.Connection;

/**
 * One connection between its bytes and its session: frames, acknowledgements, resending, and
 * packets that have to wait. Confined to the device loop.
 */
final class RspLink {
  /** With more packets waiting than this, nothing more is read. */
  static final int MAX_WAITING = 16;

  private static final Bytes INTERRUPT = Bytes.of(0x03);

  private final PacketLog log;
  private final Outgoing out;
  private final CommandSink session;
  private final RspFramer framer = RspFramer.ofRequests(RspLimits.MAX_PAYLOAD);
  private final Deque<Frame> waiting = new ArrayDeque<>();
  private boolean delivering;
  private boolean closed;

  private RspLink(PacketLog log, Outgoing out, CommandSink session) {
    this.log = log;
    this.out = out;
    this.session = session;
  }

  /**
   * @param sessions makes the session of the new connection
   */
  static RspLink open(Transport transport, Function<Connection, ? extends CommandSink> sessions) {
    PacketLog log = new PacketLog(transport.peer());
    Outgoing out = new Outgoing(transport, log);
    CommandSink session = sessions.apply(out);
    RspLink link = new RspLink(log, out, session);
    session.whenReady(link::deliver);
    return link;
  }

  /** Bytes have arrived; they are not kept. */
  void received(byte[] bytes, int offset, int length) {
    out.gather();
    framer.feed(bytes, offset, length, this::onFrame);
    out.release();
  }

  /** The connection is gone. Idempotent. */
  void disconnected() {
    if (!closed) {
      closed = true;
      waiting.clear();
      out.disconnected();
      session.onClosed();
    }
  }

  private void onFrame(Frame frame) {
    if (closed) {
      return;
    }
    if (frame instanceof Frame.Packet || frame instanceof Frame.BadFrame) {
      onPacket(frame);
    } else if (frame instanceof Frame.Interrupt) {
      log.received(INTERRUPT);
      session.onInterrupt();
    } else if (frame instanceof Frame.Nack) {
      out.resend();
    }
  }

  private void onPacket(Frame frame) {
    boolean intact =
        !(frame instanceof Frame.BadFrame bad) || bad.reason() != Frame.Reason.CHECKSUM;
    out.acknowledge(intact);
    if (intact) {
      waiting.add(frame);
      deliver();
    }
  }

  private void deliver() {
    if (delivering) {
      return; // the session became ready within a call from the loop below
    }
    delivering = true;
    while (!closed && !session.isBusy() && !waiting.isEmpty()) {
      deliver(waiting.remove());
    }
    delivering = false;
    out.pauseReading(waiting.size() > MAX_WAITING);
  }

  private void deliver(Frame frame) {
    if (frame instanceof Frame.Packet packet) {
      log.received(packet.payload());
      session.onPacket(packet.payload());
    } else if (frame instanceof Frame.BadFrame bad) {
      session.onBadPacket(bad.reason());
    }
    if (!out.isAcknowledging()) {
      framer.ignoreChecksums();
    }
  }
}
