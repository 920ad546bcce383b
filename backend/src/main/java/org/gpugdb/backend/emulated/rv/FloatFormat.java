package org.gpugdb.backend.emulated.rv;

/**
 * The two binary interchange formats, on raw bits; singles are in the low 32 bits of a {@code
 * long}, the others 0.
 */
enum FloatFormat {
  SINGLE(24, 8),
  DOUBLE(53, 11);

  /** Bits of a significand, the hidden one included. */
  final int precision;

  /** Exponent of the lowest bit of subnormal numbers. */
  final int minLsb;

  /** Exponent of the lowest bit of the largest finite numbers. */
  final int maxLsb;

  final long signBit;
  final long infinity;
  final long canonicalNan;
  private final long quietBit;

  FloatFormat(int precision, int exponentBits) {
    this.precision = precision;
    int bias = (1 << (exponentBits - 1)) - 1;
    this.minLsb = 2 - bias - precision;
    this.maxLsb = bias + 1 - precision;
    this.infinity = ((1L << exponentBits) - 1) << (precision - 1);
    this.signBit = 1L << (precision - 1 + exponentBits);
    this.quietBit = 1L << (precision - 2);
    this.canonicalNan = infinity | quietBit;
  }

  boolean isNegative(long bits) {
    return (bits & signBit) != 0;
  }

  long magnitude(long bits) {
    return bits & ~signBit;
  }

  boolean isNan(long bits) {
    return magnitude(bits) > infinity;
  }

  boolean isSignalingNan(long bits) {
    return isNan(bits) && (bits & quietBit) == 0;
  }

  boolean isInfinite(long bits) {
    return magnitude(bits) == infinity;
  }

  boolean isZero(long bits) {
    return magnitude(bits) == 0;
  }

  private boolean isSubnormal(long bits) {
    return magnitude(bits) >>> (precision - 1) == 0;
  }

  /** Significand of a finite number as an integer; the value is that times 2^{@link #lsb}. */
  long significand(long bits) {
    long hidden = 1L << (precision - 1);
    long fraction = bits & (hidden - 1);
    return isSubnormal(bits) ? fraction : fraction | hidden;
  }

  /** Exponent of the lowest significand bit of a finite number. */
  int lsb(long bits) {
    int biased = (int) (magnitude(bits) >>> (precision - 1));
    return minLsb + Math.max(biased - 1, 0);
  }

  /** The ten-bit mask of the fclass instructions. */
  int classify(long bits) {
    if (isNan(bits)) {
      return isSignalingNan(bits) ? 1 << 8 : 1 << 9;
    }
    int kind = isInfinite(bits) ? 0 : isZero(bits) ? 3 : isSubnormal(bits) ? 2 : 1;
    return isNegative(bits) ? 1 << kind : 1 << (7 - kind);
  }
}
