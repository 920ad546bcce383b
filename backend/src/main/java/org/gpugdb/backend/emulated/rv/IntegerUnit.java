package org.gpugdb.backend.emulated.rv;

import java.lang.invoke.VarHandle;

/**
 * Executes one instruction of RV64I, M, or a load or store of F and D; passes arithmetic on floats
 * and atomics on.
 *
 * <p>The one long switch is deliberate: the JIT turns it into a single table jump with every case
 * inlined, and it compiles once, whatever the slice length. A switch inside the run loop is faster
 * only until the compiler starts to deoptimise it for ever. Its bytecode must stay below 8000
 * bytes, beyond which HotSpot does not compile a method at all.
 */
final class IntegerUnit {
  /**
   * Not an address (bit 0 is set): the instruction was not executed and is the interpreter's
   * business.
   */
  static final long NOT_EXECUTED = 1;

  private final LoadStoreUnit memory;
  private final AtomicUnit atomics;
  private final FloatUnit floats = new FloatUnit();

  IntegerUnit(LoadStoreUnit memory) {
    this.memory = memory;
    this.atomics = new AtomicUnit(memory);
  }

  /**
   * Executes an instruction.
   *
   * @return the next pc; it may be misaligned after a taken branch, in which case nothing has
   *     changed
   * @throws MemoryFault before any register has changed
   */
  @SuppressWarnings({
    "IntLongMath",
    "NarrowCalculation"
  }) // word operations are meant to overflow in 32 bits
  long execute(HardwareThread thread, long instruction, long pc) {
    long[] x = thread.x;
    int rd = Instruction.rd(instruction);
    int rs2 = Instruction.rs2(instruction);
    long imm = Instruction.immediate(instruction);
    long a = x[Instruction.rs1(instruction)];
    long b = x[rs2];
    switch (Instruction.op(instruction)) {
      case Op.LUI -> x[rd] = imm;
      case Op.AUIPC -> x[rd] = pc + imm;
      case Op.JAL -> {
        return jump(x, rd, pc, pc + imm);
      }
      case Op.JALR -> {
        return jump(x, rd, pc, a + imm & ~1L);
      }
      case Op.BEQ -> {
        return a == b ? pc + imm : pc + 4;
      }
      case Op.BNE -> {
        return a != b ? pc + imm : pc + 4;
      }
      case Op.BLT -> {
        return a < b ? pc + imm : pc + 4;
      }
      case Op.BGE -> {
        return a >= b ? pc + imm : pc + 4;
      }
      case Op.BLTU -> {
        return below(a, b) ? pc + imm : pc + 4;
      }
      case Op.BGEU -> {
        return below(a, b) ? pc + 4 : pc + imm;
      }
      case Op.LB -> x[rd] = memory.loadByte(a + imm);
      case Op.LH -> x[rd] = memory.loadShort(a + imm);
      case Op.LW -> x[rd] = memory.loadInt(a + imm);
      case Op.LD -> x[rd] = memory.loadLong(a + imm);
      case Op.LBU -> x[rd] = memory.loadByte(a + imm) & 0xFF;
      case Op.LHU -> x[rd] = memory.loadShort(a + imm) & 0xFFFF;
      case Op.LWU -> x[rd] = memory.loadInt(a + imm) & 0xFFFF_FFFFL;
      case Op.SB -> memory.storeByte(a + imm, (byte) b);
      case Op.SH -> memory.storeShort(a + imm, (short) b);
      case Op.SW -> memory.storeInt(a + imm, (int) b);
      case Op.SD -> memory.storeLong(a + imm, b);
      case Op.FLW -> thread.f[rd] = FloatUnit.box(memory.loadInt(a + imm));
      case Op.FLD -> thread.f[rd] = memory.loadLong(a + imm);
      case Op.FSW -> memory.storeInt(a + imm, (int) thread.f[rs2]);
      case Op.FSD -> memory.storeLong(a + imm, thread.f[rs2]);
      case Op.ADDI -> x[rd] = a + imm;
      case Op.SLTI -> x[rd] = a < imm ? 1 : 0;
      case Op.SLTIU -> x[rd] = below(a, imm) ? 1 : 0;
      case Op.XORI -> x[rd] = a ^ imm;
      case Op.ORI -> x[rd] = a | imm;
      case Op.ANDI -> x[rd] = a & imm;
      case Op.SLLI -> x[rd] = a << (int) imm;
      case Op.SRLI -> x[rd] = a >>> (int) imm;
      case Op.SRAI -> x[rd] = a >> (int) imm;
      case Op.ADD -> x[rd] = a + b;
      case Op.SUB -> x[rd] = a - b;
      case Op.SLL -> x[rd] = a << (int) b;
      case Op.SLT -> x[rd] = a < b ? 1 : 0;
      case Op.SLTU -> x[rd] = below(a, b) ? 1 : 0;
      case Op.XOR -> x[rd] = a ^ b;
      case Op.SRL -> x[rd] = a >>> (int) b;
      case Op.SRA -> x[rd] = a >> (int) b;
      case Op.OR -> x[rd] = a | b;
      case Op.AND -> x[rd] = a & b;
      case Op.ADDIW -> x[rd] = (int) (a + imm);
      case Op.SLLIW -> x[rd] = (int) a << (int) imm;
      case Op.SRLIW -> x[rd] = (int) a >>> (int) imm;
      case Op.SRAIW -> x[rd] = (int) a >> (int) imm;
      case Op.ADDW -> x[rd] = (int) (a + b);
      case Op.SUBW -> x[rd] = (int) (a - b);
      case Op.SLLW -> x[rd] = (int) a << (int) b;
      case Op.SRLW -> x[rd] = (int) a >>> (int) b;
      case Op.SRAW -> x[rd] = (int) a >> (int) b;
      case Op.MUL -> x[rd] = a * b;
      case Op.MULH -> x[rd] = Math.multiplyHigh(a, b);
      case Op.MULHSU -> x[rd] = Math.multiplyHigh(a, b) + (b >> 63 & a);
      case Op.MULHU -> x[rd] = Math.multiplyHigh(a, b) + (a >> 63 & b) + (b >> 63 & a);
      case Op.DIV -> x[rd] = b == 0 ? -1 : a / b;
      case Op.DIVU -> x[rd] = b == 0 ? -1 : Long.divideUnsigned(a, b);
      case Op.REM -> x[rd] = b == 0 ? a : a % b;
      case Op.REMU -> x[rd] = b == 0 ? a : Long.remainderUnsigned(a, b);
      case Op.MULW -> x[rd] = (int) a * (int) b;
      case Op.DIVW -> x[rd] = (int) b == 0 ? -1 : (int) a / (int) b;
      case Op.DIVUW -> x[rd] = (int) b == 0 ? -1 : Integer.divideUnsigned((int) a, (int) b);
      case Op.REMW -> x[rd] = (int) b == 0 ? (int) a : (int) a % (int) b;
      case Op.REMUW -> x[rd] = (int) b == 0 ? (int) a : Integer.remainderUnsigned((int) a, (int) b);
      case Op.NOP -> {}
      case Op.FENCE -> VarHandle.fullFence();
      default -> {
        return executeElsewhere(thread, instruction, pc);
      }
    }
    x[0] = 0;
    return pc + 4;
  }

  private long executeElsewhere(HardwareThread thread, long instruction, long pc) {
    int op = Instruction.op(instruction);
    if (op < Op.LR_W || (op >= Op.FMADD_S && !floats.execute(thread, instruction))) {
      return NOT_EXECUTED;
    }
    if (op < Op.FMADD_S) {
      atomics.execute(thread, instruction);
    }
    thread.x[0] = 0;
    return pc + 4;
  }

  /** Links and jumps; a misaligned target must not link. */
  private static long jump(long[] x, int rd, long pc, long target) {
    if ((target & 3) == 0) {
      x[rd] = pc + 4;
      x[0] = 0;
    }
    return target;
  }

  private static boolean below(long a, long b) {
    return a + Long.MIN_VALUE < b + Long.MIN_VALUE;
  }
}
