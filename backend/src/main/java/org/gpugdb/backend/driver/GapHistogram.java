package org.gpugdb.backend.driver;

import java.util.concurrent.TimeUnit;

/**
 * Times between events, counted in steps of 10 microseconds up to one second; the worst one is kept
 * exactly. Not thread-safe.
 */
final class GapHistogram {
  private static final long STEP_NANOS = TimeUnit.MICROSECONDS.toNanos(10);
  private static final int STEPS = 100_000;

  private final int[] counts;
  private long count;
  private long worst;

  GapHistogram() {
    this(new int[STEPS + 1], 0, 0);
  }

  private GapHistogram(int[] counts, long count, long worst) {
    this.counts = counts;
    this.count = count;
    this.worst = worst;
  }

  GapHistogram copy() {
    return new GapHistogram(counts.clone(), count, worst);
  }

  void add(long nanos) {
    counts[(int) Math.min(nanos / STEP_NANOS, STEPS)]++;
    count++;
    worst = Math.max(worst, nanos);
  }

  long count() {
    return count;
  }

  /** In nanoseconds; 0 without events. */
  long worst() {
    return worst;
  }

  /**
   * The time that a part of the events does not exceed, rounded up to a step, in nanoseconds; 0
   * without events.
   *
   * @param part from 0 to 1
   */
  long quantile(double part) {
    long wanted = (long) Math.ceil(part * count);
    long seen = 0;
    for (int i = 0; i < STEPS && count > 0; i++) {
      seen += counts[i];
      if (seen >= wanted) {
        return Math.min((i + 1) * STEP_NANOS, worst);
      }
    }
    return worst;
  }
}
