package org.gpugdb.backend.spi;

/** How a stopped thread goes on. */
public sealed interface Resume {
  /**
   * Runs freely.
   *
   * @param rehit whether a breakpoint at pc that the thread has already hit is hit once more
   *     instead of passed
   */
  record Continue(boolean rehit) implements Resume {
    /** Runs freely, past a breakpoint that has been hit. */
    public Continue() {
      this(false);
    }
  }

  /** Executes one instruction, even one with a planted breakpoint, then stops. */
  record Step() implements Resume {}

  /**
   * Executes one instruction, even one with a planted breakpoint, then goes on while {@code start
   * <= pc < end} (unsigned).
   */
  record RangeStep(long start, long end) implements Resume {
    /** Whether an address lies in the range. */
    public boolean contains(long pc) {
      return Long.compareUnsigned(pc, start) >= 0 && Long.compareUnsigned(pc, end) < 0;
    }
  }
}
