package org.gpugdb.backend.spi;

/** How a stopped thread goes on. */
public sealed interface Resume {
  /** Runs freely. */
  record Continue() implements Resume {}

  /** Executes one instruction, then stops. */
  record Step() implements Resume {}

  /** Executes one instruction, then goes on while {@code start <= pc < end} (unsigned). */
  record RangeStep(long start, long end) implements Resume {}
}
