package org.gpugdb.server.view;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.gpugdb.backend.spi.AddressSpaceId;
import org.gpugdb.backend.spi.Occupancy.Resident;
import org.gpugdb.backend.spi.Resume;
import org.gpugdb.backend.spi.StopCause;
import org.gpugdb.backend.spi.TargetEvent;
import org.gpugdb.backend.spi.ThreadId;
import org.gpugdb.backend.spi.ThreadStop;

/**
 * Non-stop: each thread stops and runs by itself, and the client is told of each stop.
 *
 * <p>What the client takes for stopped need not be: where GDB stops all threads that it knows only
 * to get one of them off a breakpoint, they run on, and are halted when the client looks at their
 * registers. And what has stopped need not be known to the client: see {@link ParkedStops}.
 */
public final class NonStopView implements ClientView {
  /** For what {@link #tick} is called. */
  public enum Timer {
    /** The client has been silent for a while, perhaps. */
    QUIET,
    /** Hits have waited for the thread that a breakpoint is meant for. */
    RESERVATION
  }

  /** A client that resumes threads one after the other pauses no longer than this in between. */
  static final long QUIET_NANOS = 3_000_000;

  /** A thread may never come, as when it waits at a barrier for those that wait for it. */
  static final long RESERVATION_NANOS = 100_000_000;

  private final TargetPicture target;
  private final NonStopState state;
  private final StopReporter reporter;
  private boolean attaching;
  private boolean afterThreadList;

  /**
   * A view that takes over from all-stop mode at rest: what is stopped is known to be.
   *
   * @param oneAtFirst whether the client cannot take more than one stopped thread when it asks for
   *     all of them; see {@link #traceStatusRead}
   */
  public NonStopView(TargetPicture target, boolean oneAtFirst) {
    this.target = target;
    this.state = new NonStopState(target);
    this.reporter = new StopReporter(state, new NotificationQueue(oneAtFirst));
    for (ThreadStop stop : target.stopped.values()) {
      boolean interrupted = stop.cause() instanceof StopCause.Interrupted;
      state.threads.report(
          interrupted ? new StopReport.Suspended(stop.thread()) : new StopReport.Hit(stop));
      state.threads.acknowledge(stop.thread());
    }
  }

  // ---- spaces ----

  @Override
  public List<Effect> attach(AddressSpaceId space, Collection<ThreadStop> alreadyStopped) {
    target.spaces.add(space);
    alreadyStopped.forEach(stop -> target.stopped.put(stop.thread(), stop));
    alreadyStopped.stream()
        .sorted(Comparator.comparing(ThreadStop::thread))
        .forEach(reporter::appear);
    return settle(new ArrayList<>());
  }

  /** The client attaches to another space: it cannot take stops before it has read the list. */
  public void holdReports() {
    attaching = true;
    reporter.queue().hold();
  }

  @Override
  public List<Effect> detach(AddressSpaceId space) {
    Map<ThreadId, Resume> how = new HashMap<>();
    for (ThreadId thread : target.stopped.keySet()) {
      if (thread.space().equals(space)) {
        how.put(thread, new Resume.Continue());
      }
    }
    List<Effect> effects = new ArrayList<>();
    state.run(how, effects);
    effects.add(new Effect.ReleaseModules(space));
    forget(space);
    return settle(effects);
  }

  @Override
  public List<Effect> exited(AddressSpaceId space, int status) {
    forget(space);
    reporter.queue().add(new StopReport.Exited(space, status));
    return settle(new ArrayList<>());
  }

  private void forget(AddressSpaceId space) {
    state.forget(space);
    reporter.forget(space);
  }

  @Override
  public List<Effect> librariesChanged(AddressSpaceId space) {
    state.libraries.add(space);
    return settle(new ArrayList<>());
  }

  // ---- what the target does ----

  @Override
  public List<Effect> stopped(TargetEvent.Stops stops, Set<ThreadId> falseHits) {
    List<Effect> effects = new ArrayList<>();
    Map<ThreadId, Resume> unwanted = new HashMap<>();
    for (ThreadStop stop : stops.batch()) {
      ThreadId thread = stop.thread();
      boolean counts =
          !falseHits.contains(thread) && !state.own.isForeign(stop) && !state.isLate(stop);
      if (!counts && !state.halts.isWanted(thread)) {
        unwanted.put(thread, state.threads.mode(thread));
      } else {
        target.stopped.put(thread, counts ? stop : interrupted(stop));
        if (counts && isNews(stop, stops.answersRequest())) {
          reporter.appear(stop);
        }
      }
    }
    state.run(unwanted, effects);
    if (stops.answersRequest()) {
      halted(stops.space(), effects);
    }
    return settle(effects);
  }

  /** It was stopped on purpose at a place where it has nothing to tell. */
  private static ThreadStop interrupted(ThreadStop stop) {
    return new ThreadStop(stop.thread(), stop.pc(), new StopCause.Interrupted());
  }

  private boolean isNews(ThreadStop stop, boolean answersRequest) {
    boolean wanted = answersRequest || state.halts.isWanted(stop.thread());
    return !(wanted && stop.cause() instanceof StopCause.Interrupted);
  }

  @Override
  public List<Effect> haltTimedOut(AddressSpaceId space) {
    List<Effect> effects = new ArrayList<>();
    halted(space, effects);
    return settle(effects);
  }

  /** Whoever was to be stopped is, or is not there. */
  private void halted(AddressSpaceId space, List<Effect> effects) {
    Optional<HaltRequests.Request> request = state.halts.answered(space);
    if (request.isEmpty()) {
      return;
    }
    Map<ThreadId, Resume> how = new HashMap<>();
    for (ThreadId thread : concerned(space, request.get())) {
      Optional<Resume> step = state.halts.takeStep(thread);
      if (step.isPresent()) {
        step(thread, step.get(), how);
      } else if (request.get().wants(thread)) {
        reporter.suspend(thread);
      } else if (isSpare(thread)) {
        how.put(thread, state.threads.mode(thread));
      }
    }
    state.run(how, effects);
    if (request.get().isForAll()) {
      target.stopped.keySet().stream()
          .filter(thread -> thread.space().equals(space) && isSpare(thread))
          .forEach(state.unseen::add);
    }
    effects.addAll(state.halts.goOn(space));
  }

  /** For those who wanted everything: what is listed, and if that is not too much, the rest. */
  private Set<ThreadId> concerned(AddressSpaceId space, HaltRequests.Request request) {
    Set<ThreadId> all = new TreeSet<>(request.wanted());
    if (request.isForAll()) {
      Set<ThreadId> stopped = new TreeSet<>(target.stopped.keySet());
      if (stopped.size() > ThreadRoster.BYSTANDER_LIMIT) {
        stopped.removeIf(request::wants);
      }
      all.addAll(stopped);
      all.addAll(threadList());
      all.removeIf(thread -> !thread.space().equals(space));
    }
    return all;
  }

  /** Whether a thread is stopped, has nothing to tell, and the client takes it for running. */
  private boolean isSpare(ThreadId thread) {
    return state.isStopped(thread) && state.threads.runs(thread) && !state.parked.contains(thread);
  }

  private void step(ThreadId thread, Resume step, Map<ThreadId, Resume> how) {
    if (!state.isStopped(thread)) {
      reporter.report(new StopReport.Halted(thread)); // there is no instruction to execute
    } else if (state.threads.runs(thread)) {
      how.put(thread, step);
    }
  }

  // ---- what the client does ----

  /** The client runs, steps and stops threads. */
  public List<Effect> resume(ThreadOrders orders) {
    reporter.queue().release();
    List<Effect> effects = new ArrayList<>();
    new OrderExecution(state, reporter, orders, afterThreadList, effects).execute();
    afterThreadList &= orders.onlyStopsSingles();
    return settle(effects);
  }

  @Override
  public List<Effect> interrupt() {
    Optional<ThreadId> thread = reporter.toInterrupt();
    List<Effect> effects = new ArrayList<>();
    if (thread.isPresent()) {
      reporter.interrupt(thread.get());
      if (state.isStopped(thread.get())) {
        reporter.suspend(thread.get());
      } else {
        effects.addAll(state.halts.want(thread.get()));
      }
    }
    return settle(effects);
  }

  /**
   * The client wants to look at the registers of a thread that it takes for stopped, which is to be
   * stopped in truth, then. Without effect if it is.
   */
  public List<Effect> access(ThreadId thread) {
    afterThreadList = false;
    return mustHalt(thread) ? state.halts.want(thread) : List.of();
  }

  /** Whether {@link #access} has to come first. */
  public boolean mustHalt(ThreadId thread) {
    return takesForStopped(thread) && !state.isStopped(thread);
  }

  @Override
  public List<Effect> insert(Location where, BreakpointKind kind, boolean conditional) {
    afterThreadList = false;
    List<Effect> effects = target.breakpoints.insert(where, kind);
    state.parked.setConditional(where, conditional);
    if (conditional) {
      state.own.makeReal(where);
    } else if (!effects.isEmpty()) {
      state.own.planted(where, soleStopped(where.space()));
    }
    return effects;
  }

  private Optional<ThreadId> soleStopped(AddressSpaceId space) {
    List<ThreadId> all =
        state.threads.reported().stream()
            .filter(thread -> thread.space().equals(space))
            .filter(thread -> state.threads.isStopped(thread) && state.isStopped(thread))
            .toList();
    return all.size() == 1 ? Optional.of(all.get(0)) : Optional.empty();
  }

  @Override
  public void plantFailed(Location where) {
    target.breakpoints.plantFailed(where);
    state.own.removed(where);
  }

  @Override
  public List<Effect> remove(Location where, BreakpointKind kind) {
    afterThreadList = false;
    target.breakpoints.remove(where, kind);
    state.own.removed(where);
    List<Effect> effects = new ArrayList<>();
    if (threadList().stream().noneMatch(t -> isOf(t, where.space()) && state.threads.runs(t))) {
      state.stepOver.begin(); // it stays in until threads run again
    } else {
      OrderExecution.commitRemovals(state, effects);
    }
    return settle(effects);
  }

  private static boolean isOf(ThreadId thread, AddressSpaceId space) {
    return thread.space().equals(space);
  }

  /** Conditions have changed: the hits of these threads, which wait, do not count. */
  public List<Effect> dismiss(Set<ThreadId> falseHits) {
    Map<ThreadId, Resume> how = new HashMap<>();
    for (ThreadId thread : falseHits) {
      if (state.parked.take(thread) != null) {
        how.put(thread, state.threads.mode(thread));
      }
    }
    List<Effect> effects = new ArrayList<>();
    state.run(how, effects);
    return effects;
  }

  @Override
  public void watched(Watch watch) {
    target.watches.add(watch);
  }

  @Override
  public void unwatched(Watch watch) {
    target.watches.remove(watch);
  }

  /**
   * The client reads {@link #threadList()}.
   *
   * @param work what the threads work on that were listed so far, and empty for those who are idle;
   *     without those of whom the device cannot tell
   */
  public List<Effect> threadListRead(Map<ThreadId, Optional<Resident>> work) {
    afterThreadList = true;
    state.own.listRead(state.threads::runs);
    target.roster.update(work, this::mayHaveEnded);
    state.chooseRepresentatives();
    return attaching ? canTakeMore() : List.of();
  }

  private boolean mayHaveEnded(ThreadId thread) {
    return state.threads.runs(thread) && !state.isStopped(thread) && !state.halts.isWanted(thread);
  }

  // ---- reports ----

  /**
   * The client asks for every stopped thread: {@link #outstanding} is the first. It reads the list
   * of modules next, so those that speak only for modules need not stop.
   */
  public void restart() {
    for (ThreadId thread : state.libraries.messengers()) {
      state.libraries.resumed(thread);
      state.threads.resume(thread, new Resume.Continue());
    }
    reporter.restart();
  }

  /** The client has taken a report; {@link #outstanding} is the next one, if there is one. */
  public List<Effect> acknowledge() {
    reporter.acknowledge();
    return settle(new ArrayList<>());
  }

  /** The report that the client has been sent and not acknowledged. */
  public Optional<StopReport> outstanding() {
    return reporter.queue().outstanding();
  }

  /** The client has asked for the trace status: once it has been answered, it can take more. */
  public List<Effect> traceStatusRead() {
    return reporter.queue().isDrained() ? canTakeMore() : List.of();
  }

  /** The client can take notifications. */
  public List<Effect> canTakeMore() {
    attaching = false;
    reporter.queue().release();
    return settle(new ArrayList<>());
  }

  /** Takes the first report as the answer to a command that started a program. */
  public StopReport takeFirst(AddressSpaceId space) {
    return reporter.takeFirst(space);
  }

  /** Stops with a cause of their own that the client has not acknowledged, or not been told. */
  public Collection<ThreadStop> untold() {
    List<ThreadStop> untold = new ArrayList<>();
    for (ThreadStop stop : target.stopped.values()) {
      boolean told = state.threads.isStopped(stop.thread());
      if (!told && !(stop.cause() instanceof StopCause.Interrupted)) {
        untold.add(stop);
      }
    }
    return untold;
  }

  /**
   * Time has passed.
   *
   * @param silence how long nothing has come from the client, in nanoseconds
   */
  public List<Effect> tick(Timer timer, long silence) {
    reporter.tick(timer, silence);
    return settle(new ArrayList<>());
  }

  private List<Effect> settle(List<Effect> effects) {
    reporter.settle(effects);
    return effects;
  }

  // ---- questions ----

  /** What the client believes beside what is so, in lines for people. */
  public List<String> beliefs() {
    return new Beliefs(state).lines();
  }

  @Override
  public boolean takesForStopped(ThreadId thread) {
    return !state.threads.runs(thread);
  }

  @Override
  public Optional<StopReport> lastReport() {
    return reporter.focus().flatMap(state.threads::lastReport);
  }

  @Override
  public NavigableSet<AddressSpaceId> spaces() {
    return Collections.unmodifiableNavigableSet(target.spaces);
  }

  @Override
  public Map<ThreadId, ThreadStop> stoppedThreads() {
    return Collections.unmodifiableMap(target.stopped);
  }

  @Override
  public Set<ThreadId> unreported() {
    return state.parked.threads();
  }

  @Override
  public Set<BreakpointKind> breakpointsAt(Location where) {
    return target.breakpoints.kinds(where);
  }

  @Override
  public Optional<ThreadId> focus() {
    NavigableSet<ThreadId> list = threadList();
    return reporter
        .focus()
        .filter(state.threads::isStopped)
        .or(() -> list.stream().filter(state.threads::isStopped).findFirst())
        .or(() -> list.stream().findFirst());
  }

  @Override
  public NavigableSet<ThreadId> threadList() {
    return state.threadList();
  }

  @Override
  public void list(ThreadId thread) {
    target.roster.add(thread);
  }
}
