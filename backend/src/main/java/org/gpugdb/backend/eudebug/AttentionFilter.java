package org.gpugdb.backend.eudebug;

import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * Drops attention events that say nothing new. The kernel repeats attention at every scan for as
 * long as a thread is stopped. A thread only goes on by a request of ours, and every request takes
 * a place in the session's time: so if nothing came between two events, and they show the same
 * bits, nothing has changed. Confined to the kernel-event thread.
 */
final class AttentionFilter {
  private @Nullable ExecContext lastContext;
  private long lastSeqno;
  private BitSet lastSlots = new BitSet();

  /** Whether the event has to be looked at. */
  boolean isNews(ExecContext context, long seqno, BitSet slots) {
    boolean same = context.equals(lastContext) && seqno == lastSeqno + 1 && slots.equals(lastSlots);
    lastContext = context;
    lastSeqno = seqno;
    lastSlots = slots;
    return !same;
  }
}
