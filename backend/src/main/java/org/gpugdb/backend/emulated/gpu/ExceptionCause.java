package org.gpugdb.backend.emulated.gpu;

import org.gpugdb.backend.uapi.RiscvEuLayout;

/**
 * Why a thread enters the system routine.
 *
 * @param cr1 bits of CR0.1
 * @param faultAddress see {@link RiscvEuLayout#SR_FAULT_ADDRESS}
 * @param watchAddress see {@link RiscvEuLayout#SR_WATCH_ADDRESS}
 * @param detail see {@link RiscvEuLayout#SR_EXCEPTION_DETAIL}
 */
record ExceptionCause(int cr1, long faultAddress, long watchAddress, int detail) {
  /** A planted breakpoint, or the end of a step. */
  static final ExceptionCause BREAKPOINT = plain(RiscvEuLayout.CR1_BREAKPOINT);

  /** An interrupt. */
  static final ExceptionCause FORCED = plain(RiscvEuLayout.CR1_FORCED_EXCEPTION);

  /** The dispatch wants its threads halted before they begin. */
  static final ExceptionCause HALTED_AT_ENTRY =
      new ExceptionCause(
          RiscvEuLayout.CR1_FORCED_EXCEPTION, 0, 0, RiscvEuLayout.DETAIL_HALTED_AT_ENTRY);

  static final ExceptionCause EBREAK = plain(RiscvEuLayout.CR1_SOFTWARE_EXCEPTION);

  static final ExceptionCause ABORT =
      new ExceptionCause(RiscvEuLayout.CR1_SOFTWARE_EXCEPTION, 0, 0, RiscvEuLayout.DETAIL_ABORT);

  static final ExceptionCause ENVIRONMENT_CALL =
      new ExceptionCause(
          RiscvEuLayout.CR1_SOFTWARE_EXCEPTION, 0, 0, RiscvEuLayout.DETAIL_ENVIRONMENT_CALL);

  static final ExceptionCause ILLEGAL = plain(RiscvEuLayout.CR1_ILLEGAL_OPCODE);

  static final ExceptionCause MISALIGNED =
      new ExceptionCause(RiscvEuLayout.CR1_ILLEGAL_OPCODE, 0, 0, RiscvEuLayout.DETAIL_MISALIGNED);

  private static ExceptionCause plain(int cr1) {
    return new ExceptionCause(cr1, 0, 0, RiscvEuLayout.DETAIL_NONE);
  }

  /**
   * The faulting thread is halted like all others; that it faulted shows in the attention bitmaps
   * of the report.
   */
  static ExceptionCause pageFault(long address) {
    return new ExceptionCause(
        RiscvEuLayout.CR1_FORCED_EXCEPTION, address, 0, RiscvEuLayout.DETAIL_PAGE_FAULT);
  }

  static ExceptionCause watchpoint(long address) {
    return new ExceptionCause(RiscvEuLayout.CR1_WATCHPOINT, 0, address, RiscvEuLayout.DETAIL_NONE);
  }

  /** For the report of a hang. */
  String describe() {
    return switch (cr1) {
      case RiscvEuLayout.CR1_BREAKPOINT -> "breakpoint";
      case RiscvEuLayout.CR1_FORCED_EXCEPTION -> "forced exception";
      case RiscvEuLayout.CR1_WATCHPOINT -> "watchpoint";
      case RiscvEuLayout.CR1_ILLEGAL_OPCODE ->
          detail == RiscvEuLayout.DETAIL_MISALIGNED ? "misaligned access" : "illegal instruction";
      default ->
          switch (detail) {
            case RiscvEuLayout.DETAIL_ABORT -> "abort";
            case RiscvEuLayout.DETAIL_ENVIRONMENT_CALL -> "unknown environment call";
            default -> "software breakpoint";
          };
    };
  }
}
