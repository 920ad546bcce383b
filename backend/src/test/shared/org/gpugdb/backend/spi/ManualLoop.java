package org.gpugdb.backend.spi;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Queue;

/** A loop that runs on the test's thread, when the test says so, with a clock that it sets. */
public final class ManualLoop implements DeviceLoop {
  private record Timer(long due, long order, Runnable task) {}

  private final Queue<Runnable> tasks = new ArrayDeque<>();
  private final PriorityQueue<Timer> timers =
      new PriorityQueue<>(Comparator.comparingLong(Timer::due).thenComparingLong(Timer::order));
  private long now;
  private long scheduled;

  @Override
  public void execute(Runnable task) {
    tasks.add(task);
  }

  @Override
  public void schedule(Runnable task, long nanos) {
    timers.add(new Timer(now + nanos, scheduled++, task));
  }

  @Override
  public long nanoTime() {
    return now;
  }

  @Override
  public boolean isOwner() {
    return true;
  }

  @Override
  public void pause(long nanos) {
    now += nanos;
  }

  /** Runs what is queued, and what that queues. */
  public void runAll() {
    for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
      task.run();
    }
  }

  /** Lets time pass, running what falls due at its time. */
  public void advance(long nanos) {
    long end = now + nanos;
    runAll();
    while (!timers.isEmpty() && timers.peek().due() <= end) {
      Timer next = timers.remove();
      now = Math.max(now, next.due());
      next.task().run();
      runAll();
    }
    now = end;
  }
}
