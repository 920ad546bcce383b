package org.gpugdb.backend.emulated.gpu;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.gpugdb.backend.emulated.gpu.DispatchResult.Status;
import org.jspecify.annotations.Nullable;

/**
 * Decides which launch runs: one at a time, contexts in turn. Thread-safe; callbacks are made
 * without the lock.
 */
final class Engine {
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record HeldResume(Launch launch, byte[] bitmap) {}

  private final Topology topology;
  private final GpuListener listener;
  private final List<Subslice> subslices;
  private final Worker[] workers;
  private final FaultHandler faultHandler;

  /** Contexts with queued launches that wait for their turn. */
  private final Deque<ExecContext> ready = new ArrayDeque<>();

  private boolean resumesHeld;
  private final List<HeldResume> heldResumes = new ArrayList<>();
  private volatile @Nullable Launch current;
  private volatile int forces;

  Engine(GpuConfig config, GpuListener listener) {
    this.topology = config.topology();
    this.listener = listener;
    this.subslices = new ArrayList<>();
    this.workers = Worker.forDevice(config, this, subslices);
    this.faultHandler = new FaultHandler(this, listener);
  }

  void start() {
    for (Worker worker : workers) {
      worker.start();
    }
    faultHandler.start();
  }

  /** Ends all threads; waits for them. Every context must be closed. */
  void stop() throws InterruptedException {
    faultHandler.stop();
    for (Worker worker : workers) {
      worker.stop();
    }
  }

  // Launches.

  SubmitStatus submit(ExecContext context, Dispatch dispatch, Consumer<DispatchResult> done) {
    SubmitStatus status = DispatchCheck.check(dispatch, topology);
    if (status != SubmitStatus.ACCEPTED) {
      return status;
    }
    synchronized (this) {
      if (context.isDead()) {
        return SubmitStatus.CONTEXT_DEAD;
      }
      boolean idle = context.queue.isEmpty();
      context.queue.add(Launch.of(context, dispatch, done, topology));
      Launch running = current;
      if (idle && (running == null || running.context != context)) {
        ready.add(context);
      }
      if (running == null) {
        startNext();
      }
    }
    return SubmitStatus.ACCEPTED;
  }

  /** The launch whose threads are resident, or are to be. */
  @Nullable Launch current() {
    return current;
  }

  /** Groups of a launch have no threads any more. */
  void retire(Launch launch, long groupCount) {
    if (launch.retire(groupCount)) {
      finish(launch);
    }
  }

  private void finish(Launch launch) {
    synchronized (this) {
      current = null;
      if (!launch.context.queue.isEmpty()) {
        ready.add(launch.context);
      }
      startNext();
    }
    launch.done.accept(launch.result());
  }

  /** With the lock held. */
  private void startNext() {
    ExecContext context = ready.poll();
    Launch next = context == null ? null : context.queue.poll();
    if (next != null) {
      next.context.space().invalidateInstructions();
    }
    current = next;
    wakeAll(false);
  }

  private void wakeAll(boolean now) {
    for (Worker worker : workers) {
      worker.wake(now);
    }
  }

  /** Ends a launch that is on the engine before its threads have ended. */
  void end(Launch launch, DispatchResult why) {
    if (launch.end(why)) {
      wakeAll(true);
      if (launch.retireUnclaimed()) {
        finish(launch);
      }
    }
  }

  /**
   * Ends a context: its launch on the engine and all that are queued.
   *
   * @return whether it was alive
   */
  boolean kill(ExecContext context, DispatchResult why) {
    List<Launch> queued;
    Launch running;
    synchronized (this) {
      if (context.isDead()) {
        return false;
      }
      context.die();
      ready.remove(context);
      queued = List.copyOf(context.queue);
      context.queue.clear();
      running = current;
    }
    if (running != null && running.context == context) {
      end(running, why);
    }
    queued.forEach(launch -> launch.done.accept(why));
    return true;
  }

  /** Ends a context because of what one of its threads did. */
  void killFaulty(ExecContext context, String reason) {
    if (kill(context, new DispatchResult(Status.FAILED, reason))) {
      listener.reset(context, reason);
    }
  }

  // Attention.

  Optional<ExecContext> activeContext() {
    Launch launch = current;
    return launch == null || launch.isEnding() ? Optional.empty() : Optional.of(launch.context);
  }

  private @Nullable Launch active(ExecContext context) {
    Launch launch = current;
    return launch == null || launch.isEnding() || launch.context != context ? null : launch;
  }

  synchronized byte[] attention(ExecContext context) {
    byte[] bitmap = new byte[topology.attentionSize()];
    if (active(context) != null) {
      for (Subslice subslice : subslices) {
        AttentionWords.put(bitmap, subslice.index, subslice.attention());
      }
    }
    return bitmap;
  }

  /** Threads of a context have raised attention. */
  void tellAttention(ExecContext context) {
    listener.attention(context);
  }

  /**
   * Asks for the forced exception; answers its number for {@link #haveSeen}, or 0 if the context is
   * not active.
   */
  synchronized int force(ExecContext context) {
    Launch launch = active(context);
    if (launch == null) {
      return 0;
    }
    // The launch first: a worker that sees the new count must find it there, too.
    launch.lastForce = forces + 1;
    forces = launch.lastForce;
    wakeAll(true);
    return launch.lastForce;
  }

  /** How many forced exceptions have been asked for. */
  int forces() {
    return forces;
  }

  /** Whether every worker has dealt with a forced exception. */
  boolean haveSeen(int force) {
    for (Worker worker : workers) {
      if (worker.forcesSeen() - force < 0) {
        return false;
      }
    }
    return true;
  }

  /**
   * Whether no resident thread can execute: all are in the system routine or wait for a fault to be
   * resolved.
   */
  boolean isSettled() {
    for (Subslice subslice : subslices) {
      long stopped = subslice.attention() | subslice.faulted();
      if ((subslice.resident() & ~stopped) != 0) {
        return false;
      }
    }
    return true;
  }

  synchronized boolean resume(ExecContext context, byte[] bitmap) {
    Launch launch = active(context);
    if (launch == null) {
      return false;
    }
    if (resumesHeld) {
      heldResumes.add(new HeldResume(launch, bitmap.clone()));
    } else {
      resume(bitmap);
    }
    return true;
  }

  private void resume(byte[] bitmap) {
    for (Worker worker : workers) {
      boolean any = false;
      for (Subslice subslice : worker.subslices()) {
        long cleared = subslice.clearAttention(AttentionWords.get(bitmap, subslice.index));
        if (cleared != 0) {
          subslice.requestResume(cleared);
          worker.request(subslice);
          any = true;
        }
      }
      if (any) {
        worker.wake(true);
      }
    }
  }

  /**
   * Lets no thread go on until {@link #releaseResumes}: the bitmaps of a page fault belong
   * together.
   */
  synchronized void holdResumes() {
    resumesHeld = true;
  }

  synchronized void releaseResumes() {
    resumesHeld = false;
    heldResumes.stream()
        .filter(held -> held.launch == current)
        .forEach(held -> resume(held.bitmap));
    heldResumes.clear();
  }

  // Page faults.

  void reportFault(EuThread thread) {
    faultHandler.report(thread);
  }

  FaultHandler faultHandler() {
    return faultHandler;
  }

  /** Hands a subslice's fault words to its worker. */
  void deliver(Subslice subslice) {
    Worker worker = workers[subslice.worker];
    worker.request(subslice);
    worker.wake(true);
  }
}
