package org.gpugdb.backend.emulated.rv;

import org.jspecify.annotations.Nullable;

/** Executes the Zicsr instructions and mret. */
final class CsrUnit {
  private static final int FFLAGS = 0x001;
  private static final int FRM = 0x002;
  private static final int FCSR = 0x003;
  private static final int CYCLE = 0xC00;
  private static final int INSTRET = 0xC02;

  /** Write-only control registers 0x8C0-0x8C4 in order. */
  private static final Exit[] CONTROLS = {
    Exit.END_OF_THREAD, Exit.BARRIER, Exit.FENCE, Exit.DOORBELL, Exit.ABORT
  };

  private static final int FIRST_CONTROL = 0x8C0;

  /**
   * Executes a CSR access and advances pc.
   *
   * @return null if it retired, otherwise the call it asks for or ILLEGAL_INSTRUCTION, with pc at
   *     it
   */
  @Nullable Exit execute(HardwareThread thread, long instruction) {
    int op = Instruction.op(instruction);
    int number = Instruction.immediate(instruction);
    int rd = Instruction.rd(instruction);
    int source = Instruction.rs1(instruction);
    boolean replaces = op == Op.CSRRW || op == Op.CSRRWI;
    boolean writes = replaces || source != 0;
    long operand = op >= Op.CSRRWI ? source : thread.x[source];
    if (number >= FIRST_CONTROL && number < FIRST_CONTROL + CONTROLS.length) {
      if (!replaces || rd != 0) {
        return Exit.ILLEGAL_INSTRUCTION;
      }
      thread.trapValue = operand;
      return CONTROLS[number - FIRST_CONTROL];
    }
    boolean readOnly = number >>> 10 == 3;
    if (!has(thread, number) || (writes && readOnly)) {
      return Exit.ILLEGAL_INSTRUCTION;
    }
    long old = replaces && rd == 0 ? 0 : read(thread, number);
    if (writes) {
      write(thread, number, combine(op, old, operand));
    }
    thread.x[rd] = old;
    thread.x[0] = 0;
    Interpreter.advance(thread, thread.pc + 4);
    return null;
  }

  /** mret: continues at mepc; false if the thread has no machine mode. */
  boolean returnFromTrap(HardwareThread thread) {
    if (!thread.csrs.has(MachineCsrs.MEPC)) {
      return false;
    }
    Interpreter.advance(thread, thread.csrs.read(MachineCsrs.MEPC) & ~3L);
    return true;
  }

  private static long combine(int op, long old, long operand) {
    return switch (op) {
      case Op.CSRRS, Op.CSRRSI -> old | operand;
      case Op.CSRRC, Op.CSRRCI -> old & ~operand;
      default -> operand;
    };
  }

  private static boolean has(HardwareThread thread, int number) {
    return switch (number) {
      case FFLAGS, FRM, FCSR, CYCLE, INSTRET -> true;
      default -> thread.csrs.has(number);
    };
  }

  private static long read(HardwareThread thread, int number) {
    return switch (number) {
      case FFLAGS -> thread.fcsr & 0x1F;
      case FRM -> thread.fcsr >>> 5;
      case FCSR -> thread.fcsr;
      case CYCLE, INSTRET -> thread.instret;
      default -> thread.csrs.read(number);
    };
  }

  private static void write(HardwareThread thread, int number, long value) {
    switch (number) {
      case FFLAGS -> thread.fcsr = (thread.fcsr & 0xE0) | ((int) value & 0x1F);
      case FRM -> thread.fcsr = (thread.fcsr & 0x1F) | ((int) value & 7) << 5;
      case FCSR -> thread.fcsr = (int) value & 0xFF;
      default -> thread.csrs.write(number, value);
    }
  }
}
