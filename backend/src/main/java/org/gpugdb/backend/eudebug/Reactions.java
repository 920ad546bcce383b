package org.gpugdb.backend.eudebug;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What has to be done about events, in their order. While the kernel lists a client's resources to
 * a new debugger it refuses every request but reading events, and it cannot go on listing unless
 * they are read: so reactions wait here, and reading goes on. Confined to the kernel-event thread.
 */
final class Reactions {
  /** One thing to do. */
  interface Reaction {
    /** Does it, all or nothing; false if the kernel is busy and it has to be tried again. */
    boolean tryIt();
  }

  private final Deque<Reaction> waiting = new ArrayDeque<>();

  void add(Reaction reaction) {
    waiting.add(reaction);
  }

  /** Carries out what can be, in order. */
  void run() {
    while (!waiting.isEmpty() && waiting.getFirst().tryIt()) {
      waiting.removeFirst();
    }
  }

  /** Nothing can be done any more. */
  void abandon() {
    waiting.clear();
  }

  boolean isEmpty() {
    return waiting.isEmpty();
  }
}
