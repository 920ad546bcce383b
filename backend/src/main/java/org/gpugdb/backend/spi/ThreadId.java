package org.gpugdb.backend.spi;

import java.util.Comparator;

/**
 * One hardware (EU) thread slot as seen in one address space: an RSP thread.
 *
 * @param space the address space whose work the slot executes
 * @param slot linear slot number, 0-based; the RSP thread id is {@code slot + 1}
 */
public record ThreadId(AddressSpaceId space, int slot) implements Comparable<ThreadId> {
  private static final Comparator<ThreadId> ORDER =
      Comparator.comparing(ThreadId::space).thenComparingInt(ThreadId::slot);

  public ThreadId {
    if (slot < 0) {
      throw new IllegalArgumentException("thread slot: got " + slot + " (expected >= 0)");
    }
  }

  @Override
  public int compareTo(ThreadId other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return space + "." + (slot + 1);
  }
}
