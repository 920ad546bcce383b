package org.gpugdb.backend.emulated.rv;

/**
 * Rounds floating-point numbers to integers: fcvt.w, fcvt.wu, fcvt.l and fcvt.lu of both formats.
 */
final class IntegerConversion {
  private static final double TWO_31 = 0x1p31;
  private static final double TWO_32 = 0x1p32;
  private static final double TWO_63 = 0x1p63;
  private static final double TWO_64 = 0x1p64;

  private final FloatEnvironment environment;

  IntegerConversion(FloatEnvironment environment) {
    this.environment = environment;
  }

  /** Signed 32 bits; NaN and too large give the largest value, too small the smallest. */
  long toInt(double value) {
    double rounded = round(value);
    return inRange(value, rounded, -TWO_31, TWO_31)
        ? (int) rounded
        : isHigh(value) ? Integer.MAX_VALUE : Integer.MIN_VALUE;
  }

  /** Unsigned 32 bits, sign-extended as all 32-bit results are. */
  long toUnsignedInt(double value) {
    double rounded = round(value);
    return inRange(value, rounded, 0, TWO_32) ? (int) (long) rounded : isHigh(value) ? -1 : 0;
  }

  /** Signed 64 bits. */
  long toLong(double value) {
    double rounded = round(value);
    return inRange(value, rounded, -TWO_63, TWO_63)
        ? (long) rounded
        : isHigh(value) ? Long.MAX_VALUE : Long.MIN_VALUE;
  }

  /** Unsigned 64 bits. */
  long toUnsignedLong(double value) {
    double rounded = round(value);
    if (!inRange(value, rounded, 0, TWO_64)) {
      return isHigh(value) ? -1 : 0;
    }
    return rounded < TWO_63 ? (long) rounded : (long) (rounded - TWO_63) ^ Long.MIN_VALUE;
  }

  private double round(double value) {
    return switch (environment.mode()) {
      case FloatEnvironment.RNE -> Math.rint(value);
      case FloatEnvironment.RTZ -> truncate(value);
      case FloatEnvironment.RDN -> Math.floor(value);
      case FloatEnvironment.RUP -> Math.ceil(value);
      default -> roundHalfAway(value);
    };
  }

  private static double truncate(double value) {
    return value < 0 ? Math.ceil(value) : Math.floor(value);
  }

  private static double roundHalfAway(double value) {
    double truncated = truncate(value);
    return Math.abs(value - truncated) >= 0.5 ? truncated + Math.copySign(1, value) : truncated;
  }

  /** Raises invalid or inexact as the conversion needs it. */
  private boolean inRange(double value, double rounded, double least, double limit) {
    if (rounded >= least && rounded < limit) {
      environment.raise(rounded == value ? 0 : FloatEnvironment.INEXACT);
      return true;
    }
    environment.raise(FloatEnvironment.INVALID);
    return false;
  }

  private static boolean isHigh(double value) {
    return Double.isNaN(value) || value > 0;
  }
}
