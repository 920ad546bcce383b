package org.gpugdb.backend.emulated.rv;

/**
 * Why {@link Interpreter#run} returned.
 *
 * <p><b>Traps</b> end a step: they clear {@link HardwareThread#stepTrap} and win over {@link #STEP}
 * when one instruction causes both. Unless said otherwise the trapping instruction did not retire:
 * {@code pc} is at it and no register or memory has changed.
 *
 * <p><b>Calls</b> hand an instruction to the caller: {@code pc} is still at it, {@link
 * HardwareThread#trapValue} holds its operand. The caller acts and completes the instruction with
 * {@link HardwareThread#retire()} (which also says whether a step trap is due), or leaves {@code
 * pc} where it is to have it executed again.
 */
public enum Exit {
  /** The slice is used up. */
  BUDGET,
  /** {@link Interpreter#requestStop()} was called. */
  STOP_REQUESTED,

  /** Trap: {@link HardwareThread#stepTrap} was set and one instruction has retired. */
  STEP,
  /** Trap: an instruction whose debug-control bit (bit 0) is cleared, not suppressed. */
  BREAKPOINT,
  /** Trap: {@code ebreak}. */
  SOFTWARE_BREAKPOINT,
  /**
   * Trap: illegal, unimplemented or compressed encoding, or an inaccessible CSR; {@code trapValue}
   * is the word.
   */
  ILLEGAL_INSTRUCTION,
  /** Trap: {@code trapValue} is the first inaccessible byte, {@code trapAccess} the kind. */
  PAGE_FAULT,
  /**
   * Trap: misaligned atomic ({@code trapAccess} READ or WRITE) or jump target (EXECUTE); {@code
   * trapValue} is it.
   */
  MISALIGNED,
  /**
   * Trap <em>after</em> the access: the instruction retired; {@code trapValue} is the first watched
   * byte touched.
   */
  WATCHPOINT,

  /** Call: {@code ecall}; arguments are in a0-a7. */
  ENVIRONMENT_CALL,
  /** Call: write of CSR 0x8C0, the thread is finished. */
  END_OF_THREAD,
  /** Call: write of CSR 0x8C1, work-group barrier number {@code trapValue}. */
  BARRIER,
  /** Call: write of CSR 0x8C2, memory fence of scope {@code trapValue}. */
  FENCE,
  /** Call: write of CSR 0x8C3, doorbell with {@code trapValue}. */
  DOORBELL,
  /** Call: write of CSR 0x8C4, the kernel aborts with code {@code trapValue}. */
  ABORT
}
