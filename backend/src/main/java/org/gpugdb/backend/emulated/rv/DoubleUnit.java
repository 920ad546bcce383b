package org.gpugdb.backend.emulated.rv;

import static org.gpugdb.backend.emulated.rv.FloatFormat.DOUBLE;
import static org.gpugdb.backend.emulated.rv.FloatFormat.SINGLE;

import java.math.BigInteger;

/**
 * Arithmetic on doubles, raw bits in and out, by the method of {@link SingleUnit}. Here inexactness
 * is decided by the rounding errors, which are doubles themselves as long as nothing comes near the
 * ends of the exponent range.
 */
final class DoubleUnit implements FloatArithmetic {
  private static final double LEAST_SETTLED = 0x1p-900;
  private static final double SETTLED_LIMIT = 0x1p1000;

  private final FloatEnvironment environment;
  private final ExactArithmetic exact;

  DoubleUnit(FloatEnvironment environment, ExactArithmetic exact) {
    this.environment = environment;
    this.exact = exact;
  }

  @Override
  public long add(long rawA, long rawB) {
    double a = Double.longBitsToDouble(rawA);
    double b = Double.longBitsToDouble(rawB);
    double sum = a + b;
    return isSettledSum(sum) ? noting(sumError(a, b, sum), sum) : exact.add(DOUBLE, rawA, rawB);
  }

  @Override
  public long multiply(long rawA, long rawB) {
    double a = Double.longBitsToDouble(rawA);
    double b = Double.longBitsToDouble(rawB);
    double product = a * b;
    return isSettled(product)
        ? noting(Math.fma(a, b, -product), product)
        : exact.multiply(DOUBLE, rawA, rawB);
  }

  @Override
  public long divide(long rawA, long rawB) {
    double a = Double.longBitsToDouble(rawA);
    double b = Double.longBitsToDouble(rawB);
    double quotient = a / b;
    return isSettled(quotient) && isSettled(a)
        ? noting(Math.fma(quotient, b, -a), quotient)
        : exact.divide(DOUBLE, rawA, rawB);
  }

  @Override
  public long squareRoot(long rawA) {
    double a = Double.longBitsToDouble(rawA);
    double root = Math.sqrt(a);
    return isSettled(root) && isSettled(a)
        ? noting(Math.fma(root, root, -a), root)
        : exact.squareRoot(DOUBLE, rawA);
  }

  /**
   * {@inheritDoc} Its error is not a double in general; unless inexact is raised already, the fast
   * way is open only to exact products.
   */
  @Override
  public long multiplyAdd(long rawA, long rawB, long rawC) {
    double a = Double.longBitsToDouble(rawA);
    double b = Double.longBitsToDouble(rawB);
    double c = Double.longBitsToDouble(rawC);
    double result = Math.fma(a, b, c);
    double product = a * b;
    return isSettled(result) && (environment.isInexactRaised() || isExactProduct(a, b, product))
        ? noting(sumError(product, c, result), result)
        : exact.multiplyAdd(DOUBLE, rawA, rawB, rawC);
  }

  @Override
  public long fromLong(long value) {
    double nearest = (double) value;
    if (!environment.roundsToNearestEven() && Math.abs(value) > 1L << DOUBLE.precision) {
      return exact.fromInteger(DOUBLE, BigInteger.valueOf(value));
    }
    boolean inexact =
        Math.abs(nearest) == 0x1p63 ? value != Long.MIN_VALUE : (long) nearest != value;
    return noting(inexact ? 1 : 0, nearest);
  }

  long fromSingle(long raw) {
    if (SINGLE.isNan(raw)) {
      environment.raise(SINGLE.isSignalingNan(raw) ? FloatEnvironment.INVALID : 0);
      return DOUBLE.canonicalNan;
    }
    return Double.doubleToRawLongBits(Float.intBitsToFloat((int) raw));
  }

  private long noting(double error, double result) {
    environment.raise(error == 0 ? 0 : FloatEnvironment.INEXACT);
    return Double.doubleToRawLongBits(result);
  }

  /** A sum of zero is exact. */
  private boolean isSettledSum(double sum) {
    return isSettled(sum) || (sum == 0 && environment.roundsToNearestEven());
  }

  /** Whether Java's result is the right one and raises nothing but, perhaps, inexact. */
  private boolean isSettled(double result) {
    double magnitude = Math.abs(result);
    return environment.roundsToNearestEven()
        && magnitude >= LEAST_SETTLED
        && magnitude < SETTLED_LIMIT;
  }

  private boolean isExactProduct(double a, double b, double product) {
    return a == 0 || b == 0 || (isSettled(product) && Math.fma(a, b, -product) == 0);
  }

  /** The exact difference between a + b and its rounded value. */
  private static double sumError(double a, double b, double sum) {
    double fromB = sum - a;
    return (a - (sum - fromB)) + (b - fromB);
  }
}
