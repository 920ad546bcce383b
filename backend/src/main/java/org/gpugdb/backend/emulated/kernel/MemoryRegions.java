package org.gpugdb.backend.emulated.kernel;

/** The device's memory regions: instance numbers and what queries report as their size. */
final class MemoryRegions {
  static final int SYSTEM = 0;
  static final int LOCAL = 1;
  static final long BYTES = 16L << 30;

  private MemoryRegions() {}
}
