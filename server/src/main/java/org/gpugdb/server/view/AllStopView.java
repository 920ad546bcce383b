package org.gpugdb.server.view;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import org.gpugdb.backend.spi.AddressSpaceId;
import org.gpugdb.backend.spi.Resume;
import org.gpugdb.backend.spi.StopCause;
import org.gpugdb.backend.spi.TargetEvent;
import org.gpugdb.backend.spi.ThreadId;
import org.gpugdb.backend.spi.ThreadStop;

/**
 * All-stop: one report for each resumption, and when it goes out everything stands still.
 *
 * <p>Threads that stopped for a cause of their own meanwhile wait inside; they are reported one by
 * one when the client resumes them, before anything runs, as gdbserver does.
 */
public final class AllStopView implements ClientView {
  private enum Phase {
    /** The client waits for a stop. */
    RUNNING,
    /** A stop is decided on; the other threads are being halted. */
    HALTING,
    /** The client knows. */
    AT_REST
  }

  private final TargetPicture target;
  private final NavigableSet<AddressSpaceId> spaces;
  private final Map<ThreadId, ThreadStop> stopped;
  private final UnreportedEvents unreported = new UnreportedEvents();

  /** Spaces in which threads may run that nobody has counted. */
  private final Set<AddressSpaceId> runningFreely = new HashSet<>();

  /** Threads that were resumed and have not stopped since; some may have ended. */
  private final Map<ThreadId, Resume> running = new HashMap<>();

  private final Set<AddressSpaceId> halting = new HashSet<>();
  private final BreakpointLedger breakpoints;
  private final ThreadRoster roster;
  private Phase phase = Phase.AT_REST;
  private boolean interrupted;

  /** What was resumed last: a stop that others still owe does not answer for it. */
  private ResumePlan lastPlan = ResumePlan.everythingContinues();

  private Optional<AddressSpaceId> attaching = Optional.empty();
  private Optional<StopReport> lastReport = Optional.empty();
  private Optional<ThreadId> focus = Optional.empty();

  /** A view of a target about which nothing has been reported. */
  public AllStopView(TargetPicture target) {
    this.target = target;
    this.spaces = target.spaces;
    this.stopped = target.stopped;
    this.breakpoints = target.breakpoints;
    this.roster = target.roster;
  }

  /**
   * The client has left another mode: everything halts, then a report follows.
   *
   * @param hits stops with a cause of their own that the client has not been told
   * @param last the thread that the client dealt with
   */
  public List<Effect> takeOver(Collection<ThreadStop> hits, Optional<ThreadId> last) {
    focus = last;
    hits.forEach(unreported::add);
    runningFreely.addAll(spaces);
    return haltEverything();
  }

  @Override
  public List<Effect> attach(AddressSpaceId space, Collection<ThreadStop> alreadyStopped) {
    spaces.add(space);
    runningFreely.add(space);
    attaching = Optional.of(space);
    for (ThreadStop stop : alreadyStopped) {
      stopped.put(stop.thread(), stop);
      if (!(stop.cause() instanceof StopCause.Interrupted)) {
        unreported.add(stop);
      }
    }
    return haltEverything();
  }

  @Override
  public List<Effect> detach(AddressSpaceId space) {
    Map<ThreadId, Resume> how = new HashMap<>();
    for (ThreadId thread : stopped.keySet()) {
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
    if (spaces.isEmpty()) {
      phase = Phase.AT_REST;
    }
    effects.addAll(settle());
    return effects;
  }

  /**
   * The client resumes threads. Only while {@link #atRest()}.
   *
   * <p>What happened while nobody was looking is reported first, and then nothing runs.
   *
   * @param falseHits {@link #unreported()} threads at a breakpoint whose conditions do not hold
   */
  public List<Effect> resume(ResumePlan plan, Set<ThreadId> falseHits) {
    if (phase != Phase.AT_REST) {
      throw new IllegalStateException("resumed while running");
    }
    unreported.removeStopsIf(
        stop ->
            falseHits.contains(stop.thread())
                || (plan.actionFor(stop.thread()).isPresent() && isStale(stop)));
    Optional<StopReport> owed = takeOwed(plan);
    if (owed.isPresent()) {
      return report(owed.get());
    }
    Map<ThreadId, Resume> how = new HashMap<>();
    for (ThreadId thread : stopped.keySet()) {
      plan.actionFor(thread).ifPresent(action -> how.put(thread, action));
    }
    boolean freely = spaces.stream().anyMatch(plan::continuesAll);
    if (how.isEmpty() && !freely) {
      // Only idle threads were named: there is no instruction to execute.
      return report(new StopReport.Halted(plan.firstNamed().or(this::focus).orElseThrow()));
    }
    return run(plan, how, freely);
  }

  /**
   * A lone step cannot meet a breakpoint of others, and GDB takes every breakpoint out for it only
   * to put it back afterwards; modules are not released by it, for their breakpoints are not in
   * yet.
   */
  private List<Effect> run(ResumePlan plan, Map<ThreadId, Resume> how, boolean freely) {
    phase = Phase.RUNNING;
    lastPlan = plan;
    List<Effect> effects = new ArrayList<>();
    boolean loneStep = how.size() == 1 && how.values().iterator().next() instanceof Resume.Step;
    if (freely || !loneStep) {
      effects.addAll(breakpoints.commit());
    }
    stopped.keySet().removeAll(how.keySet());
    running.putAll(how);
    if (!how.isEmpty()) {
      effects.add(new Effect.Run(how));
    }
    for (AddressSpaceId space : spaces) {
      if (plan.continuesAll(space)) {
        runningFreely.add(space);
        effects.add(new Effect.ReleaseModules(space));
      }
    }
    return effects;
  }

  /** Whether a space has ended that the client believes in: the next {@link #resume} tells. */
  public boolean owesExit() {
    return unreported.hasExits();
  }

  @Override
  public List<Effect> stopped(TargetEvent.Stops stops, Set<ThreadId> falseHits) {
    Map<ThreadId, Resume> unwanted = new HashMap<>();
    boolean news = false;
    for (ThreadStop stop : stops.batch()) {
      ThreadId thread = stop.thread();
      Resume was = Optional.ofNullable(running.remove(thread)).orElseGet(Resume.Continue::new);
      stopped.put(thread, stop);
      if (falseHits.contains(thread) || isLate(stop)) {
        unwanted.put(thread, was);
      } else if (hasOwnCause(stop, stops.answersRequest())) {
        unreported.add(stop);
        news |= isStep(stop) || !isStale(stop);
      }
    }
    if (stops.answersRequest()) {
      halted(stops.space());
    }
    if (phase == Phase.RUNNING && news) {
      return haltEverything();
    }
    if (phase == Phase.RUNNING && !unwanted.isEmpty()) {
      stopped.keySet().removeAll(unwanted.keySet());
      running.putAll(unwanted);
      return List.of(new Effect.Run(unwanted));
    }
    return settle();
  }

  @Override
  public List<Effect> haltTimedOut(AddressSpaceId space) {
    halted(space);
    return settle();
  }

  @Override
  public List<Effect> interrupt() {
    if (phase == Phase.AT_REST) {
      return List.of();
    }
    interrupted = true;
    return phase == Phase.RUNNING ? haltEverything() : List.of();
  }

  @Override
  public List<Effect> librariesChanged(AddressSpaceId space) {
    unreported.addLibraryChange(space);
    return phase == Phase.RUNNING ? haltEverything() : List.of();
  }

  @Override
  public List<Effect> exited(AddressSpaceId space, int status) {
    forget(space);
    unreported.addExit(space, status);
    return phase == Phase.RUNNING ? haltEverything() : settle();
  }

  @Override
  public List<Effect> insert(Location where, BreakpointKind kind, boolean conditional) {
    return breakpoints.insert(where, kind);
  }

  @Override
  public void plantFailed(Location where) {
    breakpoints.plantFailed(where);
  }

  @Override
  public List<Effect> remove(Location where, BreakpointKind kind) {
    breakpoints.remove(where, kind);
    return phase == Phase.AT_REST ? List.of() : breakpoints.commit();
  }

  @Override
  public void watched(Watch watch) {
    target.watches.add(watch);
  }

  @Override
  public void unwatched(Watch watch) {
    target.watches.remove(watch);
  }

  /** Whether the client has been told about a stop and has not resumed since. */
  public boolean atRest() {
    return phase == Phase.AT_REST;
  }

  @Override
  public boolean takesForStopped(ThreadId thread) {
    return phase == Phase.AT_REST;
  }

  @Override
  public Optional<StopReport> lastReport() {
    return lastReport;
  }

  @Override
  public NavigableSet<AddressSpaceId> spaces() {
    return Collections.unmodifiableNavigableSet(spaces);
  }

  @Override
  public Map<ThreadId, ThreadStop> stoppedThreads() {
    return Collections.unmodifiableMap(stopped);
  }

  @Override
  public Set<ThreadId> unreported() {
    return unreported.threads();
  }

  @Override
  public Set<BreakpointKind> breakpointsAt(Location where) {
    return breakpoints.kinds(where);
  }

  @Override
  public Optional<ThreadId> focus() {
    return focus
        .filter(stopped::containsKey)
        .or(() -> focus.map(ThreadId::space).filter(spaces::contains).map(this::anyThreadOf))
        .or(() -> spaces.stream().findFirst().map(this::anyThreadOf));
  }

  @Override
  public NavigableSet<ThreadId> threadList() {
    return roster.list(spaces, stopped.keySet());
  }

  @Override
  public void list(ThreadId thread) {
    roster.add(thread);
  }

  private List<Effect> haltEverything() {
    phase = Phase.HALTING;
    List<Effect> effects = new ArrayList<>();
    for (AddressSpaceId space : spaces) {
      boolean mayRun =
          runningFreely.contains(space)
              || running.keySet().stream().anyMatch(thread -> thread.space().equals(space));
      if (mayRun && halting.add(space)) {
        effects.add(new Effect.Halt(space));
      }
    }
    effects.addAll(settle());
    return effects;
  }

  private void halted(AddressSpaceId space) {
    halting.remove(space);
    runningFreely.remove(space);
    running.keySet().removeIf(thread -> thread.space().equals(space));
  }

  private List<Effect> settle() {
    if (phase != Phase.HALTING || !halting.isEmpty()) {
      return List.of();
    }
    phase = Phase.AT_REST;
    roster.allHalted(stopped.keySet());
    unreported.threads().forEach(roster::add);
    Optional<StopReport> what = reason();
    attaching = Optional.empty();
    interrupted = false;
    return what.map(this::report).orElseGet(List::of);
  }

  private Optional<StopReport> reason() {
    if (attaching.isPresent() && spaces.contains(attaching.get())) {
      AddressSpaceId space = attaching.get();
      unreported.removeLibraryChange(space); // the client reads the list now anyway
      return unreported
          .takeStop(stop -> stop.thread().space().equals(space))
          .or(() -> Optional.of(new StopReport.Halted(anyThreadOf(space))));
    }
    if (interrupted && !unreported.hasExits()) {
      return focus().map(StopReport.Interrupted::new);
    }
    return takeOwed(lastPlan)
        .or(() -> takeOwed(ResumePlan.everythingContinues()))
        .or(() -> focus().map(StopReport.Halted::new));
  }

  /** What the client has to be told before the threads of {@code plan} may run. */
  private Optional<StopReport> takeOwed(ResumePlan plan) {
    return unreported
        .takeExit()
        .or(() -> unreported.takeLibraryChange(plan::continuesAll, this::focusIn))
        .or(
            () ->
                unreported.takeStop(
                    stop ->
                        plan.actionFor(stop.thread()).isPresent()
                            && (isStep(stop) || !isStale(stop))));
  }

  private List<Effect> report(StopReport what) {
    if (what instanceof StopReport.OfThread about) {
      focus = Optional.of(about.thread());
      roster.add(about.thread());
    }
    lastReport = Optional.of(what);
    return List.of(new Effect.Report(what));
  }

  private ThreadId focusIn(AddressSpaceId space) {
    return focus()
        .filter(thread -> thread.space().equals(space))
        .orElseGet(() -> anyThreadOf(space));
  }

  private ThreadId anyThreadOf(AddressSpaceId space) {
    return stopped.keySet().stream()
        .filter(thread -> thread.space().equals(space))
        .findFirst()
        .orElseGet(() -> ThreadRoster.representative(space));
  }

  private boolean hasOwnCause(ThreadStop stop, boolean answersRequest) {
    return !(stop.cause() instanceof StopCause.Interrupted)
        || (phase == Phase.RUNNING && !answersRequest);
  }

  /** Whether it met something while that was being taken out. */
  private boolean isLate(ThreadStop stop) {
    if (stop.cause() instanceof StopCause.Breakpoint) {
      return !target.isAtBreakpoint(stop);
    }
    return stop.cause() instanceof StopCause.Watchpoint && phase == Phase.RUNNING && isStale(stop);
  }

  /**
   * Whether nobody wants to hear of it: a step that ended unseen, or a breakpoint or watchpoint
   * that is out now. GDB may put it back before it resumes the thread.
   */
  private boolean isStale(ThreadStop stop) {
    return isStep(stop) || !target.isWanted(stop);
  }

  private static boolean isStep(ThreadStop stop) {
    return stop.cause() instanceof StopCause.StepDone;
  }

  private void forget(AddressSpaceId space) {
    target.forget(space);
    running.keySet().removeIf(thread -> thread.space().equals(space));
    runningFreely.remove(space);
    halting.remove(space);
    unreported.forget(space);
  }
}
