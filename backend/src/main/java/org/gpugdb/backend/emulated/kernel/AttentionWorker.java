package org.gpugdb.backend.emulated.kernel;

import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Condition;
import org.gpugdb.backend.emulated.gpu.ExecContext;
import org.gpugdb.backend.uapi.Bitmask;
import org.jspecify.annotations.Nullable;

/**
 * Looks for threads in their exception handler and tells the debugger.
 *
 * <p>A real driver looks every 100 ms, and says what it sees as long as it sees anything. Here the
 * device says when there is something new, and the worker looks then, at most once in its period;
 * what has not changed is said again every 100 ms. Without a debugger the device is reset.
 */
final class AttentionWorker implements Runnable {
  private static final long REPEAT_NANOS = 100_000_000L;

  private final EmulatedKernel kernel;
  private final KernelLock lock;
  private final long periodNanos;
  private final Condition kicked;
  private final Queue<PageFault> pageFaults = new ArrayDeque<>();

  /** Whether attention was raised after the last look. */
  private final AtomicBoolean raised = new AtomicBoolean();

  private boolean closed;

  /** When to look next. */
  private long due = KernelLock.NEVER;

  private long lastLook;

  /** What was said last, and of whom. */
  private @Nullable ExecContext toldContext;

  private byte[] toldBits = {};
  private long lastTold;

  AttentionWorker(EmulatedKernel kernel, long periodNanos) {
    this.kernel = kernel;
    this.lock = kernel.lock();
    this.periodNanos = Math.max(1, periodNanos);
    this.lastLook = -periodNanos;
    this.kicked = lock.newCondition();
  }

  /**
   * Threads have entered their exception handler. From any thread, without the lock: who has raised
   * attention goes on at once, unless nobody has since the last look.
   */
  void raised() {
    if (!raised.getAndSet(true)) {
      lock.lock();
      try {
        lookSoon();
      } finally {
        lock.unlock();
      }
    }
  }

  /** Something may have changed. */
  void lookSoon() {
    long soon = Math.max(lock.now(), lastLook + periodNanos);
    if (soon < due) {
      due = soon;
      kicked.signal();
    }
  }

  void pageFault(PageFault fault) {
    pageFaults.add(fault);
    kicked.signal();
  }

  /** The threads of a context were interrupted: what is seen from now on is news. */
  void interrupted(ExecContext context) {
    forget(context);
    lookSoon();
  }

  /** Threads are about to be resumed: if they are seen again, that is news. */
  void resumed(ExecContext context, byte[] bits) {
    if (context == toldContext) {
      for (int i = 0; i < Math.min(bits.length, toldBits.length); i++) {
        toldBits[i] &= (byte) ~bits[i];
      }
    }
  }

  private void forget(ExecContext context) {
    if (context == toldContext) {
      toldContext = null;
      toldBits = new byte[0];
    }
  }

  void close() {
    closed = true;
    kicked.signal();
  }

  @Override
  public void run() {
    lock.lock();
    try {
      while (!closed) {
        PageFault fault = pageFaults.poll();
        if (fault != null) {
          tell(fault);
        } else if (lock.now() >= due) {
          look();
        } else {
          lock.await(kicked, due);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // nobody does that but the JVM at its end
    } finally {
      lock.unlock();
    }
  }

  private void tell(PageFault fault) {
    Optional<ExecQueue> queue = kernel.queue(fault.context());
    queue
        .flatMap(q -> kernel.eudebug().session(q.client()))
        .ifPresent(session -> session.pageFault(queue.orElseThrow(), fault));
  }

  private void look() {
    lastLook = lock.now();
    raised.set(false);
    if (kernel.device().isResolvingPageFault()) {
      due = lock.after(periodNanos); // the fault's own report comes first
      return;
    }
    due = KernelLock.NEVER;
    Optional<ExecContext> active = kernel.device().activeContext();
    if (active.isPresent()) {
      ExecContext context = active.get();
      byte[] bits = kernel.device().attention(context);
      if (!Bitmask.of(bits).isEmpty()) {
        tell(context, bits);
        due = context == toldContext ? lastTold + REPEAT_NANOS : lock.after(REPEAT_NANOS);
      }
    }
  }

  private void tell(ExecContext context, byte[] bits) {
    Optional<ExecQueue> queue = kernel.queue(context);
    Optional<DebugSession> session = queue.flatMap(q -> kernel.eudebug().session(q.client()));
    if (queue.isEmpty() || session.isEmpty() || !queue.get().debuggable()) {
      kernel.device().reset("attention without a debugger");
    } else if (session.get().discovered() && isNews(context, bits)) {
      toldContext = context;
      toldBits = bits;
      lastTold = lock.now();
      session.get().attention(queue.get(), Bitmask.of(bits));
    }
  }

  private boolean isNews(ExecContext context, byte[] bits) {
    if (context != toldContext || lock.now() - lastTold >= REPEAT_NANOS) {
      return true;
    }
    for (int i = 0; i < bits.length; i++) {
      if (i >= toldBits.length || (bits[i] & ~toldBits[i]) != 0) {
        return true;
      }
    }
    return false;
  }
}
