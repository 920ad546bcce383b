package org.gpugdb.backend.eudebug;

import java.util.function.BooleanSupplier;

/**
 * Tells when what a client had before it was debugged is known: there is no event that says so. It
 * is when the kernel is quiet, or after a while, for a client need not ever rest. Confined to the
 * kernel-event thread.
 */
final class CatchUp {
  static final long LIMIT_NANOS = 300_000_000;

  private final long deadline;
  private boolean underWay = true;

  CatchUp(long now) {
    this.deadline = now + LIMIT_NANOS;
  }

  boolean isUnderWay() {
    return underWay;
  }

  /**
   * Whether it ends just now; true once.
   *
   * @param quiet whether nothing is left to be told; asked only as long as it matters
   */
  boolean ends(long now, BooleanSupplier quiet) {
    boolean over = underWay && (now - deadline > 0 || quiet.getAsBoolean());
    underWay &= !over;
    return over;
  }
}
