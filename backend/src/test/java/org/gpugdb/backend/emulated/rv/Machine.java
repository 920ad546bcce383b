package org.gpugdb.backend.emulated.rv;

/** One hardware thread with machine-mode CSRs, hart id 7, over four pages of memory. */
final class Machine {
  static final long CODE = 0x4000_1000_0000L;
  static final long DATA = CODE + GuestPage.SIZE;
  static final int A0 = 10;
  static final int A1 = 11;
  static final int A2 = 12;

  final FlatMemory memory = new FlatMemory(CODE, 4);
  final HardwareThread thread = new HardwareThread(new MachineCsrs(7, () -> 99));
  final Interpreter interpreter = new Interpreter();

  /** Code at {@link #CODE}, pc at its start, a1 pointing to {@link #DATA}. */
  static Machine with(int... words) {
    Machine machine = new Machine();
    machine.memory.code(CODE, words);
    machine.thread.pc = CODE;
    machine.thread.x[A1] = DATA;
    return machine;
  }

  Exit run(int budget) {
    return interpreter.run(thread, memory, budget);
  }

  Exit step() {
    thread.stepTrap = true;
    return run(10);
  }

  /** Instructions between the start of the code and pc. */
  long position() {
    return (thread.pc - CODE) / 4;
  }
}
