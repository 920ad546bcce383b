package org.gpugdb.backend.driver;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A thread that wants to run every millisecond and notes the gaps between its turns: how little a
 * debugger disturbs this process. Turns that are missed are left out, not made up for. Thread-safe.
 */
final class Heartbeat implements AutoCloseable {
  private static final long PERIOD_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private final Thread thread = new Thread(this::beat, "heartbeat");
  private volatile boolean stopped;

  /** Guarded by this, as are the next two. */
  private final GapHistogram gaps = new GapHistogram();

  private GapHistogram phase = new GapHistogram();
  private long worstSinceTaken;

  private Heartbeat() {
    thread.setDaemon(true);
  }

  static Heartbeat start() {
    Heartbeat heartbeat = new Heartbeat();
    heartbeat.thread.start();
    return heartbeat;
  }

  private void beat() {
    long last = System.nanoTime();
    long next = last + PERIOD_NANOS;
    while (!stopped) {
      long left = next - System.nanoTime();
      if (left > 0) {
        LockSupport.parkNanos(left);
      } else {
        long now = System.nanoTime();
        note(now - last);
        last = now;
        next += PERIOD_NANOS * (1 + (now - next) / PERIOD_NANOS);
      }
    }
  }

  private synchronized void note(long gap) {
    gaps.add(gap);
    phase.add(gap);
    worstSinceTaken = Math.max(worstSinceTaken, gap);
  }

  /** Number of turns. */
  synchronized long count() {
    return gaps.count();
  }

  /** The longest gap, in nanoseconds, since this was last asked. */
  synchronized long takeWorst() {
    long worst = worstSinceTaken;
    worstSinceTaken = 0;
    return worst;
  }

  /** All gaps so far. */
  synchronized GapHistogram gaps() {
    return gaps.copy();
  }

  /** The gaps since this was last asked. */
  synchronized GapHistogram takePhase() {
    GapHistogram taken = phase;
    phase = new GapHistogram();
    return taken;
  }

  @Override
  public void close() {
    stopped = true;
  }
}
