package org.gpugdb.backend.emulated.rv;

/** Comparisons, minimum and maximum on raw bits of either format. */
final class FloatComparison {
  private final FloatEnvironment environment;

  FloatComparison(FloatEnvironment environment) {
    this.environment = environment;
  }

  /** feq: quiet, only a signaling NaN is invalid. */
  long equal(FloatFormat format, long a, long b) {
    if (isUnordered(format, a, b)) {
      raiseForSignaling(format, a, b);
      return 0;
    }
    return order(format, a) == order(format, b) ? 1 : 0;
  }

  /** flt: every NaN is invalid. */
  long less(FloatFormat format, long a, long b) {
    if (isUnordered(format, a, b)) {
      environment.raise(FloatEnvironment.INVALID);
      return 0;
    }
    return order(format, a) < order(format, b) ? 1 : 0;
  }

  /** fle: every NaN is invalid. */
  long lessOrEqual(FloatFormat format, long a, long b) {
    if (isUnordered(format, a, b)) {
      environment.raise(FloatEnvironment.INVALID);
      return 0;
    }
    return order(format, a) <= order(format, b) ? 1 : 0;
  }

  /** fmin: a number rather than a NaN, -0 below +0. */
  long least(FloatFormat format, long a, long b) {
    return choose(format, a, b, totalOrder(format, a) <= totalOrder(format, b));
  }

  /** fmax: a number rather than a NaN, +0 above -0. */
  long greatest(FloatFormat format, long a, long b) {
    return choose(format, a, b, totalOrder(format, a) >= totalOrder(format, b));
  }

  private long choose(FloatFormat format, long a, long b, boolean first) {
    if (!isUnordered(format, a, b)) {
      return first ? a : b;
    }
    raiseForSignaling(format, a, b);
    return !format.isNan(a) ? a : !format.isNan(b) ? b : format.canonicalNan;
  }

  private void raiseForSignaling(FloatFormat format, long a, long b) {
    boolean signaling = format.isSignalingNan(a) || format.isSignalingNan(b);
    environment.raise(signaling ? FloatEnvironment.INVALID : 0);
  }

  private static boolean isUnordered(FloatFormat format, long a, long b) {
    return format.isNan(a) || format.isNan(b);
  }

  /** A number that orders as the value does; both zeros are 0. */
  private static long order(FloatFormat format, long bits) {
    return format.isNegative(bits) ? -format.magnitude(bits) : bits;
  }

  private static long totalOrder(FloatFormat format, long bits) {
    return format.isNegative(bits) ? ~format.magnitude(bits) : bits;
  }
}
