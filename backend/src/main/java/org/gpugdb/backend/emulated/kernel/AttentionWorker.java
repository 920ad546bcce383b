package org.gpugdb.backend.emulated.kernel;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Condition;
import org.gpugdb.backend.emulated.gpu.ExecContext;
import org.gpugdb.backend.uapi.Bitmask;
import org.jspecify.annotations.Nullable;

/**
 * Looks for threads in their exception handler and tells the debugger.
 *
 * <p>Like the driver it scans every 100 ms, or every second while no debugger is connected to the
 * device, and says what it sees as long as it sees anything; attention that no debugger answers for
 * costs the device a reset. Unlike the driver it also looks when the device says that there is
 * something new, at most once in its period, and tells a debugger what it has not told yet.
 */
final class AttentionWorker implements Runnable {
  private static final long DEBUGGED_NANOS = 100_000_000L;
  private static final long UNDEBUGGED_NANOS = 1_000_000_000L;

  private final EmulatedKernel kernel;
  private final KernelLock lock;
  private final long periodNanos;
  private final Condition kicked;

  /** Whether attention was raised after the last look. */
  private final AtomicBoolean raised = new AtomicBoolean();

  private boolean closed;

  /** Time from one scan to the next. */
  private long intervalNanos = UNDEBUGGED_NANOS;

  /** Whether threads were stopped when it last looked. */
  private boolean standing;

  /** When the next scan is; in the past if it was not made. */
  private long scanDue = UNDEBUGGED_NANOS;

  /** When to look next, for a scan or for news. */
  private long due = KernelLock.NEVER;

  private long lastLook;

  /** What was said last, and of whom. */
  private @Nullable ExecContext toldContext;

  private byte[] toldBits = {};

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

  /**
   * Debuggers came or went. A scan that is due stays so; with the first debugger there is one
   * within 100 ms.
   *
   * @param any whether one is connected
   */
  void debuggersChanged(boolean any) {
    skipIdleScans();
    intervalNanos = any ? DEBUGGED_NANOS : UNDEBUGGED_NANOS;
    scanDue = Math.min(scanDue, lock.now() + intervalNanos);
    if (standing) {
      lookSoon();
    }
  }

  /** While no thread is stopped, scans are not made: they would see nothing. */
  private void skipIdleScans() {
    long late = lock.now() - scanDue;
    if (!standing && late > 0) {
      scanDue += (late + intervalNanos - 1) / intervalNanos * intervalNanos;
    }
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
        if (lock.now() >= due) {
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

  private void look() {
    lastLook = lock.now();
    raised.set(false);
    if (kernel.device().isResolvingPageFault()) {
      due = lock.after(periodNanos); // the fault's own report comes first
      return;
    }
    skipIdleScans();
    boolean scan = scanDue <= lastLook;
    if (scan) {
      scanDue = lastLook + intervalNanos;
    }
    due = KernelLock.NEVER;
    Optional<ExecContext> active = kernel.device().activeContext();
    byte[] bits = active.map(kernel.device()::attention).orElse(new byte[0]);
    standing = !Bitmask.of(bits).isEmpty();
    if (standing) {
      due = scanDue;
      tell(active.orElseThrow(), bits, scan);
    }
  }

  private void tell(ExecContext context, byte[] bits, boolean scan) {
    Optional<ExecQueue> queue = kernel.queue(context).filter(ExecQueue::debuggable);
    Optional<DebugSession> session = queue.flatMap(q -> kernel.eudebug().session(q.client()));
    if (session.isEmpty()) {
      if (scan) {
        kernel.device().reset("attention without a debugger");
      }
    } else if (session.get().discovered() && (scan || isNews(context, bits))) {
      toldContext = context;
      toldBits = bits;
      session.get().attention(queue.orElseThrow(), Bitmask.of(bits));
    }
  }

  private boolean isNews(ExecContext context, byte[] bits) {
    if (context != toldContext) {
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
