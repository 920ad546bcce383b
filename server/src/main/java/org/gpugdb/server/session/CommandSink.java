package org.gpugdb.server.session;

import org.gpugdb.protocol.wire.Bytes;
import org.gpugdb.protocol.wire.Frame;

/** What takes the frames of one connection. Confined to the device loop. */
public interface CommandSink {
  /** Whether packets have to wait because an earlier one has not been answered. */
  boolean isBusy();

  /** Sets who is told when {@link #isBusy} has become false again. */
  void whenReady(Runnable listener);

  /** A packet's payload; only while not {@link #isBusy}. */
  void onPacket(Bytes payload);

  /** The byte 0x03. It does not wait for anything. */
  void onInterrupt();

  /** A packet that arrived and cannot be used; the sender waits for an answer. */
  void onBadPacket(Frame.Reason why);

  /** The connection is gone, however that happened. Called once. */
  void onClosed();
}
