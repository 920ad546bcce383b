package org.gpugdb.backend.emulated.rv;

/**
 * Executes the atomic instructions of RV64A, sequentially consistent whatever their aq and rl bits.
 *
 * <p>On mapped pages they are atomic towards every other worker and every process that shares the
 * memory. On {@linkplain GuestPage#called called} pages they are a load followed by a store. A
 * reservation is an address and the value seen there, compared when sc executes, so that it
 * survives debug stops; a value that changed and changed back is accepted.
 */
final class AtomicUnit {
  private static final int DOUBLEWORD = Op.LR_D - Op.LR_W;

  private final LoadStoreUnit memory;

  AtomicUnit(LoadStoreUnit memory) {
    this.memory = memory;
  }

  /**
   * Executes an instruction from {@link Op#LR_W} to {@link Op#AMOMAXU_D} and returns the next pc.
   *
   * @throws MemoryFault before anything has changed, also for a misaligned address
   */
  long execute(HardwareThread thread, long instruction, long pc) {
    int op = Instruction.op(instruction);
    boolean wide = op >= Op.LR_D;
    int size = wide ? 8 : 4;
    long address = thread.x[Instruction.rs1(instruction)];
    long source = thread.x[Instruction.rs2(instruction)];
    long operand = wide ? source : (int) source;
    Access access = op == Op.LR_W || op == Op.LR_D ? Access.READ : Access.WRITE;
    if ((address & (size - 1)) != 0) {
      throw MemoryFault.misaligned(address, access);
    }
    GuestPage page = memory.page(address, access);
    int wordOp = wide ? op - DOUBLEWORD : op;
    long old =
        switch (wordOp) {
          case Op.LR_W -> loadReserved(thread, page, address, size);
          case Op.SC_W -> storeConditional(thread, page, address, size, operand);
          default -> update(wordOp, page, address, size, operand);
        };
    return Operation.set(thread, instruction, pc, old);
  }

  private long loadReserved(HardwareThread thread, GuestPage page, long address, int size) {
    long value = load(page, address, size);
    thread.reservationSize = size;
    thread.reservationAddress = address;
    thread.reservationValue = value;
    memory.watch(address, size, Access.READ);
    return value;
  }

  /** Returns 0 for success, 1 for failure. */
  private long storeConditional(
      HardwareThread thread, GuestPage page, long address, int size, long value) {
    boolean reserved = thread.reservationSize == size && thread.reservationAddress == address;
    thread.reservationSize = 0;
    if (!reserved || !replace(page, address, size, thread.reservationValue, value)) {
      return 1;
    }
    memory.watch(address, size, Access.WRITE);
    return 0;
  }

  /** Read-modify-write; returns the old value, sign-extended. */
  private long update(int op, GuestPage page, long address, int size, long operand) {
    long old;
    do {
      old = load(page, address, size);
    } while (!replace(page, address, size, old, combine(op, old, operand)));
    memory.watch(address, size, Access.READ);
    memory.watch(address, size, Access.WRITE);
    return old;
  }

  /**
   * The low bits of the result are right for words too: sign-extended words keep signed and
   * unsigned order.
   */
  private static long combine(int op, long old, long operand) {
    return switch (op) {
      case Op.AMOADD_W -> old + operand;
      case Op.AMOXOR_W -> old ^ operand;
      case Op.AMOAND_W -> old & operand;
      case Op.AMOOR_W -> old | operand;
      case Op.AMOMIN_W -> Math.min(old, operand);
      case Op.AMOMAX_W -> Math.max(old, operand);
      case Op.AMOMINU_W -> Long.compareUnsigned(old, operand) < 0 ? old : operand;
      case Op.AMOMAXU_W -> Long.compareUnsigned(old, operand) > 0 ? old : operand;
      default -> operand;
    };
  }

  private long load(GuestPage page, long address, int size) {
    if (!page.isMapped()) {
      long value = memory.load(page, address, size);
      return size == 4 ? (int) value : value;
    }
    int index = page.delta + (int) address;
    return size == 4
        ? (int) LoadStoreUnit.INT.getVolatile(page.bytes, index)
        : (long) LoadStoreUnit.LONG.getVolatile(page.bytes, index);
  }

  private boolean replace(GuestPage page, long address, int size, long expected, long value) {
    if (!page.isMapped()) {
      boolean same = load(page, address, size) == expected;
      if (same) {
        memory.store(page, address, size, value);
      }
      return same;
    }
    int index = page.delta + (int) address;
    return size == 4
        ? LoadStoreUnit.INT.compareAndSet(page.bytes, index, (int) expected, (int) value)
        : LoadStoreUnit.LONG.compareAndSet(page.bytes, index, expected, value);
  }
}
