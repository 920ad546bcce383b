package org.gpugdb.backend.emulated.kernel;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** The lock of the kernel, and waiting by the kernel's clock. */
final class KernelLock {
  /** A deadline that never comes. */
  static final long NEVER = Long.MAX_VALUE;

  private final ReentrantLock lock = new ReentrantLock();
  private final KernelClock clock;
  private final long origin;

  KernelLock(KernelClock clock) {
    this.clock = clock;
    this.origin = clock.nanos();
  }

  void lock() {
    lock.lock();
  }

  void unlock() {
    lock.unlock();
  }

  Condition newCondition() {
    return lock.newCondition();
  }

  /** Nanoseconds since the kernel started, never negative. */
  long now() {
    return clock.nanos() - origin;
  }

  /** The time {@code nanos} from now, {@link #NEVER} if that is negative or too far. */
  long after(long nanos) {
    long now = now();
    return nanos < 0 || nanos > NEVER - now ? NEVER : now + nanos;
  }

  /** The time at which the clock itself shows {@code nanos}. */
  long at(long nanos) {
    return nanos - origin;
  }

  /**
   * Waits, in the caller's loop, until the condition is signalled or the deadline has come; may
   * return early.
   */
  @SuppressWarnings("WaitNotInLoop")
  void await(Condition condition, long deadline) throws InterruptedException {
    long left = deadline - now();
    if (deadline == NEVER) {
      condition.await();
    } else if (left > 0) {
      clock.await(lock, condition, left);
    }
  }
}
