package org.gpugdb.backend.emulated.rv;

/**
 * Rounding mode and accrued exceptions while a floating-point instruction executes. Values as in
 * the fcsr register.
 */
final class FloatEnvironment {
  /** To nearest, ties to even. */
  static final int RNE = 0;

  /** Towards zero. */
  static final int RTZ = 1;

  /** Down, towards negative infinity. */
  static final int RDN = 2;

  /** Up, towards positive infinity. */
  static final int RUP = 3;

  /** To nearest, ties away from zero. */
  static final int RMM = 4;

  static final int INEXACT = 1;
  static final int UNDERFLOW = 2;
  static final int OVERFLOW = 4;
  static final int DIVIDE_BY_ZERO = 8;
  static final int INVALID = 16;

  private static final int DYNAMIC = 7;

  private int mode;
  private int flags;

  /** Takes rounding mode and flags for an instruction; false if the rounding mode is reserved. */
  boolean enter(int fcsr, int instructionMode) {
    mode = instructionMode == DYNAMIC ? fcsr >>> 5 : instructionMode;
    flags = fcsr & 0x1F;
    return mode <= RMM;
  }

  int mode() {
    return mode;
  }

  int flags() {
    return flags;
  }

  void raise(int more) {
    flags |= more;
  }

  /** Java arithmetic rounds this way. */
  boolean roundsToNearestEven() {
    return mode == RNE;
  }

  boolean isInexactRaised() {
    return (flags & INEXACT) != 0;
  }
}
