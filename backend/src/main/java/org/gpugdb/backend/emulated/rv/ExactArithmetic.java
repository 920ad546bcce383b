package org.gpugdb.backend.emulated.rv;

import static org.gpugdb.backend.emulated.rv.FloatEnvironment.DIVIDE_BY_ZERO;
import static org.gpugdb.backend.emulated.rv.FloatEnvironment.INEXACT;
import static org.gpugdb.backend.emulated.rv.FloatEnvironment.INVALID;
import static org.gpugdb.backend.emulated.rv.FloatEnvironment.OVERFLOW;
import static org.gpugdb.backend.emulated.rv.FloatEnvironment.UNDERFLOW;

import java.math.BigInteger;

/**
 * Floating-point operations on raw bits in every rounding mode and with every exception flag, by
 * computing the exact result and rounding it once. About a microsecond each: the units come here
 * only when Java arithmetic cannot tell.
 *
 * <p>Source: IEEE 754-2019, with the choices of the RISC-V "F" chapter: canonical NaNs, tininess
 * after rounding.
 */
final class ExactArithmetic {
  /** More quotient or root bits than any precision needs; what is beyond them is sticky. */
  private static final int EXTRA_BITS = 64;

  private final FloatEnvironment environment;

  ExactArithmetic(FloatEnvironment environment) {
    this.environment = environment;
  }

  long add(FloatFormat format, long a, long b) {
    if (format.isNan(a) || format.isNan(b)) {
      return nan(format, a, b);
    }
    if (format.isInfinite(a)) {
      return format.isInfinite(b) && a != b ? invalid(format) : a;
    }
    if (format.isInfinite(b)) {
      return b;
    }
    return sum(format, Exact.of(format, a), Exact.of(format, b));
  }

  long multiply(FloatFormat format, long a, long b) {
    if (format.isNan(a) || format.isNan(b)) {
      return nan(format, a, b);
    }
    long sign = (a ^ b) & format.signBit;
    if (format.isInfinite(a) || format.isInfinite(b)) {
      return format.isZero(a) || format.isZero(b) ? invalid(format) : sign | format.infinity;
    }
    if (format.isZero(a) || format.isZero(b)) {
      return sign;
    }
    return round(format, Exact.of(format, a).times(Exact.of(format, b)), false);
  }

  long divide(FloatFormat format, long a, long b) {
    if (format.isNan(a) || format.isNan(b)) {
      return nan(format, a, b);
    }
    long sign = (a ^ b) & format.signBit;
    if (format.isInfinite(a)) {
      return format.isInfinite(b) ? invalid(format) : sign | format.infinity;
    }
    if (format.isZero(b)) {
      return format.isZero(a) ? invalid(format) : divisionByZero(format, sign);
    }
    if (format.isInfinite(b) || format.isZero(a)) {
      return sign;
    }
    int shift = format.precision + EXTRA_BITS;
    Exact dividend = Exact.of(format, a);
    Exact divisor = Exact.of(format, b);
    BigInteger[] quotient =
        dividend.magnitude.shiftLeft(shift).divideAndRemainder(divisor.magnitude);
    Exact result = new Exact(sign != 0, quotient[0], dividend.lsb - divisor.lsb - shift);
    return round(format, result, quotient[1].signum() != 0);
  }

  long squareRoot(FloatFormat format, long a) {
    if (format.isNan(a)) {
      return nan(format, a, a);
    }
    if (format.isZero(a)) {
      return a;
    }
    if (format.isNegative(a)) {
      return invalid(format);
    }
    if (format.isInfinite(a)) {
      return a;
    }
    Exact radicand = Exact.of(format, a);
    int shift = 2 * EXTRA_BITS + (radicand.lsb & 1);
    BigInteger[] root = radicand.magnitude.shiftLeft(shift).sqrtAndRemainder();
    return round(
        format, new Exact(false, root[0], (radicand.lsb - shift) / 2), root[1].signum() != 0);
  }

  /** a × b + c, rounded once. */
  long multiplyAdd(FloatFormat format, long a, long b, long c) {
    boolean infinite = format.isInfinite(a) || format.isInfinite(b);
    boolean zero = format.isZero(a) || format.isZero(b);
    if (infinite && zero) {
      return invalid(format);
    }
    if (format.isNan(a) || format.isNan(b) || format.isNan(c)) {
      environment.raise(format.isSignalingNan(c) ? INVALID : 0);
      return nan(format, a, b);
    }
    long sign = (a ^ b) & format.signBit;
    if (infinite) {
      return add(format, sign | format.infinity, c);
    }
    if (format.isInfinite(c)) {
      return c;
    }
    return sum(format, Exact.of(format, a).times(Exact.of(format, b)), Exact.of(format, c));
  }

  /** A double as a single. */
  long narrow(long a) {
    FloatFormat from = FloatFormat.DOUBLE;
    FloatFormat to = FloatFormat.SINGLE;
    if (from.isNan(a)) {
      environment.raise(from.isSignalingNan(a) ? INVALID : 0);
      return to.canonicalNan;
    }
    long sign = from.isNegative(a) ? to.signBit : 0;
    if (from.isInfinite(a)) {
      return sign | to.infinity;
    }
    return from.isZero(a) ? sign : round(to, Exact.of(from, a), false);
  }

  /** An integer in a format. */
  long fromInteger(FloatFormat format, BigInteger value) {
    return value.signum() == 0
        ? 0
        : round(format, new Exact(value.signum() < 0, value.abs(), 0), false);
  }

  private long sum(FloatFormat format, Exact a, Exact b) {
    int lsb = Math.min(a.lsb, b.lsb);
    BigInteger sum = a.scaled(lsb).add(b.scaled(lsb));
    if (sum.signum() == 0) {
      boolean negative =
          a.negative == b.negative ? a.negative : environment.mode() == FloatEnvironment.RDN;
      return negative ? format.signBit : 0;
    }
    return round(format, new Exact(sum.signum() < 0, sum.abs(), lsb), false);
  }

  private long nan(FloatFormat format, long a, long b) {
    environment.raise(format.isSignalingNan(a) || format.isSignalingNan(b) ? INVALID : 0);
    return format.canonicalNan;
  }

  private long invalid(FloatFormat format) {
    environment.raise(INVALID);
    return format.canonicalNan;
  }

  private long divisionByZero(FloatFormat format, long sign) {
    environment.raise(DIVIDE_BY_ZERO);
    return sign | format.infinity;
  }

  /**
   * Rounds a nonzero number.
   *
   * @param sticky the number is a little larger in magnitude; then it has at least two bits more
   *     than the precision
   */
  private long round(FloatFormat format, Exact number, boolean sticky) {
    int unboundedLsb = number.lsb + number.magnitude.bitLength() - format.precision;
    int lsb = Math.max(unboundedLsb, format.minLsb);
    long significand = significand(number, lsb, sticky);
    long bits = ((long) (lsb - format.minLsb) << (format.precision - 1)) + significand;
    long sign = number.negative ? format.signBit : 0;
    if (lsb > format.maxLsb || bits >= format.infinity) {
      environment.raise(OVERFLOW | INEXACT);
      boolean up = roundsUp(number.negative, true, true, true);
      return sign | (up ? format.infinity : format.infinity - 1);
    }
    if (sticky || number.magnitude.getLowestSetBit() < lsb - number.lsb) {
      environment.raise(
          isTiny(format, number, unboundedLsb, sticky) ? UNDERFLOW | INEXACT : INEXACT);
    }
    return sign | bits;
  }

  /** Whether the number, rounded as if exponents were not bounded, is below the normal range. */
  private boolean isTiny(FloatFormat format, Exact number, int unboundedLsb, boolean sticky) {
    if (unboundedLsb != format.minLsb - 1) {
      return unboundedLsb < format.minLsb;
    }
    return significand(number, unboundedLsb, sticky) < 1L << format.precision;
  }

  /** The number as an integer times 2^lsb, rounded. */
  private long significand(Exact number, int lsb, boolean sticky) {
    int shift = lsb - number.lsb;
    long kept = number.magnitude.shiftRight(shift).longValue();
    if (shift <= 0) {
      return kept;
    }
    boolean half = number.magnitude.testBit(shift - 1);
    boolean beyond = sticky || number.magnitude.getLowestSetBit() < shift - 1;
    return roundsUp(number.negative, (kept & 1) != 0, half, beyond) ? kept + 1 : kept;
  }

  /**
   * Whether to take the next larger magnitude.
   *
   * @param odd lowest kept bit
   * @param half highest dropped bit
   * @param beyond whether any other dropped bit is set
   */
  private boolean roundsUp(boolean negative, boolean odd, boolean half, boolean beyond) {
    return switch (environment.mode()) {
      case FloatEnvironment.RNE -> half && (beyond || odd);
      case FloatEnvironment.RTZ -> false;
      case FloatEnvironment.RDN -> negative && (half || beyond);
      case FloatEnvironment.RUP -> !negative && (half || beyond);
      default -> half;
    };
  }

  /** magnitude × 2^lsb with a sign, which zero has too. */
  private record Exact(boolean negative, BigInteger magnitude, int lsb) {
    static Exact of(FloatFormat format, long bits) {
      return new Exact(
          format.isNegative(bits), BigInteger.valueOf(format.significand(bits)), format.lsb(bits));
    }

    Exact times(Exact other) {
      return new Exact(
          negative != other.negative, magnitude.multiply(other.magnitude), lsb + other.lsb);
    }

    /** The signed number in units of 2^unit, where unit is not above lsb. */
    BigInteger scaled(int unit) {
      BigInteger scaled = magnitude.shiftLeft(lsb - unit);
      return negative ? scaled.negate() : scaled;
    }
  }
}
