package org.gpugdb.backend.emulated.gpu;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/** The work-groups of a launch that no worker has taken yet. Thread-safe. */
abstract sealed class GroupSource {
  /** What {@link #claim} answers when nothing is left for that subslice. */
  static final long NONE = -1;

  /** Takes a group for a subslice. */
  abstract long claim(int subslice);

  /** Takes all that are left; answers how many they were. */
  abstract long claimRest();

  /** Groups in order, to whoever comes. */
  static final class InOrder extends GroupSource {
    private final long count;
    private final AtomicLong next = new AtomicLong();

    InOrder(long count) {
      this.count = count;
    }

    @Override
    long claim(int subslice) {
      long group = next.getAndUpdate(n -> n < count ? n + 1 : n);
      return group < count ? group : NONE;
    }

    @Override
    long claimRest() {
      return count - next.getAndSet(count);
    }
  }

  /**
   * One group for each of the first subslices, with its number, so that harts lie in the slots in
   * order.
   */
  static final class OnePerSubslice extends GroupSource {
    private final AtomicBoolean[] taken;

    OnePerSubslice(int count) {
      taken = new AtomicBoolean[count];
      for (int i = 0; i < count; i++) {
        taken[i] = new AtomicBoolean();
      }
    }

    @Override
    long claim(int subslice) {
      return subslice < taken.length && taken[subslice].compareAndSet(false, true)
          ? subslice
          : NONE;
    }

    @Override
    long claimRest() {
      long rest = 0;
      for (AtomicBoolean each : taken) {
        if (each.compareAndSet(false, true)) {
          rest++;
        }
      }
      return rest;
    }
  }
}
