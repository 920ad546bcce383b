package org.gpugdb.backend.emulated.kernel;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.locks.Condition;
import org.gpugdb.backend.uapi.Event;

/**
 * The events of a session that wait to be read, at most 64. Whoever brings one to a full queue
 * waits: a client in its own request, or the attention worker.
 */
final class EventQueue {
  private static final int CAPACITY = 64;
  private static final long PATIENCE_NANOS = 25_000_000_000L;
  private static final long SLICE_NANOS = 1_000_000_000L;

  private final KernelLock lock;
  private final Queue<Event> events = new ArrayDeque<>();
  private final Condition readable;
  private final Condition writable;
  private long taken;
  private boolean closed;

  EventQueue(KernelLock lock) {
    this.lock = lock;
    this.readable = lock.newCondition();
    this.writable = lock.newCondition();
  }

  /** Signalled when an event comes or the queue is closed. */
  Condition readable() {
    return readable;
  }

  /** The oldest event, which stays. There is one. */
  Event next() {
    return events.element();
  }

  boolean isEmpty() {
    return events.isEmpty();
  }

  /** Removes the oldest event. */
  void take() {
    events.remove();
    taken++;
    writable.signalAll();
  }

  /**
   * Appends an event, after waiting for room. An interrupt does not end the wait.
   *
   * @return false if nothing was read for 25 s; an event for a closed queue is dropped
   */
  boolean put(Event event) {
    if (!awaitRoom()) {
      return false;
    }
    if (!closed) {
      events.add(event);
      readable.signalAll();
    }
    return true;
  }

  private boolean awaitRoom() {
    boolean interrupted = false;
    long seen = taken;
    long deadline = lock.after(PATIENCE_NANOS);
    try {
      while (!closed && events.size() >= CAPACITY) {
        if (taken != seen) {
          seen = taken;
          deadline = lock.after(PATIENCE_NANOS);
        } else if (lock.now() >= deadline) {
          return false;
        }
        try {
          lock.await(writable, Math.min(deadline, lock.after(SLICE_NANOS)));
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
      return true;
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /**
   * Lets all go that wait.
   *
   * @param keep whether the events that are there can still be read
   */
  void close(boolean keep) {
    closed = true;
    if (!keep) {
      events.clear();
    }
    readable.signalAll();
    writable.signalAll();
  }
}
