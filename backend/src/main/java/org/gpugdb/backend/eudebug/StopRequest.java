package org.gpugdb.backend.eudebug;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** A request to stop threads that is not answered yet. A plain structure, confined to the loop. */
final class StopRequest {
  private static final long LIMIT_NANOS = 2_000_000_000L;
  private static final long FIRST_TICK_NANOS = 100_000;
  private static final long TICK_NANOS = 500_000;
  private static final long LATE_TICK_NANOS = 2_000_000;
  private static final int LATE = 40;

  /** How long attention must stay the same, where nothing else tells that all have stopped. */
  private static final int STABLE_TICKS = 2;

  /** So long without any change means that there is nobody left to stop. */
  private static final long QUIET_NANOS = 100_000_000;

  /** So long without any change, while somebody runs, means that the interrupt has missed them. */
  private static final long MISSED_NANOS = 10_000_000;

  /** The contexts that have been interrupted. */
  final List<ExecContext> contexts = new ArrayList<>();

  /** Threads that have stopped for a reason of their own meanwhile. */
  final List<EuThread> stopped = new ArrayList<>();

  private final long deadline;
  private final BitSet wanted = new BitSet();
  private boolean wantsAll;
  private BitSet attention = new BitSet();
  private final BitSet before;
  private boolean attentionGrew;
  private int ticks;
  private int stableTicks;
  private long changed;

  /**
   * @param before threads that are in the system routine already
   */
  StopRequest(long now, BitSet before) {
    this.deadline = now + LIMIT_NANOS;
    this.before = before;
    this.changed = now;
  }

  /**
   * Adds threads, all of the space if there are none; another request is answered with this one.
   */
  void add(BitSet slots) {
    wantsAll |= slots.isEmpty();
    wanted.or(slots);
  }

  boolean wants(int slot) {
    return wantsAll || wanted.get(slot);
  }

  /** Notes who has attention now. */
  void sample(BitSet now, long time) {
    ticks++;
    if (now.equals(attention)) {
      stableTicks++;
    } else {
      stableTicks = 0;
      changed = time;
    }
    attention = now;
    BitSet fresh = (BitSet) now.clone();
    fresh.andNot(before);
    attentionGrew |= !fresh.isEmpty();
  }

  /** Whether all have stopped, as far as attention alone can tell. */
  boolean isSettled(long now) {
    boolean stable = stableTicks >= STABLE_TICKS;
    return stable && (attentionGrew || (!attention.isEmpty() && now - changed >= QUIET_NANOS));
  }

  /** Whether the threads that still run have to be interrupted once more. */
  boolean hasMissed(long now) {
    return now - changed >= MISSED_NANOS;
  }

  void interruptedAgain(long now) {
    changed = now;
  }

  boolean isLate(long now) {
    return now - deadline >= 0;
  }

  long nextTick() {
    if (ticks == 0) {
      return FIRST_TICK_NANOS;
    }
    return ticks < LATE ? TICK_NANOS : LATE_TICK_NANOS;
  }
}
