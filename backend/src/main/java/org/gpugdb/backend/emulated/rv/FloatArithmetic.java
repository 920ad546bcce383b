package org.gpugdb.backend.emulated.rv;

/**
 * Arithmetic of one format on raw bits, in the rounding mode and with the flags of a {@link
 * FloatEnvironment}.
 */
interface FloatArithmetic {
  long add(long a, long b);

  long multiply(long a, long b);

  long divide(long a, long b);

  long squareRoot(long a);

  /** a × b + c, rounded once. */
  long multiplyAdd(long a, long b, long c);

  /** A signed integer, rounded. */
  long fromLong(long value);
}
