package org.gpugdb.server.net;

import java.util.List;
import org.gpugdb.protocol.wire.Bytes;
import org.gpugdb.server.session.Connection;

/** The way from a session to its client. Confined to the device loop. */
final class Outgoing implements Connection {
  private static final Bytes ACK = Bytes.ascii("+");
  private static final Bytes NACK = Bytes.ascii("-");

  private final Transport transport;
  private final PacketLog log;
  private Bytes lastSent = Bytes.EMPTY;
  private boolean acknowledging = true;
  private boolean gathering;
  private boolean closed;

  Outgoing(Transport transport, PacketLog log) {
    this.transport = transport;
    this.log = log;
  }

  /** Whether what is written is kept for {@link #release}, to leave in one system call. */
  void gather() {
    gathering = true;
  }

  /** Sends what was gathered. */
  void release() {
    gathering = false;
    transport.flush();
  }

  boolean isAcknowledging() {
    return acknowledging;
  }

  /** Tells the client that its packet has arrived, intact or damaged. */
  void acknowledge(boolean intact) {
    if (acknowledging) {
      write(intact ? ACK : NACK);
    }
  }

  /** The client asks for the last packet again. */
  void resend() {
    if (acknowledging && !lastSent.isEmpty()) {
      log.sent(lastSent);
      write(lastSent);
    }
  }

  void pauseReading(boolean pause) {
    if (!closed) {
      transport.pauseReading(pause);
    }
  }

  /** The connection is gone: nothing can be sent any more. */
  void disconnected() {
    closed = true;
  }

  @Override
  public String peer() {
    return transport.peer();
  }

  @Override
  public void send(Bytes packet) {
    log.sent(packet);
    lastSent = acknowledging ? packet : Bytes.EMPTY;
    write(packet);
  }

  @Override
  public void stopAcknowledging() {
    acknowledging = false;
  }

  @Override
  public List<String> recentPackets() {
    return log.recent();
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      transport.flush();
      transport.close();
    }
  }

  private void write(Bytes bytes) {
    if (closed) {
      return;
    }
    transport.write(bytes);
    if (!gathering) {
      transport.flush();
    }
  }
}
