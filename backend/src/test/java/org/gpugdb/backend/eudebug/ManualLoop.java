package org.gpugdb.backend.eudebug;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Queue;
import org.gpugdb.backend.spi.DeviceLoop;

/** A loop that turns when a test says so, on the test's thread, with a clock that it sets. */
final class ManualLoop implements DeviceLoop {
  private record Timed(long due, long order, Runnable task) {}

  private final Queue<Runnable> ready = new ArrayDeque<>();
  private final PriorityQueue<Timed> timed =
      new PriorityQueue<>(Comparator.comparingLong(Timed::due).thenComparingLong(Timed::order));
  private long now;
  private long order;

  @Override
  public void execute(Runnable task) {
    ready.add(task);
  }

  @Override
  public void schedule(Runnable task, long nanos) {
    timed.add(new Timed(now + nanos, order++, task));
  }

  @Override
  public long nanoTime() {
    return now;
  }

  @Override
  public boolean isOwner() {
    return true;
  }

  /** Runs what is ready, and what that makes ready. */
  void turn() {
    for (Runnable task = ready.poll(); task != null; task = ready.poll()) {
      task.run();
    }
  }

  /** Lets time pass, running what falls due. */
  void advance(long nanos) {
    long end = now + nanos;
    turn();
    while (!timed.isEmpty() && timed.peek().due() <= end) {
      Timed next = timed.remove();
      now = Math.max(now, next.due());
      next.task().run();
      turn();
    }
    now = end;
  }
}
