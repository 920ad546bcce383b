package org.gpugdb.backend.emulated.rv;

import static org.gpugdb.backend.emulated.rv.FloatFormat.SINGLE;

import java.math.BigInteger;

/**
 * Arithmetic on singles: Java's own wherever it gives the right result and its inexactness can be
 * told, {@link ExactArithmetic} elsewhere. Operands and results are raw bits in the low half of a
 * {@code long}.
 *
 * <p>Java rounds to nearest even and reports no flags. Of a finite result well above the subnormal
 * range only the inexact flag is open, and a double holds enough of the true result to decide it.
 */
final class SingleUnit implements FloatArithmetic {
  private static final int LEAST_SETTLED = 2 << 23;
  private static final int INFINITY = 0xFF << 23;

  private final FloatEnvironment environment;
  private final ExactArithmetic exact;

  SingleUnit(FloatEnvironment environment, ExactArithmetic exact) {
    this.environment = environment;
    this.exact = exact;
  }

  @Override
  public long add(long rawA, long rawB) {
    float a = value(rawA);
    float b = value(rawB);
    float sum = a + b;
    return isSettledSum(sum) ? noting(isInexactSum(a, b, sum), sum) : exact.add(SINGLE, rawA, rawB);
  }

  @Override
  public long multiply(long rawA, long rawB) {
    float a = value(rawA);
    float b = value(rawB);
    float product = a * b;
    return isSettled(product)
        ? noting(product != (double) a * b, product)
        : exact.multiply(SINGLE, rawA, rawB);
  }

  @Override
  public long divide(long rawA, long rawB) {
    float a = value(rawA);
    float b = value(rawB);
    float quotient = a / b;
    return isSettled(quotient) && Float.isFinite(a)
        ? noting((double) quotient * b != a, quotient)
        : exact.divide(SINGLE, rawA, rawB);
  }

  @Override
  public long squareRoot(long rawA) {
    float a = value(rawA);
    float root = (float) Math.sqrt(a);
    return isSettled(root)
        ? noting((double) root * root != a, root)
        : exact.squareRoot(SINGLE, rawA);
  }

  @Override
  public long multiplyAdd(long rawA, long rawB, long rawC) {
    float a = value(rawA);
    float b = value(rawB);
    float c = value(rawC);
    float result = Math.fma(a, b, c);
    return isSettled(result)
        ? noting(isInexactSum((double) a * b, c, result), result)
        : exact.multiplyAdd(SINGLE, rawA, rawB, rawC);
  }

  @Override
  public long fromLong(long value) {
    float nearest = (float) value;
    if (!environment.roundsToNearestEven() && Math.abs(value) > 1L << SINGLE.precision) {
      return exact.fromInteger(SINGLE, BigInteger.valueOf(value));
    }
    return noting(
        Math.abs(nearest) == 0x1p63f ? value != Long.MIN_VALUE : (long) nearest != value, nearest);
  }

  long fromDouble(long rawA) {
    double a = Double.longBitsToDouble(rawA);
    float nearest = (float) a;
    return isSettled(nearest) ? noting(nearest != a, nearest) : exact.narrow(rawA);
  }

  private long noting(boolean inexact, float result) {
    environment.raise(inexact ? FloatEnvironment.INEXACT : 0);
    return Integer.toUnsignedLong(Float.floatToRawIntBits(result));
  }

  /** A sum of zero is exact. */
  private boolean isSettledSum(float sum) {
    return isSettled(sum) || (sum == 0 && environment.roundsToNearestEven());
  }

  /** Whether Java's result is the right one and raises nothing but, perhaps, inexact. */
  private boolean isSettled(float result) {
    int magnitude = Float.floatToRawIntBits(result) & Integer.MAX_VALUE;
    return environment.roundsToNearestEven() && magnitude >= LEAST_SETTLED && magnitude < INFINITY;
  }

  /**
   * Whether a + b differs from its rounded sum: the rounding error of the sum in doubles, and the
   * step to the single.
   */
  private static boolean isInexactSum(double a, double b, float rounded) {
    double sum = a + b;
    double fromB = sum - a;
    double error = (a - (sum - fromB)) + (b - fromB);
    return error != 0 || sum != rounded;
  }

  private static float value(long raw) {
    return Float.intBitsToFloat((int) raw);
  }
}
