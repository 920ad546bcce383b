package org.gpugdb.server.bench;

/**
 * One figure of one server.
 *
 * @param operation what was measured
 * @param unit of {@code value}
 * @param value the median of a latency, or a rate
 * @param p99 the 99th percentile of a latency in microseconds, 0 for a rate
 * @param perSecond operations per second, 0 where that says nothing
 * @param smallerIsBetter how to read {@code value}
 */
record Measurement(
    String operation,
    String unit,
    double value,
    double p99,
    double perSecond,
    boolean smallerIsBetter) {
  static Measurement latency(String operation, double p50, double p99, double perSecond) {
    return new Measurement(operation, "us", p50, p99, perSecond, true);
  }

  static Measurement rate(String operation, String unit, double value) {
    return new Measurement(operation, unit, value, 0, 0, false);
  }

  static Measurement millis(String operation, double value) {
    return new Measurement(operation, "ms", value, 0, 0, true);
  }

  /** How much better this is than the peer's figure: above 1 is better. */
  double advantageOver(Measurement peer) {
    return smallerIsBetter ? peer.value / value : value / peer.value;
  }
}
