package org.gpugdb.backend.emulated.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;

/** A clock that moves when a test says so. */
final class ManualClock implements KernelClock {
  private record Waiter(Lock lock, Condition condition, long deadline) {}

  private final List<Waiter> waiters = new ArrayList<>();
  private long now = 1_000_000_000L;
  private int arrivals;

  @Override
  public synchronized long nanos() {
    return now;
  }

  @Override
  @SuppressWarnings("WaitNotInLoop") // it is the caller's
  public void await(Lock lock, Condition condition, long nanos) throws InterruptedException {
    Waiter waiter = add(lock, condition, nanos);
    try {
      condition.await();
    } finally {
      remove(waiter);
    }
  }

  private synchronized Waiter add(Lock lock, Condition condition, long nanos) {
    Waiter waiter = new Waiter(lock, condition, now + nanos);
    waiters.add(waiter);
    arrivals++;
    notifyAll();
    return waiter;
  }

  private synchronized void remove(Waiter waiter) {
    waiters.remove(waiter);
  }

  /** Lets time pass at once, and wakes those whose time has come. */
  void advance(Duration by) {
    List<Waiter> due;
    synchronized (this) {
      now += by.toNanos();
      due = waiters.stream().filter(w -> w.deadline() <= now).toList();
    }
    for (Waiter waiter : due) {
      waiter.lock().lock();
      try {
        waiter.condition().signalAll();
      } finally {
        waiter.lock().unlock();
      }
    }
  }

  /** How often somebody has begun to wait with a time limit. */
  synchronized int arrivals() {
    return arrivals;
  }

  /** Whether somebody waits for a time that has not come. */
  synchronized boolean hasWaiter() {
    return waiters.stream().anyMatch(w -> w.deadline() > now);
  }

  /** Blocks until a call waits for a time that has not come; fails if it comes back instead. */
  void awaitBlocked(Future<?> call) {
    while (!hasWaiter()) {
      assertThat(call).isNotDone();
      Thread.onSpinWait();
    }
  }

  /** Blocks until somebody waits with a time limit. */
  synchronized void awaitWaiter() throws InterruptedException {
    while (waiters.isEmpty()) {
      wait();
    }
  }
}
