package org.gpugdb.backend.eu;

import org.gpugdb.backend.uapi.RiscvEuLayout;

/** Bits of a thread's control register that mean the same on every architecture. */
public final class ControlBits {
  /** CR0.0: the instruction at pc ignores its debug bit, once. */
  public static final int SUPPRESS = RiscvEuLayout.CR0_SUPPRESS_BREAKPOINT;

  /** CR0.1: breakpoint or step; if set when the thread goes on, it stops after one instruction. */
  public static final int BREAKPOINT = RiscvEuLayout.CR1_BREAKPOINT;

  /** CR0.1: what an interrupt leaves. */
  public static final int INTERRUPT = RiscvEuLayout.CR1_HALT | RiscvEuLayout.CR1_FORCED_EXCEPTION;

  public static final int SOFTWARE_EXCEPTION = RiscvEuLayout.CR1_SOFTWARE_EXCEPTION;
  public static final int ILLEGAL_OPCODE = RiscvEuLayout.CR1_ILLEGAL_OPCODE;
  public static final int WATCHPOINT = RiscvEuLayout.CR1_WATCHPOINT;

  /** CR0.1: the debugger's own marker of a page fault. */
  public static final int PAGE_FAULT = RiscvEuLayout.CR1_PAGE_FAULT;

  /** CR0.1: every one of the reasons to stop. */
  public static final int REASONS =
      BREAKPOINT | INTERRUPT | SOFTWARE_EXCEPTION | ILLEGAL_OPCODE | WATCHPOINT | PAGE_FAULT;

  private ControlBits() {}
}
