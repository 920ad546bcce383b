package org.gpugdb.protocol.reply;

/**
 * Why a thread stopped, beyond its signal. GDB is told only what it has a word for; LLDB always
 * gets one of its own.
 */
public sealed interface StopReason {
  /** Nothing beyond the signal; a thread that stopped along with others. */
  record None() implements StopReason {}

  /** A completed step or range step. */
  record Step() implements StopReason {}

  /** A breakpoint that changed the instruction; the program counter is at its address. */
  record SoftwareBreakpoint() implements StopReason {}

  /** A breakpoint compared by hardware; the program counter is at its address. */
  record HardwareBreakpoint() implements StopReason {}

  /**
   * A watchpoint.
   *
   * @param address of the watched data that was accessed, unsigned
   */
  record Watchpoint(Access access, long address) implements StopReason {}

  /** What a watchpoint watches for. */
  enum Access {
    /** Writing. */
    WRITE,
    /** Reading. */
    READ,
    /** Both. */
    ANY
  }

  /** The list of libraries changed; all-stop clients read it again. */
  record LibrariesChanged() implements StopReason {}

  /** The thread is new. Only if the client asked for such events. */
  record ThreadCreated() implements StopReason {}

  /**
   * A fault or trap of the program itself.
   *
   * @param description a line for the user, which LLDB shows
   */
  record Fault(String description) implements StopReason {}
}
