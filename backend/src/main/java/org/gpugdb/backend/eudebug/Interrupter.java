package org.gpugdb.backend.eudebug;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.gpugdb.backend.kernel.Errno;
import org.gpugdb.backend.spi.BackendException;
import org.gpugdb.backend.spi.DeviceLoop;
import org.gpugdb.backend.spi.ThreadId;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stops threads of one address space because somebody wants it: interrupts everything that runs,
 * waits until all have arrived, keeps who was asked for and lets the others go. One request at a
 * time; those that come meanwhile join it. Confined to the device loop.
 */
final class Interrupter {
  private static final Logger log = LoggerFactory.getLogger(Interrupter.class);

  /** How often to try again when the GPU was switching to another context just then. */
  private static final int SWITCHES = 3;

  private final DeviceLoop loop;
  private final EuControl control;
  private final VmState vm;
  private final Supplier<Collection<ExecContext>> contexts;
  private final RunEngine engine;
  private @Nullable StopRequest request;
  private long seqno;

  /**
   * @param contexts those of the space that exist now
   */
  Interrupter(
      DeviceLoop loop,
      EuControl control,
      VmState vm,
      Supplier<Collection<ExecContext>> contexts,
      RunEngine engine) {
    this.loop = loop;
    this.control = control;
    this.vm = vm;
    this.contexts = contexts;
    this.engine = engine;
  }

  /** Place of the latest interrupt in the session's time. */
  long seqno() {
    return seqno;
  }

  boolean isActive() {
    return request != null;
  }

  /** Whether a thread would be kept that has no reason of its own to be stopped. */
  boolean wants(int slot) {
    return request != null && request.wants(slot);
  }

  /** Threads have stopped for reasons of their own while a request is active. */
  void add(List<EuThread> stopped) {
    if (request != null) {
      request.stopped.addAll(stopped);
    }
  }

  /** See {@code RunControl.requestStop}. */
  void requestStop(Set<ThreadId> wanted) throws BackendException {
    BitSet slots = new BitSet();
    for (ThreadId id : wanted) {
      if (!engine.threads().isSlot(id.slot())) {
        throw new BackendException.NoSuchThread(id);
      }
      slots.set(id.slot());
    }
    if (request != null) {
      request.add(slots);
    } else if (!slots.isEmpty() && areStopped(slots)) {
      engine.emitStops(List.of(), true);
    } else {
      begin(slots);
    }
  }

  private boolean areStopped(BitSet slots) {
    return slots.stream()
        .allMatch(slot -> engine.threads().at(slot).state == EuThread.State.STOPPED);
  }

  private void begin(BitSet slots) {
    StopRequest fresh = new StopRequest(loop.nanoTime(), engine.threads().inside());
    fresh.add(slots);
    request = fresh;
    // Behind what has been asked for before: threads that are being resumed have left by then.
    engine
        .work()
        .submit(
            deadline -> {
              if (request == fresh) {
                interrupt(fresh);
                goOn(fresh);
              }
              return true;
            });
  }

  private void interrupt(StopRequest current) {
    current.contexts.clear();
    for (ExecContext context : contexts.get()) {
      int result = control.interruptAll(context);
      for (int i = 0; i < SWITCHES && result == -Errno.EBUSY; i++) {
        result = control.interruptAll(context);
      }
      if (result >= 0) {
        seqno = control.seqno();
        current.contexts.add(context);
      } else {
        log.debug("interrupting {}: {}", context, Errno.name(-result));
      }
    }
  }

  /** Nothing is active, or a look follows soon. */
  private void goOn(StopRequest current) {
    if (current.contexts.isEmpty()) {
      engine.emitStops(conclude(current), true);
    } else {
      loop.schedule(() -> tick(current), current.nextTick());
    }
  }

  private void tick(StopRequest current) {
    if (request != current) {
      return;
    }
    current.sample(attention(current), loop.nanoTime());
    // Behind the looks at those who have attention.
    engine
        .work()
        .submit(
            deadline -> {
              if (request == current) {
                judge(current);
              }
              return true;
            });
  }

  /** Who has attention now; those not seen yet are looked at. */
  private BitSet attention(StopRequest current) {
    BitSet all = new BitSet();
    BitSet attention = new BitSet();
    List<ExecContext> gone = new ArrayList<>();
    for (ExecContext context : current.contexts) {
      int result = control.stopped(context, attention);
      if (result >= 0) {
        all.or(attention);
        engine.look(context, control.seqno(), attention);
      } else if (result != -Errno.ETIMEDOUT) {
        gone.add(context);
      }
    }
    current.contexts.removeAll(gone);
    return all;
  }

  private void judge(StopRequest current) throws BackendException {
    long now = loop.nanoTime();
    if (current.contexts.isEmpty() || isSettled(current, now)) {
      engine.emitStops(conclude(current), true);
    } else if (current.isLate(now)) {
      engine.timedOut(conclude(current));
    } else {
      goOn(current);
    }
  }

  private boolean isSettled(StopRequest current, long now) throws BackendException {
    Optional<OccupancyTable> occupancy = vm.occupancy();
    if (occupancy.isEmpty()) {
      return current.isSettled(now);
    }
    vm.refreshForced();
    boolean settled = occupancy.get().allStopped(engine.threads().inside());
    if (!settled && current.hasMissed(now)) {
      current.interruptedAgain(now);
      interrupt(current);
    }
    return settled;
  }

  /** Ends a request: keeps who was wanted, lets the others go. */
  private List<EuThread> conclude(StopRequest current) {
    request = null;
    List<EuThread> stopped = new ArrayList<>(current.stopped);
    List<EuThread> unwanted = new ArrayList<>();
    for (EuThread thread : engine.threads().in(EuThread.State.HELD)) {
      if (current.wants(thread.slot)) {
        engine.threads().setState(thread, EuThread.State.STOPPED);
        stopped.add(thread);
      } else {
        unwanted.add(thread);
      }
    }
    engine.letGo(unwanted);
    return stopped;
  }

  /** Contexts are gone, and with them their threads. */
  void forget(List<ExecContext> gone) {
    if (request != null) {
      request.contexts.removeAll(gone);
      request.stopped.removeIf(thread -> thread.context != null && gone.contains(thread.context));
    }
  }

  /** Whether threads have been interrupted and not all are known to have stopped. */
  boolean isUnderWay() {
    return request != null && !request.contexts.isEmpty();
  }

  /** Answers nothing any more. */
  void close() {
    request = null;
  }
}
