package org.gpugdb.protocol.command;

/**
 * What a thread shall do next. Signals are the protocol's numbers; see {@code vCont} in the manual.
 */
public sealed interface ResumeAction {
  /** Run. */
  record Continue() implements ResumeAction {}

  /** Run, with a signal. */
  record ContinueWithSignal(int signal) implements ResumeAction {}

  /** Execute one instruction. */
  record Step() implements ResumeAction {}

  /** Execute one instruction, with a signal. */
  record StepWithSignal(int signal) implements ResumeAction {}

  /**
   * Step at least once, then on while the program counter is in the range. Stopping earlier is
   * allowed. An empty range is a single step.
   *
   * @param start the first address of the range, unsigned
   * @param end the first address behind it, unsigned
   */
  record StepRange(long start, long end) implements ResumeAction {
    /** Whether {@code pc} is in the range. */
    public boolean contains(long pc) {
      return Long.compareUnsigned(start, pc) <= 0 && Long.compareUnsigned(pc, end) < 0;
    }
  }

  /** Stop, reported with signal 0. Only in non-stop mode. */
  record Stop() implements ResumeAction {}
}
