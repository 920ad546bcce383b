package org.gpugdb.server.view;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
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
  private final ClientThreads threads = new ClientThreads();
  private final ParkedStops parked = new ParkedStops();
  private final OwnBreakpoints own = new OwnBreakpoints();
  private final HaltRequests halts = new HaltRequests();
  private final LibraryChanges libraries = new LibraryChanges();
  private final StepOver stepOver = new StepOver();
  private final NotificationQueue queue;

  /** Steps of threads that were taken for stopped, and have to be first. */
  private final Map<ThreadId, Resume> steps = new HashMap<>();

  private final Set<ThreadId> interrupted = new HashSet<>();
  private boolean attaching;
  private boolean afterThreadList;
  private boolean quietTimer;
  private boolean reservationTimer;
  private Optional<ThreadId> focus = Optional.empty();

  /**
   * @param oneAtFirst whether the client cannot take more than one stopped thread when it asks for
   *     all of them; see {@link #canTakeMore}
   */
  public NonStopView(TargetPicture target, boolean oneAtFirst) {
    this.target = target;
    this.queue = new NotificationQueue(oneAtFirst);
    for (ThreadStop stop : target.stopped.values()) {
      threads.report(reportOf(stop));
      threads.acknowledge(stop.thread());
    }
  }

  // ---- spaces ----

  @Override
  public List<Effect> attach(AddressSpaceId space, Collection<ThreadStop> alreadyStopped) {
    target.spaces.add(space);
    alreadyStopped.forEach(stop -> target.stopped.put(stop.thread(), stop));
    List<Effect> effects = new ArrayList<>();
    alreadyStopped.stream()
        .sorted((a, b) -> a.thread().compareTo(b.thread()))
        .forEach(stop -> appear(stop));
    return settle(effects);
  }

  /** The client attaches to another space: it cannot take stops before it has read the list. */
  public void holdReports() {
    attaching = true;
    queue.hold();
  }

  @Override
  public List<Effect> detach(AddressSpaceId space) {
    Map<ThreadId, Resume> how = new HashMap<>();
    for (ThreadId thread : target.stopped.keySet()) {
      if (thread.space().equals(space)) {
        how.put(thread, new Resume.Continue());
      }
    }
    forget(space);
    List<Effect> effects = new ArrayList<>();
    if (!how.isEmpty()) {
      effects.add(new Effect.Run(how));
    }
    effects.add(new Effect.ReleaseModules(space));
    return settle(effects);
  }

  @Override
  public List<Effect> exited(AddressSpaceId space, int status) {
    forget(space);
    queue.add(new StopReport.Exited(space, status));
    return settle(new ArrayList<>());
  }

  @Override
  public List<Effect> librariesChanged(AddressSpaceId space) {
    libraries.add(space);
    return settle(new ArrayList<>());
  }

  private void forget(AddressSpaceId space) {
    target.forget(space);
    threads.forget(space);
    parked.forget(space);
    own.forget(space);
    halts.forget(space);
    libraries.forget(space);
    queue.forget(space);
    steps.keySet().removeIf(thread -> thread.space().equals(space));
    interrupted.removeIf(thread -> thread.space().equals(space));
  }

  // ---- what the target does ----

  @Override
  public List<Effect> stopped(TargetEvent.Stops stops, Set<ThreadId> falseHits) {
    List<Effect> effects = new ArrayList<>();
    Map<ThreadId, Resume> unwanted = new HashMap<>();
    for (ThreadStop stop : stops.batch()) {
      ThreadId thread = stop.thread();
      boolean counts = !falseHits.contains(thread) && !own.isForeign(stop) && !isLate(stop);
      if (!counts && !halts.isWanted(thread)) {
        target.stopped.remove(thread);
        unwanted.put(thread, threads.mode(thread));
      } else {
        target.stopped.put(thread, counts ? stop : interrupted(stop));
        if (counts && isNews(stop, stops.answersRequest())) {
          appear(stop);
        }
      }
    }
    if (!unwanted.isEmpty()) {
      effects.add(new Effect.Run(unwanted));
    }
    if (stops.answersRequest()) {
      halted(stops.space(), effects);
    }
    return settle(effects);
  }

  /** It was stopped on purpose at a place where it has nothing to tell. */
  private static ThreadStop interrupted(ThreadStop stop) {
    return new ThreadStop(stop.thread(), stop.pc(), new StopCause.Interrupted());
  }

  private boolean isLate(ThreadStop stop) {
    if (stop.cause() instanceof StopCause.Breakpoint) {
      return !target.isAtBreakpoint(stop);
    }
    return stop.cause() instanceof StopCause.Watchpoint && !target.isWanted(stop);
  }

  private boolean isNews(ThreadStop stop, boolean answersRequest) {
    boolean wanted = answersRequest || halts.isWanted(stop.thread());
    return !(wanted && stop.cause() instanceof StopCause.Interrupted);
  }

  /** A thread has something to tell. */
  private void appear(ThreadStop stop) {
    ThreadId thread = stop.thread();
    if (!threads.runs(thread)) {
      parked.park(stop); // the client takes it for stopped, and hears of it when it resumes it
    } else if (isInterrupted(stop)) {
      if (threads.reported().size() < ThreadRoster.BYSTANDER_LIMIT) {
        report(reportOf(stop)); // the others stay stopped until all threads are resumed
      }
    } else if (threads.mode(thread) instanceof Resume.RangeStep range && isStuck(stop, range)) {
      report(new StopReport.Interrupted(thread));
    } else if (threads.isStepping(thread) || halts.isWanted(thread) || own.isExpected(stop)) {
      report(reportOf(stop));
    } else if (stepOver.isOver() && !own.isReserved(stop) && parked.isFree(stop)) {
      report(reportOf(stop));
    } else {
      parked.park(stop);
    }
  }

  /**
   * Whether a thread cannot be stepped any further, for it is at its end. As the end of a step that
   * would make the client step on for ever.
   */
  private static boolean isStuck(ThreadStop stop, Resume.RangeStep range) {
    return stop.cause() instanceof StopCause.StepDone && range.contains(stop.pc());
  }

  private static boolean isInterrupted(ThreadStop stop) {
    return stop.cause() instanceof StopCause.Interrupted;
  }

  @Override
  public List<Effect> haltTimedOut(AddressSpaceId space) {
    List<Effect> effects = new ArrayList<>();
    halted(space, effects);
    return settle(effects);
  }

  /** Whoever was to be stopped is, or is not there. */
  private void halted(AddressSpaceId space, List<Effect> effects) {
    Optional<HaltRequests.Request> request = halts.answered(space);
    if (request.isEmpty()) {
      return;
    }
    Map<ThreadId, Resume> how = new HashMap<>();
    for (ThreadId thread : concerned(space, request.get())) {
      if (steps.containsKey(thread)) {
        step(thread, how);
      } else if (request.get().wants(thread)) {
        suspend(thread);
      } else if (isUnseen(thread)) {
        how.put(thread, threads.mode(thread));
      }
    }
    run(how, effects);
    effects.addAll(halts.goOn(space));
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
  private boolean isUnseen(ThreadId thread) {
    return target.stopped.containsKey(thread) && threads.runs(thread) && !parked.contains(thread);
  }

  private void step(ThreadId thread, Map<ThreadId, Resume> how) {
    Resume step = steps.remove(thread);
    ThreadStop stop = target.stopped.get(thread);
    if (stop == null || step == null) {
      report(new StopReport.Halted(thread)); // there is no instruction to execute
    } else if (threads.runs(thread)) {
      how.put(thread, step);
    }
  }

  /** The client wanted a thread to stop, and so it has, or seems to. */
  private void suspend(ThreadId thread) {
    if (!threads.runs(thread)) {
      return;
    }
    ThreadStop hit = parked.take(thread);
    if (hit != null) {
      report(reportOf(hit));
    } else if (interrupted.remove(thread)) {
      report(new StopReport.Interrupted(thread));
    } else {
      report(new StopReport.Suspended(thread));
    }
  }

  // ---- what the client does ----

  /** The client runs, steps and stops threads. */
  public List<Effect> resume(ThreadOrders orders) {
    queue.release();
    List<Effect> effects = new ArrayList<>();
    boolean stepsOff = orders.loneStep().map(this::isAtPending).orElse(false);
    if (orders.resume() && !stepsOff) {
      commitRemovals(effects);
      stepOver.resumed();
    }
    Map<ThreadId, Resume> how = new HashMap<>();
    Set<ThreadId> considered = new LinkedHashSet<>(threads.reported());
    considered.addAll(orders.named());
    considered.addAll(target.stopped.keySet());
    considered.addAll(threadList());
    for (ThreadId thread : considered) {
      orders.orderFor(thread).ifPresent(order -> obey(order, orders, thread, how, effects));
    }
    for (AddressSpaceId space : target.spaces) {
      if (orders.stopsAll(space)) {
        effects.addAll(halts.wantAll(space, sparedBy(orders, considered)));
      } else if (orders.continuesAll(space)) {
        releaseModules(space, effects);
      }
    }
    if (orders.resume() && !stepsOff) {
      own.resumed(alone(how));
    }
    how.forEach(this::goneOn);
    run(how, effects);
    afterThreadList &= orders.onlyStopsSingles();
    return settle(effects);
  }

  private boolean isAtPending(ThreadId thread) {
    ThreadStop stop = target.stopped.get(thread);
    return stop != null
        && threads.isStopped(thread)
        && target.breakpoints.isPending(TargetPicture.location(stop));
  }

  private static Set<ThreadId> sparedBy(ThreadOrders orders, Set<ThreadId> considered) {
    Set<ThreadId> spared = new HashSet<>();
    for (ThreadId thread : considered) {
      if (orders.orderFor(thread).map(order -> !order.stops()).orElse(true)) {
        spared.add(thread);
      }
    }
    return spared;
  }

  private static Optional<ThreadId> alone(Map<ThreadId, Resume> how) {
    return how.size() == 1 && how.values().iterator().next() instanceof Resume.Continue
        ? Optional.of(how.keySet().iterator().next())
        : Optional.empty();
  }

  private void obey(
      ThreadOrders.Order order,
      ThreadOrders orders,
      ThreadId thread,
      Map<ThreadId, Resume> how,
      List<Effect> effects) {
    if (order.how().isPresent()) {
      go(thread, order.how().get(), order.threads(), how, effects);
    } else if (order.threads() instanceof ThreadScope.Single && threads.runs(thread)) {
      stop(thread, orders, effects);
    }
  }

  private void stop(ThreadId thread, ThreadOrders orders, List<Effect> effects) {
    if (orders.onlyStopsSingles() && isForStepOver(thread)) {
      stepOver.begin();
      report(new StopReport.Suspended(thread));
    } else if (target.stopped.containsKey(thread)) {
      suspend(thread);
    } else {
      effects.addAll(halts.want(thread));
    }
  }

  /**
   * Whether a client that stops a thread only wants to get another one off a breakpoint: it has
   * just read the list of threads, and one of them sits at a breakpoint.
   */
  private boolean isForStepOver(ThreadId thread) {
    return afterThreadList
        && !threads.isStepping(thread)
        && !halts.isWanted(thread)
        && target.stopped.values().stream()
            .anyMatch(
                stop ->
                    stop.thread().space().equals(thread.space())
                        && threads.isStopped(stop.thread())
                        && target.isAtBreakpoint(stop));
  }

  private void go(
      ThreadId thread,
      Resume action,
      ThreadScope scope,
      Map<ThreadId, Resume> how,
      List<Effect> effects) {
    boolean isStopped = target.stopped.containsKey(thread);
    switch (threads.of(thread)) {
      case REPORTED -> {} // counts as running
      case RUNS -> {
        if (isUnseen(thread) && !(scope instanceof ThreadScope.Single)) {
          how.put(thread, action);
        }
      }
      case STOPPED -> {
        libraries.resumed(thread);
        if (parked.contains(thread)) {
          goParked(thread, action);
        } else if (isStopped) {
          how.put(thread, action);
        } else {
          goUnstopped(thread, action, effects);
        }
        if (action instanceof Resume.Continue) {
          releaseModules(thread.space(), effects);
        }
      }
    }
  }

  /** The thread has something to tell that the client has not heard. */
  private void goParked(ThreadId thread, Resume action) {
    threads.resume(thread, action);
    if (!(action instanceof Resume.Continue)) {
      suspend(thread); // else it waits for its turn like others
    }
  }

  /** The thread was not stopped in truth: it runs already, or is idle. */
  private void goUnstopped(ThreadId thread, Resume action, List<Effect> effects) {
    threads.resume(thread, action);
    if (!(action instanceof Resume.Continue)) {
      steps.put(thread, action);
      effects.addAll(halts.want(thread));
    }
  }

  private void goneOn(ThreadId thread, Resume action) {
    threads.resume(thread, action);
    if (action instanceof Resume.Continue && !own.expects(thread)) {
      parked.leave(thread);
    }
  }

  private void run(Map<ThreadId, Resume> how, List<Effect> effects) {
    if (!how.isEmpty()) {
      target.stopped.keySet().removeAll(how.keySet());
      effects.add(new Effect.Run(how));
    }
  }

  private void releaseModules(AddressSpaceId space, List<Effect> effects) {
    Effect release = new Effect.ReleaseModules(space);
    if (libraries.isSettled(space) && !effects.contains(release)) {
      effects.add(release);
    }
  }

  /** What the client no longer wants goes, and whoever has met it goes on unreported. */
  private void commitRemovals(List<Effect> effects) {
    List<Effect> removals = target.breakpoints.commit();
    effects.addAll(removals);
    if (!removals.isEmpty()) {
      Map<ThreadId, Resume> how = new HashMap<>();
      for (ThreadStop stop : parked.all()) {
        if (isLate(stop)) {
          parked.take(stop.thread());
          how.put(stop.thread(), threads.mode(stop.thread()));
        }
      }
      run(how, effects);
    }
  }

  @Override
  public List<Effect> interrupt() {
    Optional<ThreadId> thread =
        focus
            .filter(this::isListedAndRuns)
            .or(() -> threadList().stream().filter(threads::runs).findFirst());
    List<Effect> effects = new ArrayList<>();
    if (thread.isPresent()) {
      interrupted.add(thread.get());
      if (target.stopped.containsKey(thread.get())) {
        suspend(thread.get());
      } else {
        effects.addAll(halts.want(thread.get()));
      }
    }
    return settle(effects);
  }

  private boolean isListedAndRuns(ThreadId thread) {
    return threads.runs(thread) && threadList().contains(thread);
  }

  /**
   * The client wants to look at the registers of a thread that it takes for stopped, which is to be
   * stopped in truth, then. Without effect if it is.
   */
  public List<Effect> access(ThreadId thread) {
    afterThreadList = false;
    return mustHalt(thread) ? halts.want(thread) : List.of();
  }

  /** Whether {@link #access} has to come first. */
  public boolean mustHalt(ThreadId thread) {
    return takesForStopped(thread) && !target.stopped.containsKey(thread);
  }

  @Override
  public List<Effect> insert(Location where, BreakpointKind kind, boolean conditional) {
    afterThreadList = false;
    List<Effect> effects = target.breakpoints.insert(where, kind);
    parked.setConditional(where, conditional);
    if (conditional) {
      own.makeReal(where);
    } else if (!effects.isEmpty()) {
      own.planted(where, soleStopped(where.space()));
    }
    return effects;
  }

  private Optional<ThreadId> soleStopped(AddressSpaceId space) {
    List<ThreadId> all =
        target.stopped.keySet().stream()
            .filter(thread -> thread.space().equals(space) && threads.isStopped(thread))
            .toList();
    return all.size() == 1 ? Optional.of(all.get(0)) : Optional.empty();
  }

  @Override
  public void plantFailed(Location where) {
    target.breakpoints.plantFailed(where);
    own.removed(where);
  }

  @Override
  public List<Effect> remove(Location where, BreakpointKind kind) {
    afterThreadList = false;
    target.breakpoints.remove(where, kind);
    own.removed(where);
    List<Effect> effects = new ArrayList<>();
    if (allStopped(where.space())) {
      stepOver.begin();
    } else {
      commitRemovals(effects);
    }
    return settle(effects);
  }

  /** Whether the client takes all threads that it knows of a space for stopped. */
  private boolean allStopped(AddressSpaceId space) {
    return threadList().stream()
        .filter(thread -> thread.space().equals(space))
        .noneMatch(threads::runs);
  }

  /** Conditions have changed: the hits of these threads, which wait, do not count. */
  public List<Effect> dismiss(Set<ThreadId> falseHits) {
    Map<ThreadId, Resume> how = new HashMap<>();
    for (ThreadId thread : falseHits) {
      if (parked.take(thread) != null) {
        how.put(thread, threads.mode(thread));
      }
    }
    List<Effect> effects = new ArrayList<>();
    run(how, effects);
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
   * The client reads the list of threads.
   *
   * @param residents what each resident thread works on; empty if the device cannot tell
   */
  public List<Effect> threadListRead(Map<ThreadId, Resident> residents) {
    afterThreadList = true;
    own.listRead(threads::runs);
    if (!residents.isEmpty()) {
      target.roster.update(
          residents,
          thread -> threads.runs(thread) && !halts.isWanted(thread) && !parked.contains(thread));
    }
    return attaching ? canTakeMore() : List.of();
  }

  // ---- reports ----

  /**
   * The client asks for every stopped thread: {@link #outstanding} is the first. It reads the list
   * of modules next, so those that speak only for modules need not stop.
   */
  public void restart() {
    for (ThreadId thread : libraries.messengers()) {
      libraries.resumed(thread);
      threads.resume(thread, new Resume.Continue());
    }
    List<StopReport.OfThread> all = new ArrayList<>();
    threads.reported().forEach(thread -> threads.lastReport(thread).ifPresent(all::add));
    all.forEach(threads::report);
    queue.restart(all);
  }

  /** The client has taken a report; {@link #outstanding} is the next one, if there is one. */
  public List<Effect> acknowledge() {
    queue.acknowledge().ifPresent(this::seen);
    return settle(new ArrayList<>());
  }

  private void seen(StopReport report) {
    if (report instanceof StopReport.OfThread about) {
      threads.acknowledge(about.thread());
      if (!(report instanceof StopReport.Suspended)) {
        focus = Optional.of(about.thread());
      }
    }
  }

  /** The report that the client has been sent and not acknowledged. */
  public Optional<StopReport> outstanding() {
    return queue.outstanding();
  }

  /** The client has asked for the trace status: once it has been answered, it can take more. */
  public List<Effect> traceStatusRead() {
    return queue.isDrained() ? canTakeMore() : List.of();
  }

  /** The client can take notifications. */
  public List<Effect> canTakeMore() {
    attaching = false;
    queue.release();
    return settle(new ArrayList<>());
  }

  /** Takes the first report as the answer to a command that started a program. */
  public StopReport takeFirst(AddressSpaceId space) {
    StopReport first = queue.take().orElseGet(() -> new StopReport.Halted(new ThreadId(space, 0)));
    if (first instanceof StopReport.OfThread about) {
      threads.report(about);
    }
    seen(first);
    return first;
  }

  /**
   * Time has passed.
   *
   * @param silence how long nothing has come from the client, in nanoseconds
   */
  public List<Effect> tick(Timer timer, long silence) {
    List<Effect> effects = new ArrayList<>();
    if (timer == Timer.RESERVATION) {
      reservationTimer = false;
      own.expire();
    } else {
      quietTimer = false;
      if (silence >= QUIET_NANOS && queue.isEmpty()) {
        stepOver.quiet();
        next().ifPresent(stop -> suspend(stop.thread()));
      }
    }
    return settle(effects);
  }

  /** The stop that is to be shown next, of those that have waited. */
  private Optional<ThreadStop> next() {
    return stepOver.isUnderWay()
        ? Optional.empty()
        : parked.next(stop -> threads.runs(stop.thread()) && !own.isReserved(stop));
  }

  private void report(StopReport.OfThread what) {
    ThreadId thread = what.thread();
    threads.report(what);
    own.reported(what, !stepOver.isUnderWay());
    steps.remove(thread);
    interrupted.remove(thread);
    if (what instanceof StopReport.Hit hit) {
      if (!own.isExpected(hit.stop())) {
        parked.show(hit.stop());
      }
      target.roster.add(thread);
    } else if (!target.roster.isRepresentative(thread)) {
      target.roster.add(thread);
    }
    queue.add(what);
  }

  private static StopReport.OfThread reportOf(ThreadStop stop) {
    return isInterrupted(stop) ? new StopReport.Suspended(stop.thread()) : new StopReport.Hit(stop);
  }

  /** What has become possible: told of modules, of stops that have waited, of the next report. */
  private List<Effect> settle(List<Effect> effects) {
    if (stepOver.isOver()) {
      for (AddressSpaceId space : libraries.due()) {
        messenger(space)
            .ifPresent(
                thread -> {
                  libraries.told(thread);
                  report(new StopReport.LibrariesChanged(thread));
                });
      }
    }
    if (!quietTimer && queue.isEmpty() && (stepOver.isEnding() || next().isPresent())) {
      quietTimer = true;
      effects.add(new Effect.Wake(Timer.QUIET, QUIET_NANOS));
    }
    if (!reservationTimer && parked.all().stream().anyMatch(own::isReserved)) {
      reservationTimer = true;
      effects.add(new Effect.Wake(Timer.RESERVATION, RESERVATION_NANOS));
    }
    queue.notifyNext().ifPresent(report -> effects.add(new Effect.Notify(report)));
    return effects;
  }

  /** A thread that can be reported for its space, though it has nothing to tell of itself. */
  private Optional<ThreadId> messenger(AddressSpaceId space) {
    return threadList().stream()
        .filter(thread -> thread.space().equals(space))
        .filter(thread -> threads.runs(thread) && !threads.isStepping(thread))
        .filter(thread -> !parked.contains(thread) && !halts.isWanted(thread))
        .findFirst();
  }

  // ---- questions ----

  @Override
  public boolean takesForStopped(ThreadId thread) {
    return !threads.runs(thread);
  }

  @Override
  public Optional<StopReport> lastReport() {
    return focus.flatMap(threads::lastReport);
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
    return parked.threads();
  }

  @Override
  public Set<BreakpointKind> breakpointsAt(Location where) {
    return target.breakpoints.kinds(where);
  }

  @Override
  public Optional<ThreadId> focus() {
    NavigableSet<ThreadId> list = threadList();
    return focus
        .filter(threads::isStopped)
        .or(() -> list.stream().filter(threads::isStopped).findFirst())
        .or(() -> list.stream().findFirst());
  }

  @Override
  public NavigableSet<ThreadId> threadList() {
    return target.roster.listWithRunning(
        target.spaces, threads.reported(), target.stopped.keySet());
  }

  @Override
  public void list(ThreadId thread) {
    target.roster.add(thread);
  }
}
