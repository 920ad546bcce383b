package org.gpugdb.backend.eudebug;

import org.gpugdb.backend.spi.DeviceLoop;

/**
 * Looks for stops without waiting for the kernel's next scan, at growing intervals: threads that
 * were resumed tend to stop again soon. Confined to the device loop.
 */
final class AttentionPoll {
  private static final long FIRST_NANOS = 100_000;
  private static final long LAST_NANOS = 50_000_000;

  private final DeviceLoop loop;
  private final Runnable look;
  private long delay = FIRST_NANOS;
  private boolean scheduled;
  private int generation;

  AttentionPoll(DeviceLoop loop, Runnable look) {
    this.loop = loop;
    this.look = look;
  }

  /** Begins anew with short intervals. */
  void soon() {
    delay = FIRST_NANOS;
    schedule();
  }

  /** A thread has attention and is not where it should be: goes on, however long it takes. */
  void goOn() {
    if (!scheduled) {
      delay = Math.min(delay, LAST_NANOS);
      schedule();
    }
  }

  private void schedule() {
    int mine = ++generation;
    scheduled = true;
    loop.schedule(() -> tick(mine), delay);
  }

  private void tick(int mine) {
    if (mine != generation) {
      return;
    }
    scheduled = false;
    delay *= 2;
    look.run();
    if (mine == generation && delay <= LAST_NANOS) {
      schedule();
    }
  }

  void close() {
    generation++;
  }
}
