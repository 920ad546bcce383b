package org.gpugdb.backend.eudebug;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.gpugdb.backend.spi.AddressSpaceId;
import org.gpugdb.backend.spi.BackendException;
import org.gpugdb.backend.spi.DeviceLoop;
import org.gpugdb.backend.spi.Resume;
import org.gpugdb.backend.spi.StopCause;
import org.gpugdb.backend.spi.TargetEvent;
import org.gpugdb.backend.spi.ThreadId;
import org.gpugdb.backend.spi.ThreadStop;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stops and resumes the threads of one address space.
 *
 * <p>The interface offers one way to stop: interrupting everything. So a thread can be in the
 * system routine without anybody having asked for it; such threads are held until it is clear that
 * nobody has, and then go on as if nothing had been. Confined to the device loop.
 */
final class RunEngine {
  private static final Logger log = LoggerFactory.getLogger(RunEngine.class);

  /** Threads of one slice of a resumption. */
  private static final int CHUNK = 1024;

  private final DeviceLoop loop;
  private final EuControl control;
  private final VmState vm;
  private final Supplier<Collection<ExecContext>> contexts;
  private final IntFunction<ThreadId> ids;
  private final Consumer<TargetEvent> events;
  private final ThreadTable threads;
  private final StopScanner scanner;
  private final ResumePlan plan;
  private final Resumer resumer;
  private final SlicedWork work;
  private final Interrupter interrupter;
  private final AttentionPoll poll;
  private final StepWait stepWait;
  private boolean closed;

  /**
   * @param contexts those of the space that exist now
   * @param ids turns slots into thread ids, once the space has a number
   * @param events delivered on the loop, never from within a call
   */
  RunEngine(
      DeviceLoop loop,
      EuControl control,
      VmState vm,
      Supplier<Collection<ExecContext>> contexts,
      IntFunction<ThreadId> ids,
      Consumer<TargetEvent> events) {
    this.loop = loop;
    this.control = control;
    this.vm = vm;
    this.contexts = contexts;
    this.ids = ids;
    this.events = events;
    this.threads = new ThreadTable(vm.topology.slots());
    this.resumer = new Resumer(vm, threads, control);
    this.scanner = new StopScanner(vm, threads, resumer, this::isWanted);
    this.plan = new ResumePlan(vm, scanner, ids);
    this.work = new SlicedWork(loop, this::failed);
    this.poll = new AttentionPoll(loop, this::lookAround);
    this.stepWait = new StepWait(this, loop, control, vm, scanner);
    this.interrupter = new Interrupter(loop, control, vm, contexts, this);
  }

  boolean isClosed() {
    return closed;
  }

  ThreadTable threads() {
    return threads;
  }

  SlicedWork work() {
    return work;
  }

  Interrupter interrupter() {
    return interrupter;
  }

  private boolean isWanted(int slot) {
    return interrupter.wants(slot);
  }

  AddressSpaceId space() {
    return ids.apply(0).space();
  }

  private void failed(BackendException failure) {
    log.warn("run control: {}", failure.getMessage());
  }

  // ---- stops that happen ----

  /** Threads have attention, says the kernel. */
  void attention(ExecContext context, long seqno, BitSet slots) {
    // What was sampled before an interrupt says nothing about what came of it.
    if (seqno > interrupter.seqno()) {
      look(context, seqno, slots);
    }
  }

  /** Threads have touched a page that is not there, says the kernel. */
  void pageFault(long page, BitSet faulted) {
    if (!vm.architecture.savesFaults()) {
      BitSet unknown = threads.unknown(faulted);
      unknown.stream().forEach(slot -> scanner.noteFault(slot, page));
    }
    // The fault was sampled before it was told: who is stopped now has to be asked for.
    lookAround();
  }

  /** Asks for who has attention, and looks at them. */
  private void lookAround() {
    BitSet attention = new BitSet();
    for (ExecContext context : List.copyOf(contexts.get())) {
      if (control.stopped(context, attention) >= 0) {
        look(context, control.seqno(), attention);
      }
    }
  }

  /** Looks at threads that had attention at a place in the session's time. */
  void look(ExecContext context, long seqno, BitSet slots) {
    BitSet unknown = threads.unknown(slots);
    if (!unknown.isEmpty() && !closed) {
      work.submit(new Scan(context, seqno, unknown));
    }
  }

  /** Looks at threads, some at a time. */
  private final class Scan implements SlicedWork.Job {
    private final ExecContext context;
    private final long seqno;
    private final BitSet remaining;
    private final StopScanner.Findings findings = new StopScanner.Findings();
    private boolean refreshed;

    Scan(ExecContext context, long seqno, BitSet slots) {
      this.context = context;
      this.seqno = seqno;
      this.remaining = slots;
    }

    @Override
    public boolean run(long deadline) throws BackendException {
      try {
        return scan(deadline);
      } catch (BackendException failure) {
        // The kernel may say nothing new of them, and flushing the caches may have taken too long.
        poll.goOn();
        throw failure;
      }
    }

    private boolean scan(long deadline) throws BackendException {
      if (!refreshed) {
        vm.refreshForced();
        refreshed = true;
      }
      do {
        scanner.scanSome(context, seqno, remaining, findings);
      } while (!remaining.isEmpty() && loop.nanoTime() - deadline < 0);
      if (remaining.isEmpty()) {
        act(findings);
      }
      return remaining.isEmpty();
    }
  }

  /** Reports who has stopped, and lets go on who has not really. */
  void act(StopScanner.Findings findings) {
    if (findings.unsettled) {
      poll.goOn();
    }
    if (interrupter.isActive()) {
      interrupter.add(findings.stopped);
      return;
    }
    letGo(findings.held);
    if (!findings.stopped.isEmpty()) {
      emitStops(findings.stopped, false);
    }
  }

  /** Resumes threads as if they had never been interrupted; a step is begun again. */
  void letGo(List<EuThread> held) {
    if (!held.isEmpty()) {
      held.forEach(thread -> thread.suppress = EuThread.Suppress.AS_SAVED);
      leave(held);
    }
  }

  void emitStops(List<EuThread> stopped, boolean answersRequest) {
    List<ThreadStop> batch = stopped.stream().map(this::describe).toList();
    events.accept(new TargetEvent.Stops(space(), batch, answersRequest));
  }

  /** The device has not answered in time; some threads may have. */
  void timedOut(List<EuThread> stopped) {
    if (!stopped.isEmpty()) {
      emitStops(stopped, false);
    }
    events.accept(new TargetEvent.StopTimedOut(space()));
  }

  private ThreadStop describe(EuThread thread) {
    StopCause cause = thread.cause == null ? new StopCause.Interrupted() : thread.cause;
    return new ThreadStop(ids.apply(thread.slot), thread.pc, cause);
  }

  // ---- resuming ----

  void resume(Map<ThreadId, Resume> how) throws BackendException {
    List<EuThread> leaving = new ArrayList<>();
    for (ThreadId id : how.keySet()) {
      leaving.add(requireStopped(id, "resuming"));
    }
    List<EuThread> done = new ArrayList<>();
    for (EuThread thread : leaving) {
      if (!plan.begin(thread, how.get(ids.apply(thread.slot)))) {
        done.add(thread);
      }
    }
    leaving.removeAll(done);
    if (!done.isEmpty()) {
      emitStops(done, false);
    }
    if (!leaving.isEmpty()) {
      leave(leaving);
    }
  }

  /** A thread that is stopped and known to be. */
  EuThread requireStopped(ThreadId id, String wanted) throws BackendException {
    if (!threads.isSlot(id.slot())) {
      throw new BackendException.NoSuchThread(id);
    }
    EuThread thread = threads.at(id.slot());
    if (thread.state != EuThread.State.STOPPED) {
      throw new BackendException.ThreadNotStopped(id, wanted);
    }
    return thread;
  }

  private void leave(List<EuThread> leaving) {
    leaving.forEach(thread -> threads.setState(thread, EuThread.State.LEAVING));
    work.submit(new Leave(leaving));
  }

  /** Resumes threads: all of them together, after writing some at a time. */
  private final class Leave implements SlicedWork.Job {
    private final List<EuThread> leaving;
    private int prepared;

    Leave(List<EuThread> leaving) {
      this.leaving = leaving;
    }

    @Override
    public boolean run(long deadline) throws BackendException {
      try {
        return prepare(deadline) && release();
      } catch (BackendException failure) {
        // They are where they were, and whoever resumed them has to know. What was read of them
        // may be old: flushing the caches may be what has failed.
        leaving.forEach(thread -> threads.setState(thread, EuThread.State.STOPPED));
        leaving.forEach(thread -> thread.saved = null);
        emitStops(leaving, false);
        throw failure;
      }
    }

    private boolean prepare(long deadline) throws BackendException {
      do {
        int next = Math.min(prepared + CHUNK, leaving.size());
        resumer.prepare(leaving.subList(prepared, next));
        prepared = next;
      } while (prepared < leaving.size() && loop.nanoTime() - deadline < 0);
      return prepared == leaving.size();
    }

    private boolean release() throws BackendException {
      resumer.release(leaving);
      stepWait.begin(leaving);
      poll.soon();
      return true;
    }
  }

  // ---- questions ----

  /** Every thread that has been reported as stopped. */
  Map<ThreadId, ThreadStop> stopped() {
    Map<ThreadId, ThreadStop> stopped = new HashMap<>();
    for (EuThread thread : threads.in(EuThread.State.STOPPED)) {
      stopped.put(ids.apply(thread.slot), describe(thread));
    }
    return stopped;
  }

  /** Whether a context is on the hardware. */
  boolean isActive(ExecContext context) {
    return control.stopped(context, new BitSet()) >= 0;
  }

  OptionalLong lastKnownPc(int slot) {
    try {
      var occupancy = vm.occupancy();
      if (occupancy.isPresent() && threads.isSlot(slot)) {
        vm.refresh();
        return occupancy.get().pc(slot);
      }
    } catch (BackendException unreadable) {
      log.debug("occupancy: {}", unreadable.getMessage());
    }
    boolean known = threads.isSlot(slot) && threads.at(slot).count != EuThread.NEVER_STOPPED;
    return known ? OptionalLong.of(threads.at(slot).pc) : OptionalLong.empty();
  }

  /** Contexts are gone, and with them their threads. */
  void forget(List<ExecContext> gone) {
    threads.forget(gone);
    interrupter.forget(gone);
  }

  /** Does nothing any more. */
  void close() {
    closed = true;
    interrupter.close();
    poll.close();
  }
}
