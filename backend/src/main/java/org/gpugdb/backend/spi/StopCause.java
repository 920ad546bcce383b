package org.gpugdb.backend.spi;

/** Why a hardware thread stopped. */
public sealed interface StopCause {
  /** A planted breakpoint; the instruction at pc has not been executed. */
  record Breakpoint() implements StopCause {}

  /** A step or range step has finished. */
  record StepDone() implements StopCause {}

  /** A data watchpoint was hit; the access has been made. */
  record Watchpoint(WatchKind kind, long address) implements StopCause {}

  /** A trap instruction in the program itself. */
  record SoftwareTrap() implements StopCause {}

  /** An illegal or unimplemented instruction, or a breakpoint bit that nobody planted. */
  record IllegalInstruction() implements StopCause {}

  /** An access to an address that is not mapped, or not for that kind of access. */
  record PageFault(long address) implements StopCause {}

  /** The program gave up ({@code assert}). */
  record Abort() implements StopCause {}

  /** A debugger asked for it, or the thread was dispatched halted. */
  record Interrupted() implements StopCause {}
}
