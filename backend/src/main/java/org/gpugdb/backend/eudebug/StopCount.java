package org.gpugdb.backend.eudebug;

import java.util.OptionalInt;

/**
 * What a thread's count of entries to and exits from the system routine says: odd means inside. It
 * has 8 bits, so it is compared with the one last seen, never by size.
 */
enum StopCount {
  /** The thread has never been in the system routine, or its slot has never been saved. */
  NEVER_SAVED,
  /** The thread is not in the system routine. */
  RUNNING,
  /** The thread has not left since its last stop. */
  STILL_STOPPED,
  /** The thread has come in. */
  STOPPED,
  /** The thread has come in, and more often than anybody has seen. */
  STOPPED_UNSEEN;

  private static final int MODULUS = 256;

  /**
   * @param now the count as it is, 0 to 255
   * @param last the odd count of the last stop, {@link EuThread#NEVER_STOPPED} before the first
   */
  static StopCount judge(OptionalInt now, int last) {
    if (now.isEmpty()) {
      return NEVER_SAVED;
    }
    int count = now.getAsInt();
    if ((count & 1) == 0) {
      return RUNNING;
    }
    if (last == EuThread.NEVER_STOPPED) {
      return STOPPED;
    }
    return switch (Math.floorMod(count - last, MODULUS)) {
      case 0 -> STILL_STOPPED;
      case 2 -> STOPPED;
      default -> STOPPED_UNSEEN;
    };
  }

  /** Whether this is a stop that nobody has seen yet. */
  boolean isNews() {
    return this == STOPPED || this == STOPPED_UNSEEN;
  }
}
