package org.gpugdb.backend.eudebug;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.gpugdb.backend.spi.DeviceLoop;

/** A device loop on a thread of its own, with the real clock. */
public final class ThreadLoop implements DeviceLoop, AutoCloseable {
  private final ScheduledExecutorService executor =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "device-loop");
            thread.setDaemon(true);
            owner = thread;
            return thread;
          });
  private volatile Thread owner = Thread.currentThread();

  @Override
  public void execute(Runnable task) {
    executor.execute(() -> guarded(task));
  }

  @Override
  public void schedule(Runnable task, long nanos) {
    var unused = executor.schedule(() -> guarded(task), nanos, TimeUnit.NANOSECONDS);
  }

  /** A task that fails is a bug, and the loop goes on. */
  private static void guarded(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException bug) {
      bug.printStackTrace();
      throw bug;
    }
  }

  @Override
  public long nanoTime() {
    return System.nanoTime();
  }

  @Override
  public boolean isOwner() {
    return Thread.currentThread() == owner;
  }

  /** Runs something on the loop and waits for what it gives. */
  public <T> T call(Callable<T> task) throws Exception {
    try {
      return executor.submit(task).get(20, TimeUnit.SECONDS);
    } catch (ExecutionException failed) {
      throw failed.getCause() instanceof Exception cause ? cause : failed;
    }
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}
