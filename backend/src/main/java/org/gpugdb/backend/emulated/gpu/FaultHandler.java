package org.gpugdb.backend.emulated.gpu;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.gpugdb.backend.emulated.rv.GuestPage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Resolves page faults of debugged contexts, one after another, on a thread of its own: halts the
 * context, installs a null page, takes the faulting thread into the system routine and reports.
 *
 * <p>Real hardware refuses a second fault while one is being handled. Here it waits for its turn,
 * its thread staying blocked and out of the first report's bitmaps. If the page has been installed
 * meanwhile, the thread only executes its instruction again, or stops there with the forced
 * exception that it has missed; otherwise a second report follows. What is mapped is never
 * replaced: a write to a read-only page, or an access to user memory that is gone, stops the thread
 * and is reported, but happens again if the thread is resumed.
 */
final class FaultHandler implements Runnable {
  private static final Logger log = LoggerFactory.getLogger(FaultHandler.class);
  private static final long BOUND_NANOS = 1_000_000_000;
  private static final long POLL_NANOS = 20_000;

  /**
   * @param unmapped whether nothing was mapped at the address
   */
  private record Fault(Launch launch, Subslice subslice, int bit, long address, boolean unmapped) {
    boolean isObsolete() {
      return launch.isEnding();
    }

    boolean isTrapped() {
      return (subslice.attention() >>> bit & 1) != 0;
    }
  }

  private final Engine engine;
  private final GpuListener listener;
  private final Thread thread;
  private final BlockingQueue<Fault> faults = new LinkedBlockingQueue<>();
  private final ReentrantLock handling = new ReentrantLock();
  private volatile boolean stopping;

  FaultHandler(Engine engine, GpuListener listener) {
    this.engine = engine;
    this.listener = listener;
    this.thread = new Thread(this, "gpu-faults");
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  void stop() throws InterruptedException {
    stopping = true;
    thread.interrupt();
    thread.join();
  }

  /** A thread has become FAULTED. Called by its worker. */
  void report(EuThread faulting) {
    Launch launch = faulting.group().launch;
    boolean unmapped = launch.context.space().lookup(faulting.faultAddress) == null;
    faults.add(new Fault(launch, faulting.subslice, faulting.bit, faulting.faultAddress, unmapped));
  }

  /** Whether a fault is being handled; it is until its report has been made. */
  boolean isBusy() {
    return handling.isLocked();
  }

  /** Waits until no fault is being handled. */
  void await() throws InterruptedException {
    handling.lockInterruptibly();
    handling.unlock();
  }

  @Override
  public void run() {
    try {
      while (!stopping) {
        handleSafely(faults.take());
      }
    } catch (InterruptedException e) {
      // stop() was called.
      Thread.currentThread().interrupt();
    }
  }

  private void handleSafely(Fault fault) {
    try {
      handle(fault);
    } catch (RuntimeException e) {
      log.error("page fault at 0x{}", Long.toHexString(fault.address), e);
      engine.killFaulty(fault.launch.context, "internal error: " + e);
    }
  }

  private void handle(Fault fault) {
    AddressSpace space = fault.launch.context.space();
    if (fault.isObsolete()) {
      return;
    }
    if (fault.unmapped && space.lookup(fault.address) != null) {
      fault.subslice.requestFaultRetry(fault.bit);
      engine.deliver(fault.subslice);
      return;
    }
    ExecContext context = fault.launch.context;
    handling.lock();
    engine.holdResumes();
    try {
      byte[] before = engine.attention(context);
      int force = engine.force(context);
      awaitUnless(fault, () -> engine.haveSeen(force) && engine.isSettled());
      byte[] after = engine.attention(context);
      if (fault.unmapped && fault.address >>> 48 == 0) {
        space.mapNull(fault.address & -GuestPage.SIZE);
      }
      fault.subslice.requestFaultTrap(fault.bit);
      engine.deliver(fault.subslice);
      awaitUnless(fault, fault::isTrapped);
      byte[] resolved = engine.attention(context);
      if (!fault.isObsolete()) {
        listener.pageFault(context, fault.address & -GuestPage.SIZE, before, after, resolved);
      }
    } finally {
      engine.releaseResumes();
      handling.unlock();
    }
  }

  /** Waits for a condition, but not for ever and not for a launch that ends. */
  private void awaitUnless(Fault fault, BooleanSupplier condition) {
    long end = System.nanoTime() + BOUND_NANOS;
    while (!condition.getAsBoolean()
        && !fault.isObsolete()
        && !stopping
        && System.nanoTime() - end < 0) {
      LockSupport.parkNanos(POLL_NANOS);
    }
  }
}
