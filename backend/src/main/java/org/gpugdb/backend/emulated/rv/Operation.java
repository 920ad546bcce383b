package org.gpugdb.backend.emulated.rv;

/**
 * How one operation executes. Each is a small method of its own: the JIT compiles each by itself,
 * in the light of its own profile, whatever the mix of instructions and the length of slices. (One
 * switch over all operations is compiled for the mix seen first and halves in speed for another; a
 * switch inside the run loop is deoptimised for ever.)
 */
interface Operation {
  /**
   * Not an address (bit 0 is set): the instruction was not executed and is the interpreter's
   * business.
   */
  long NOT_EXECUTED = 1;

  /**
   * Executes an instruction.
   *
   * @return the next pc, or {@link #NOT_EXECUTED}; it may be misaligned after a taken branch, in
   *     which case nothing has changed
   * @throws MemoryFault before any register has changed
   */
  long execute(Units units, HardwareThread thread, long instruction, long pc);

  /** Writes an integer result. */
  static long set(HardwareThread thread, long instruction, long pc, long value) {
    thread.x[Instruction.rd(instruction)] = value;
    thread.x[0] = 0;
    return pc + 4;
  }

  /** First operand. */
  static long a(HardwareThread thread, long instruction) {
    return thread.x[Instruction.rs1(instruction)];
  }

  /** Second operand. */
  static long b(HardwareThread thread, long instruction) {
    return thread.x[Instruction.rs2(instruction)];
  }
}
