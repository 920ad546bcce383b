package org.gpugdb.backend.emulated.kernel;

import java.util.concurrent.locks.Condition;
import org.gpugdb.backend.kernel.Errno;

/**
 * The flush of the compute engine's caches, one at a time. The emulated device has no caches that
 * would take time, so a flush lasts as long as the machine was told to let it last.
 */
final class CacheFlush {
  private final KernelLock lock;
  private final long nanos;
  private final Condition idle;
  private boolean running;

  CacheFlush(KernelLock lock, long nanos) {
    this.lock = lock;
    this.nanos = nanos;
    this.idle = lock.newCondition();
  }

  /**
   * Waits until no flush is in progress, then for its own.
   *
   * @param timeout longest of either wait in nanoseconds; what takes longer fails with ETIMEDOUT
   */
  void run(long timeout) throws ErrnoException, InterruptedException {
    long patience = lock.after(timeout);
    while (running) {
      ErrnoException.require(lock.now() < patience, Errno.ETIMEDOUT);
      lock.await(idle, patience);
    }
    long end = lock.after(nanos);
    long deadline = Math.min(end, lock.after(timeout));
    running = true;
    try {
      while (lock.now() < deadline) {
        lock.await(idle, deadline);
      }
    } finally {
      running = false;
      idle.signalAll();
    }
    ErrnoException.require(deadline == end, Errno.ETIMEDOUT);
  }
}
