package org.gpugdb.backend.driver;

import java.util.concurrent.atomic.AtomicLong;

/** What a program has counted so far. Thread-safe; one thread adds. */
final class Tally {
  private final AtomicLong checked = new AtomicLong();
  private final AtomicLong wrong = new AtomicLong();

  void add(int results, int wrongResults) {
    wrong.addAndGet(wrongResults);
    checked.addAndGet(results);
  }

  /** Results that were compared with the host's own. */
  long checked() {
    return checked.get();
  }

  /** How many of them differed. */
  long wrong() {
    return wrong.get();
  }
}
