package org.gpugdb.backend.emulated.rv;

import static org.gpugdb.backend.emulated.rv.FloatFormat.DOUBLE;
import static org.gpugdb.backend.emulated.rv.FloatFormat.SINGLE;

import java.math.BigInteger;

/**
 * Executes the instructions of F and D other than loads and stores. All results and all five flags
 * are exact in all rounding modes; modes other than to-nearest-even are slower.
 *
 * <p>Both formats share one switch, over the operation as it is called for singles.
 *
 * <p>Source: RISC-V Unprivileged ISA 20240411, chapters "F" and "D".
 */
final class FloatUnit {
  /**
   * A single in a register has these bits set; a value without them counts as the canonical NaN.
   */
  private static final long BOX = 0xFFFF_FFFF_0000_0000L;

  private static final int TO_DOUBLE = Op.FMADD_D - Op.FMADD_S;
  private static final BigInteger TWO_64 = BigInteger.ONE.shiftLeft(64);

  private final FloatEnvironment environment = new FloatEnvironment();
  private final ExactArithmetic exact = new ExactArithmetic(environment);
  private final SingleUnit singles = new SingleUnit(environment, exact);
  private final DoubleUnit doubles = new DoubleUnit(environment, exact);
  private final FloatComparison comparison = new FloatComparison(environment);
  private final IntegerConversion conversion = new IntegerConversion(environment);

  static long box(long bits) {
    return BOX | bits;
  }

  private static long unbox(long register) {
    return (register & BOX) == BOX ? register & ~BOX : SINGLE.canonicalNan;
  }

  /**
   * Executes an instruction from {@link Op#FMADD_S} on.
   *
   * @return false, with nothing changed, if its rounding mode is reserved
   */
  boolean execute(HardwareThread thread, long instruction) {
    if (!environment.enter(thread.fcsr, Instruction.rm(instruction))) {
      return false;
    }
    int op = Instruction.op(instruction);
    boolean wide = op >= Op.FMADD_D;
    int operation = wide ? op - TO_DOUBLE : op;
    int rd = Instruction.rd(instruction);
    long[] f = thread.f;
    long source = thread.x[Instruction.rs1(instruction)];
    if (operation >= Op.FCVT_S_W) {
      long first = f[Instruction.rs1(instruction)];
      f[rd] = wide ? toDouble(operation, source, first) : box(toSingle(operation, source, first));
    } else if (operation >= Op.FCVT_W_S) {
      thread.x[rd] =
          toInteger(
              operation, wide, f[Instruction.rs1(instruction)], f[Instruction.rs2(instruction)]);
    } else {
      f[rd] = compute(operation, wide, f, instruction);
    }
    thread.fcsr |= environment.flags();
    return true;
  }

  private long compute(int operation, boolean wide, long[] f, long instruction) {
    long a = f[Instruction.rs1(instruction)];
    long b = f[Instruction.rs2(instruction)];
    long c = f[Instruction.rs3(instruction)];
    return wide
        ? compute(operation, doubles, DOUBLE, a, b, c)
        : box(compute(operation, singles, SINGLE, unbox(a), unbox(b), unbox(c)));
  }

  private long compute(
      int operation, FloatArithmetic unit, FloatFormat format, long a, long b, long c) {
    long sign = format.signBit;
    return switch (operation) {
      case Op.FMADD_S -> unit.multiplyAdd(a, b, c);
      case Op.FMSUB_S -> unit.multiplyAdd(a, b, c ^ sign);
      case Op.FNMSUB_S -> unit.multiplyAdd(a ^ sign, b, c);
      case Op.FNMADD_S -> unit.multiplyAdd(a ^ sign, b, c ^ sign);
      case Op.FADD_S -> unit.add(a, b);
      case Op.FSUB_S -> unit.add(a, b ^ sign);
      case Op.FMUL_S -> unit.multiply(a, b);
      case Op.FDIV_S -> unit.divide(a, b);
      case Op.FSQRT_S -> unit.squareRoot(a);
      case Op.FSGNJ_S -> (a & ~sign) | (b & sign);
      case Op.FSGNJN_S -> (a & ~sign) | (~b & sign);
      case Op.FSGNJX_S -> a ^ (b & sign);
      case Op.FMIN_S -> comparison.least(format, a, b);
      case Op.FMAX_S -> comparison.greatest(format, a, b);
      default -> throw new AssertionError(operation);
    };
  }

  private long toInteger(int operation, boolean wide, long first, long second) {
    FloatFormat format = wide ? DOUBLE : SINGLE;
    long a = wide ? first : unbox(first);
    long b = wide ? second : unbox(second);
    double value = wide ? Double.longBitsToDouble(a) : Float.intBitsToFloat((int) a);
    return switch (operation) {
      case Op.FCVT_W_S -> conversion.toInt(value);
      case Op.FCVT_WU_S -> conversion.toUnsignedInt(value);
      case Op.FCVT_L_S -> conversion.toLong(value);
      case Op.FCVT_LU_S -> conversion.toUnsignedLong(value);
      case Op.FMV_X_W -> wide ? first : (int) first;
      case Op.FEQ_S -> comparison.equal(format, a, b);
      case Op.FLT_S -> comparison.less(format, a, b);
      case Op.FLE_S -> comparison.lessOrEqual(format, a, b);
      case Op.FCLASS_S -> format.classify(a);
      default -> throw new AssertionError(operation);
    };
  }

  private long toSingle(int operation, long source, long first) {
    return switch (operation) {
      case Op.FMV_W_X -> source & ~BOX;
      case Op.FCVT_S_D -> singles.fromDouble(first);
      default -> fromInteger(operation, singles, SINGLE, source);
    };
  }

  private long toDouble(int operation, long source, long first) {
    return switch (operation) {
      case Op.FMV_W_X -> source;
      case Op.FCVT_S_D -> doubles.fromSingle(unbox(first));
      default -> fromInteger(operation, doubles, DOUBLE, source);
    };
  }

  private long fromInteger(int operation, FloatArithmetic unit, FloatFormat format, long source) {
    return switch (operation) {
      case Op.FCVT_S_W -> unit.fromLong(source << 32 >> 32);
      case Op.FCVT_S_WU -> unit.fromLong(source & ~BOX);
      case Op.FCVT_S_LU ->
          source >= 0
              ? unit.fromLong(source)
              : exact.fromInteger(format, BigInteger.valueOf(source).add(TWO_64));
      default -> unit.fromLong(source);
    };
  }
}
