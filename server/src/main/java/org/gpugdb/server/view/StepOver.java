package org.gpugdb.server.view;

/**
 * Whether a client is getting a thread off a breakpoint. To do that, GDB stops every thread that it
 * knows, takes the breakpoint out, steps the thread, puts the breakpoint back and resumes the
 * others. In between it must not be told of threads that are new to it: GDB 13 aborts.
 */
final class StepOver {
  private enum Phase {
    /** Nothing of the kind. */
    NONE,
    /** From the moment at which all threads are stopped to the resumption. */
    UNDER_WAY,
    /** The others were resumed, and more resumptions may follow. */
    ENDING
  }

  private Phase phase = Phase.NONE;

  /** Whether new threads may be shown. */
  boolean isOver() {
    return phase == Phase.NONE;
  }

  boolean isUnderWay() {
    return phase == Phase.UNDER_WAY;
  }

  boolean isEnding() {
    return phase == Phase.ENDING;
  }

  void begin() {
    phase = Phase.UNDER_WAY;
  }

  /** Threads are resumed, not just stepped off. */
  void resumed() {
    if (phase == Phase.UNDER_WAY) {
      phase = Phase.ENDING;
    }
  }

  /** The client has been silent for a while. */
  void quiet() {
    if (phase == Phase.ENDING) {
      phase = Phase.NONE;
    }
  }

  @Override
  public String toString() {
    return switch (phase) {
      case NONE -> "none";
      case UNDER_WAY -> "under way";
      case ENDING -> "ending";
    };
  }
}
