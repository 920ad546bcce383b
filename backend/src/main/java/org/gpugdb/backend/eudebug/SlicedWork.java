package org.gpugdb.backend.eudebug;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.gpugdb.backend.spi.BackendException;
import org.gpugdb.backend.spi.DeviceLoop;

/**
 * Jobs on the device loop, one after the other, that give way to others after a slice of time.
 * Confined to the device loop.
 */
final class SlicedWork {
  private static final long SLICE_NANOS = 200_000;

  /** A piece of work that can be interrupted. */
  interface Job {
    /**
     * Works on, at least a little, and not much longer than until {@code deadline} on the loop's
     * clock.
     *
     * @return whether it is finished
     */
    boolean run(long deadline) throws BackendException;
  }

  private final DeviceLoop loop;
  private final Consumer<BackendException> onFailure;
  private final Deque<Job> jobs = new ArrayDeque<>();
  private boolean active;

  /**
   * @param onFailure told of a job that has failed; the others go on
   */
  SlicedWork(DeviceLoop loop, Consumer<BackendException> onFailure) {
    this.loop = loop;
    this.onFailure = onFailure;
  }

  /**
   * Adds a job. It begins at once if no other is waiting; jobs that it adds begin after the caller
   * has returned.
   */
  void submit(Job job) {
    jobs.add(job);
    if (!active) {
      active = true;
      runFirst(loop.nanoTime() + SLICE_NANOS);
      goOnLater();
    }
  }

  boolean isIdle() {
    return jobs.isEmpty();
  }

  private void slice() {
    long deadline = loop.nanoTime() + SLICE_NANOS;
    while (!jobs.isEmpty() && loop.nanoTime() - deadline < 0) {
      runFirst(deadline);
    }
    goOnLater();
  }

  private void goOnLater() {
    active = !jobs.isEmpty();
    if (active) {
      loop.execute(this::slice);
    }
  }

  private void runFirst(long deadline) {
    Job job = jobs.getFirst();
    boolean finished = true;
    try {
      finished = job.run(deadline);
    } catch (BackendException failure) {
      onFailure.accept(failure);
    }
    if (finished) {
      jobs.removeFirst();
    }
  }
}
