package org.gpugdb.server.session;

import java.util.List;
import org.gpugdb.protocol.wire.Bytes;

/** A session's way to its client. Confined to the device loop. */
public interface Connection {
  /** Who the client is, for people: an address, or the name of a stream. */
  String peer();

  /** Sends one complete packet or notification. After {@link #close} nothing is sent. */
  void send(Bytes packet);

  /** From here on packets are neither acknowledged nor sent again. */
  void stopAcknowledging();

  /** The last packets of both directions, oldest first, for the log of an internal error. */
  List<String> recentPackets();

  /** Sends what is still buffered, then closes. Idempotent. */
  void close();
}
