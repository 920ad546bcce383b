package org.gpugdb.backend.emulated.rv;

import static org.gpugdb.backend.emulated.rv.Instruction.immediate;
import static org.gpugdb.backend.emulated.rv.Operation.a;
import static org.gpugdb.backend.emulated.rv.Operation.b;
import static org.gpugdb.backend.emulated.rv.Operation.set;

/** RV64I without memory accesses, and M. */
final class IntegerOperations {
  private IntegerOperations() {}

  static void install(Operation[] table) {
    installUpperAndJumps(table);
    installBranches(table);
    installImmediate(table);
    installRegister(table);
    installWord(table);
    installMultiply(table);
  }

  private static void installUpperAndJumps(Operation[] table) {
    table[Op.LUI] = (u, t, i, pc) -> set(t, i, pc, immediate(i));
    table[Op.AUIPC] = (u, t, i, pc) -> set(t, i, pc, pc + immediate(i));
    table[Op.JAL] = (u, t, i, pc) -> jump(t, i, pc, pc + immediate(i));
    table[Op.JALR] = (u, t, i, pc) -> jump(t, i, pc, a(t, i) + immediate(i) & ~1L);
    table[Op.NOP] = (u, t, i, pc) -> pc + 4;
  }

  private static void installBranches(Operation[] table) {
    table[Op.BEQ] = (u, t, i, pc) -> branch(a(t, i) == b(t, i), i, pc);
    table[Op.BNE] = (u, t, i, pc) -> branch(a(t, i) != b(t, i), i, pc);
    table[Op.BLT] = (u, t, i, pc) -> branch(a(t, i) < b(t, i), i, pc);
    table[Op.BGE] = (u, t, i, pc) -> branch(a(t, i) >= b(t, i), i, pc);
    table[Op.BLTU] = (u, t, i, pc) -> branch(below(a(t, i), b(t, i)), i, pc);
    table[Op.BGEU] = (u, t, i, pc) -> branch(!below(a(t, i), b(t, i)), i, pc);
  }

  private static void installImmediate(Operation[] table) {
    table[Op.ADDI] = (u, t, i, pc) -> set(t, i, pc, a(t, i) + immediate(i));
    table[Op.SLTI] = (u, t, i, pc) -> set(t, i, pc, a(t, i) < immediate(i) ? 1 : 0);
    table[Op.SLTIU] = (u, t, i, pc) -> set(t, i, pc, below(a(t, i), immediate(i)) ? 1 : 0);
    table[Op.XORI] = (u, t, i, pc) -> set(t, i, pc, a(t, i) ^ immediate(i));
    table[Op.ORI] = (u, t, i, pc) -> set(t, i, pc, a(t, i) | immediate(i));
    table[Op.ANDI] = (u, t, i, pc) -> set(t, i, pc, a(t, i) & immediate(i));
    table[Op.SLLI] = (u, t, i, pc) -> set(t, i, pc, a(t, i) << immediate(i));
    table[Op.SRLI] = (u, t, i, pc) -> set(t, i, pc, a(t, i) >>> immediate(i));
    table[Op.SRAI] = (u, t, i, pc) -> set(t, i, pc, a(t, i) >> immediate(i));
  }

  private static void installRegister(Operation[] table) {
    table[Op.ADD] = (u, t, i, pc) -> set(t, i, pc, a(t, i) + b(t, i));
    table[Op.SUB] = (u, t, i, pc) -> set(t, i, pc, a(t, i) - b(t, i));
    table[Op.SLL] = (u, t, i, pc) -> set(t, i, pc, a(t, i) << b(t, i));
    table[Op.SLT] = (u, t, i, pc) -> set(t, i, pc, a(t, i) < b(t, i) ? 1 : 0);
    table[Op.SLTU] = (u, t, i, pc) -> set(t, i, pc, below(a(t, i), b(t, i)) ? 1 : 0);
    table[Op.XOR] = (u, t, i, pc) -> set(t, i, pc, a(t, i) ^ b(t, i));
    table[Op.SRL] = (u, t, i, pc) -> set(t, i, pc, a(t, i) >>> b(t, i));
    table[Op.SRA] = (u, t, i, pc) -> set(t, i, pc, a(t, i) >> b(t, i));
    table[Op.OR] = (u, t, i, pc) -> set(t, i, pc, a(t, i) | b(t, i));
    table[Op.AND] = (u, t, i, pc) -> set(t, i, pc, a(t, i) & b(t, i));
  }

  private static void installWord(Operation[] table) {
    table[Op.ADDIW] = (u, t, i, pc) -> setWord(t, i, pc, (int) a(t, i) + immediate(i));
    table[Op.SLLIW] = (u, t, i, pc) -> setWord(t, i, pc, (int) a(t, i) << immediate(i));
    table[Op.SRLIW] = (u, t, i, pc) -> setWord(t, i, pc, (int) a(t, i) >>> immediate(i));
    table[Op.SRAIW] = (u, t, i, pc) -> setWord(t, i, pc, (int) a(t, i) >> immediate(i));
    table[Op.ADDW] = (u, t, i, pc) -> setWord(t, i, pc, (int) a(t, i) + (int) b(t, i));
    table[Op.SUBW] = (u, t, i, pc) -> setWord(t, i, pc, (int) a(t, i) - (int) b(t, i));
    table[Op.SLLW] = (u, t, i, pc) -> setWord(t, i, pc, (int) a(t, i) << (int) b(t, i));
    table[Op.SRLW] = (u, t, i, pc) -> setWord(t, i, pc, (int) a(t, i) >>> (int) b(t, i));
    table[Op.SRAW] = (u, t, i, pc) -> setWord(t, i, pc, (int) a(t, i) >> (int) b(t, i));
  }

  private static void installMultiply(Operation[] table) {
    table[Op.MUL] = (u, t, i, pc) -> set(t, i, pc, a(t, i) * b(t, i));
    table[Op.MULH] = (u, t, i, pc) -> set(t, i, pc, Math.multiplyHigh(a(t, i), b(t, i)));
    table[Op.MULHSU] = (u, t, i, pc) -> set(t, i, pc, multiplyHighSignedUnsigned(a(t, i), b(t, i)));
    table[Op.MULHU] = (u, t, i, pc) -> set(t, i, pc, multiplyHighUnsigned(a(t, i), b(t, i)));
    table[Op.DIV] = (u, t, i, pc) -> set(t, i, pc, divide(a(t, i), b(t, i)));
    table[Op.DIVU] = (u, t, i, pc) -> set(t, i, pc, divideUnsigned(a(t, i), b(t, i)));
    table[Op.REM] = (u, t, i, pc) -> set(t, i, pc, remainder(a(t, i), b(t, i)));
    table[Op.REMU] = (u, t, i, pc) -> set(t, i, pc, remainderUnsigned(a(t, i), b(t, i)));
    table[Op.MULW] = (u, t, i, pc) -> setWord(t, i, pc, (int) a(t, i) * (int) b(t, i));
    table[Op.DIVW] =
        (u, t, i, pc) -> setWord(t, i, pc, (int) divide(signed(a(t, i)), signed(b(t, i))));
    table[Op.DIVUW] =
        (u, t, i, pc) ->
            setWord(t, i, pc, (int) divideUnsigned(unsigned(a(t, i)), unsigned(b(t, i))));
    table[Op.REMW] =
        (u, t, i, pc) -> setWord(t, i, pc, (int) remainder(signed(a(t, i)), signed(b(t, i))));
    table[Op.REMUW] =
        (u, t, i, pc) ->
            setWord(t, i, pc, (int) remainderUnsigned(unsigned(a(t, i)), unsigned(b(t, i))));
  }

  /** Word results are sign-extended. */
  private static long setWord(HardwareThread thread, long instruction, long pc, int value) {
    return set(thread, instruction, pc, value);
  }

  private static long branch(boolean taken, long instruction, long pc) {
    return taken ? pc + immediate(instruction) : pc + 4;
  }

  /** Links and jumps; a misaligned target must not link. */
  private static long jump(HardwareThread thread, long instruction, long pc, long target) {
    if ((target & 3) == 0) {
      set(thread, instruction, pc, pc + 4);
    }
    return target;
  }

  private static boolean below(long a, long b) {
    return a + Long.MIN_VALUE < b + Long.MIN_VALUE;
  }

  /** The low word, sign-extended. */
  private static long signed(long value) {
    return (int) value;
  }

  /** The low word, zero-extended. */
  private static long unsigned(long value) {
    return value & 0xFFFF_FFFFL;
  }

  private static long multiplyHighUnsigned(long a, long b) {
    return Math.multiplyHigh(a, b) + (a >> 63 & b) + (b >> 63 & a);
  }

  private static long multiplyHighSignedUnsigned(long a, long b) {
    return Math.multiplyHigh(a, b) + (b >> 63 & a);
  }

  private static long divide(long a, long b) {
    return b == 0 ? -1 : a / b;
  }

  private static long divideUnsigned(long a, long b) {
    return b == 0 ? -1 : Long.divideUnsigned(a, b);
  }

  private static long remainder(long a, long b) {
    return b == 0 ? a : a % b;
  }

  private static long remainderUnsigned(long a, long b) {
    return b == 0 ? a : Long.remainderUnsigned(a, b);
  }
}
