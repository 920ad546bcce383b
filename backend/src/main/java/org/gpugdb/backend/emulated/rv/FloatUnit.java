package org.gpugdb.backend.emulated.rv;

/** Executes the floating-point instructions of F and D other than loads and stores. */
final class FloatUnit {
  private static final long BOX = 0xFFFF_FFFF_0000_0000L;

  /** A single as it stands in a register: NaN-boxed. */
  static long box(int bits) {
    return BOX | bits;
  }

  boolean execute(HardwareThread thread, long instruction) {
    return false;
  }
}
