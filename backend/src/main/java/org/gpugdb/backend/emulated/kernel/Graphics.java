package org.gpugdb.backend.emulated.kernel;

/**
 * A generation of GPUs, as far as debuggers see it: 8 bytes of attention for each subslice, one bit
 * for each thread.
 */
public enum Graphics {
  /** Ponte Vecchio. */
  XE_HPC(12, 60, true),

  /** Lunar Lake and Battlemage. */
  XE2(20, 1, false);

  private final int major;
  private final int minor;
  private final boolean resumesStoppedOnly;

  Graphics(int major, int minor, boolean resumesStoppedOnly) {
    this.major = major;
    this.minor = minor;
    this.resumesStoppedOnly = resumesStoppedOnly;
  }

  int major() {
    return major;
  }

  int minor() {
    return minor;
  }

  /** Whether RESUME is refused as a whole when it names a thread without attention. */
  boolean resumesStoppedOnly() {
    return resumesStoppedOnly;
  }
}
