package org.gpugdb.backend.emulated.gpu;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A resident work-group: its threads, shared local memory and barriers. Thread sets are attention
 * words of its subslice. Confined to the worker.
 *
 * <p>A barrier is complete when all threads that have not ended have arrived.
 */
final class WorkGroup {
  /** Named barriers of a group. */
  static final int BARRIERS = 16;

  final Launch launch;

  /** Shared local memory, a whole number of pages; null if the launch uses none. */
  final @Nullable ByteBuffer slm;

  private final long[] arrived = new long[BARRIERS];
  private long live;

  WorkGroup(Launch launch, @Nullable ByteBuffer slm, long threads) {
    this.launch = launch;
    this.slm = slm;
    this.live = threads;
  }

  /** Threads that have not ended. */
  long live() {
    return live;
  }

  /** A thread has ended; true if it was the last one. */
  boolean leave(int bit) {
    live &= ~(1L << bit);
    return live == 0;
  }

  void arrive(int barrier, int bit) {
    arrived[barrier] |= 1L << bit;
  }

  void withdraw(int barrier, int bit) {
    arrived[barrier] &= ~(1L << bit);
  }

  /** How many have arrived. */
  int arrivals(int barrier) {
    return Long.bitCount(arrived[barrier] & live);
  }

  /** If the barrier is complete, empties it and answers who is to go on; 0 otherwise. */
  long complete(int barrier) {
    long waiting = arrived[barrier];
    if (waiting == 0 || (live & ~waiting) != 0) {
      return 0;
    }
    arrived[barrier] = 0;
    return waiting & live;
  }
}
