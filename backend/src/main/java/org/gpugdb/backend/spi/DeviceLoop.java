package org.gpugdb.backend.spi;

import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;

/**
 * The one thread that owns an opened device and every session on it.
 *
 * <p>{@link #execute} and {@link #schedule} may be called by any thread; tasks run in order.
 */
public interface DeviceLoop extends Executor {
  /** Runs {@code task} on the loop, not earlier than {@code nanos} nanoseconds from now. */
  void schedule(Runnable task, long nanos);

  /** The loop's monotonic clock in nanoseconds; tests inject it. */
  long nanoTime();

  /**
   * Blocks the caller for about so long on the loop's clock: for waits that end within a turn, and
   * for the device's other threads.
   */
  default void pause(long nanos) {
    LockSupport.parkNanos(nanos);
  }

  /** Whether the calling thread is the loop. */
  boolean isOwner();

  /** Fails when the caller is not on the loop: mutators begin with it. */
  default void assertOwner() {
    if (!isOwner()) {
      throw new IllegalStateException(
          "called on " + Thread.currentThread().getName() + ", not on the device loop");
    }
  }
}
