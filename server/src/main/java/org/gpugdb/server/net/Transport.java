package org.gpugdb.server.net;

import org.gpugdb.protocol.wire.Bytes;

/** Moves bytes. Confined to the device loop. */
interface Transport {
  /** Who is at the other end, for people. */
  String peer();

  /** Queues bytes for {@link #flush}. */
  void write(Bytes bytes);

  /** Sends everything that is queued, in as few system calls as possible. */
  void flush();

  /** Stops or goes on taking bytes from the other end. */
  void pauseReading(boolean pause);

  /**
   * Closes after what was flushed has gone out; {@link RspLink#disconnected} follows. Idempotent.
   */
  void close();
}
