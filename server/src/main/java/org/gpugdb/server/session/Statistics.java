package org.gpugdb.server.session;

/** What a session has cost and seen, for {@code monitor stats}. */
final class Statistics {
  private long packets;
  private long stops;
  private long silentStops;
  private long halts;
  private long haltNanos;
  private long longestHaltNanos;

  void packet() {
    packets++;
  }

  void stop() {
    stops++;
  }

  /** So many threads stopped and went on, and the client hears nothing of it. */
  void silentStops(int threads) {
    silentStops += threads;
  }

  /** The target was halted; it took so long from the request to the last thread. */
  void halted(long nanos) {
    halts++;
    haltNanos += nanos;
    longestHaltNanos = Math.max(longestHaltNanos, nanos);
  }

  long packets() {
    return packets;
  }

  long stops() {
    return stops;
  }

  long silentStops() {
    return silentStops;
  }

  long halts() {
    return halts;
  }

  /** 0 without a halt. */
  long averageHaltNanos() {
    return halts == 0 ? 0 : haltNanos / halts;
  }

  long longestHaltNanos() {
    return longestHaltNanos;
  }
}
