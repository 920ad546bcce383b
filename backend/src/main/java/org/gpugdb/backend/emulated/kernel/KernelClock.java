package org.gpugdb.backend.emulated.kernel;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;

/** The time by which the emulated kernel measures its limits. Thread-safe. */
public interface KernelClock {
  /** The machine's own monotonic clock. */
  KernelClock SYSTEM =
      new KernelClock() {
        @Override
        public long nanos() {
          return System.nanoTime();
        }

        @Override
        @SuppressWarnings("WaitNotInLoop") // it is the caller's
        public void await(Lock lock, Condition condition, long nanos) throws InterruptedException {
          condition.await(nanos, TimeUnit.NANOSECONDS);
        }
      };

  /** Nanoseconds since an arbitrary point. */
  long nanos();

  /**
   * Waits until the condition is signalled or {@code nanos} have passed by this clock; may return
   * early.
   *
   * @param lock the condition's lock, held by the caller
   * @throws InterruptedException if the thread is interrupted
   */
  void await(Lock lock, Condition condition, long nanos) throws InterruptedException;
}
