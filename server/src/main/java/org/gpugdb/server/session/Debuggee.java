package org.gpugdb.server.session;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.gpugdb.backend.spi.AddressSpaceId;
import org.gpugdb.backend.spi.BackendException;
import org.gpugdb.backend.spi.DebugTarget;
import org.gpugdb.backend.spi.LoadedModule;
import org.gpugdb.backend.spi.Occupancy;
import org.gpugdb.backend.spi.Resume;
import org.gpugdb.backend.spi.TargetEvent;
import org.gpugdb.backend.spi.ThreadId;
import org.gpugdb.backend.spi.ThreadStop;
import org.gpugdb.server.view.AllStopView;
import org.gpugdb.server.view.ClientView;
import org.gpugdb.server.view.Effect;
import org.gpugdb.server.view.NonStopView;
import org.gpugdb.server.view.ResumePlan;
import org.gpugdb.server.view.StopReport;
import org.gpugdb.server.view.TargetPicture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The address spaces one session debugs: carries out what its view decides. Confined to the device
 * loop.
 */
final class Debuggee {
  private static final Logger LOG = LoggerFactory.getLogger(Debuggee.class);

  /** Who is told. */
  interface Listener {
    /** The target stopped, and the view is at rest. */
    void onStop(StopReport what);

    /** The client is to be told of a stop, unasked. */
    void onNotify(StopReport what);

    /** Text for the user. */
    void onConsole(String text);
  }

  /** How long the end of a process may take to become known after its memory is gone. */
  private static final long GOING_NANOS = 500_000_000;

  private final DebuggedDevice device;
  private final TargetPicture picture;
  private final Listener listener;
  private final HitFilter hits;
  private final Statistics statistics;
  private final Halts halts;
  private final Map<AddressSpaceId, DebugTarget> targets = new TreeMap<>();
  private final List<LoadedModule> heldModules = new ArrayList<>();
  private AllStopView allStop;
  private @Nullable NonStopView nonStop;
  private long lastHeard;
  private long epoch;
  private boolean relaunching;

  Debuggee(
      DebuggedDevice device,
      TargetPicture picture,
      HitFilter hits,
      Statistics statistics,
      Listener listener) {
    this.device = device;
    this.picture = picture;
    this.allStop = new AllStopView(picture);
    this.hits = hits;
    this.statistics = statistics;
    this.listener = listener;
    this.halts = new Halts(device, statistics, new HaltsEnded());
  }

  TargetPicture picture() {
    return picture;
  }

  /** Whether a thread or a process waits for the client to let it go on. */
  boolean holdsAnything() {
    return picture.holdsThreads() || !heldModules.isEmpty();
  }

  ClientView view() {
    return nonStop == null ? allStop : nonStop;
  }

  /** The view in non-stop mode; empty in all-stop mode. */
  Optional<NonStopView> nonStop() {
    return Optional.ofNullable(nonStop);
  }

  /** Whether everything stands still, and the client knows. Never in non-stop mode. */
  boolean atRest() {
    return nonStop == null && allStop.atRest();
  }

  /** Whether, in all-stop mode, a space has ended while everything was stopped. */
  boolean owesExit() {
    return atRest() && allStop.owesExit();
  }

  /**
   * From now on threads stop one by one. Only {@link #atRest()}; nothing changes for the threads.
   *
   * @param oneAtFirst see {@link NonStopView}
   */
  void enterNonStop(boolean oneAtFirst) {
    nonStop = new NonStopView(picture, oneAtFirst);
  }

  /** From now on all threads stop together: they are halted, and if there are any, one reports. */
  void enterAllStop() {
    Collection<ThreadStop> untold = nonStop == null ? List.of() : nonStop.untold();
    Optional<ThreadId> last = view().focus();
    nonStop = null;
    allStop = new AllStopView(picture);
    perform(allStop.takeOver(untold, last));
  }

  /** Something has come from the client. */
  void heard() {
    lastHeard = device.loop().nanoTime();
  }

  /** Changes whenever threads may have moved: what was read before is out of date. */
  long epoch() {
    return epoch;
  }

  /** The target of an attached space. */
  DebugTarget target(AddressSpaceId space) throws BackendException.NoSuchSpace {
    DebugTarget target = targets.get(space);
    if (target == null) {
      throw new BackendException.NoSuchSpace(space);
    }
    return target;
  }

  /** Attaches to a space; its threads halt, then a stop is reported. */
  void attach(AddressSpaceId space) throws BackendException {
    DebugTarget target = device.claim(space, this);
    targets.put(space, target);
    epoch++;
    perform(view().attach(space, target.run().stopped(space).values()));
  }

  /**
   * Leaves a space: breakpoints out, threads resumed, modules released.
   *
   * @param done is called on the loop once that is done
   */
  void leave(AddressSpaceId space, Runnable done) {
    DebugTarget target = targets.get(space);
    if (target == null) {
      done.run();
      return;
    }
    attempt(() -> target.breakpoints(space).clear());
    hits.forget(space);
    perform(view().detach(space));
    targets.remove(space);
    device.release(space, done);
  }

  /**
   * Starts the device's program again and attaches to its space; a stop is reported then.
   *
   * @param failed is called on the loop if no space appears
   */
  void relaunch(Runnable failed) throws BackendException {
    relaunching = true;
    try {
      device.launch(space -> onLaunched(space, failed));
    } catch (BackendException e) {
      relaunching = false;
      throw e;
    }
  }

  private void onLaunched(Optional<AddressSpaceId> space, Runnable failed) {
    relaunching = false;
    try {
      if (space.isPresent()) {
        attachToLaunched(space.get());
        return;
      }
      LOG.warn("the program was started, but shows no address space");
    } catch (BackendException e) {
      LOG.warn("cannot attach to the program that was started: {}", e.getMessage());
    }
    failed.run();
  }

  private void attachToLaunched(AddressSpaceId space) throws BackendException {
    if (nonStop == null) {
      attach(space);
    } else {
      nonStop.holdReports();
      attach(space);
      listener.onStop(nonStop.takeFirst(space));
      perform(nonStop.canTakeMore());
    }
  }

  /** Drops a space whose program is being ended: nothing in it goes on, nothing is reported. */
  void abandon(AddressSpaceId space) {
    if (targets.remove(space) != null) {
      view().detach(space);
      drop(space);
    }
  }

  private void drop(AddressSpaceId space) {
    hits.forget(space);
    heldModules.removeIf(module -> module.space().equals(space));
    halts.forget(space);
    device.gone(space);
    epoch++;
    halts.callWaiting(space);
  }

  void resume(ResumePlan plan) {
    perform(allStop.resume(plan, falseHitsAmongUnreported()));
  }

  private Set<ThreadId> falseHitsAmongUnreported() {
    List<ThreadStop> unreported = new ArrayList<>();
    for (ThreadId thread : view().unreported()) {
      Optional.ofNullable(picture.stop(thread)).ifPresent(unreported::add);
    }
    return hits.evaluateAgain(unreported, this::target);
  }

  void interrupt() {
    perform(view().interrupt());
  }

  /** The client reads the list of threads, which comes from {@code view().threadList()} next. */
  void threadListRead(Map<ThreadId, Optional<Occupancy.Resident>> work) {
    if (nonStop != null) {
      perform(nonStop.threadListRead(work));
    }
  }

  /** Conditions at a breakpoint have changed. */
  void conditionsChanged() {
    if (nonStop != null && !nonStop.unreported().isEmpty()) {
      perform(nonStop.dismiss(falseHitsAmongUnreported()));
    }
  }

  /** Whether a thread that the client takes for stopped has to be halted before it is looked at. */
  boolean mustHalt(ThreadId thread) {
    return nonStop != null && nonStop.mustHalt(thread);
  }

  /**
   * Halts a thread.
   *
   * @param then is called on the loop when it has stopped, or is not resident
   */
  void whenHalted(ThreadId thread, Runnable then) {
    if (nonStop == null) {
      then.run();
    } else {
      halts.await(thread.space(), then);
      perform(nonStop.access(thread));
    }
  }

  /** Carries out an effect that the client waits for, so that it learns of a failure. */
  void plant(Effect.Plant effect) throws BackendException {
    try {
      AddressSpaceId space = effect.where().space();
      target(space).breakpoints(space).insert(effect.where().address());
    } catch (BackendException e) {
      view().plantFailed(effect.where());
      throw e;
    }
  }

  void onEvent(TargetEvent.OfSpace event) {
    AddressSpaceId space = event.space();
    if (event instanceof TargetEvent.Stops stops) {
      onStops(stops);
    } else if (event instanceof TargetEvent.StopTimedOut) {
      halts.forget(space);
      listener.onConsole(
          "Some threads of " + space + " did not stop in time; they may still run.\n");
      perform(view().haltTimedOut(space));
      halts.callWaiting(space);
    } else if (event instanceof TargetEvent.SpaceGone gone) {
      onGone(gone);
    } else if (event instanceof TargetEvent.ModuleLoaded loaded) {
      heldModules.add(loaded.module());
      perform(view().librariesChanged(space));
    } else if (event instanceof TargetEvent.ModuleGone gone) {
      heldModules.removeIf(module -> module.id() == gone.module().id());
      perform(view().librariesChanged(space));
    } else if (event instanceof TargetEvent.ConsoleText text) {
      listener.onConsole(text.text());
    }
  }

  private void onGone(TargetEvent.SpaceGone gone) {
    hits.summarise();
    if (relaunching) {
      abandon(gone.space());
    } else {
      targets.remove(gone.space());
      drop(gone.space());
      perform(view().exited(gone.space(), gone.exitStatus()));
    }
  }

  private void onStops(TargetEvent.Stops stops) {
    epoch++;
    LOG.debug("{}", stops);
    if (stops.answersRequest()) {
      halts.answered(stops.space());
    }
    Set<ThreadId> falseHits = hits.evaluate(stops.batch(), this::target);
    perform(view().stopped(stops, falseHits));
    statistics.silentStops(
        (int) stops.batch().stream().filter(stop -> picture.stop(stop.thread()) == null).count());
    if (stops.answersRequest()) {
      halts.callWaiting(stops.space());
    }
  }

  /** Carries effects out in order; what fails is logged, for nobody waits for it. */
  void perform(List<Effect> effects) {
    for (Effect effect : effects) {
      if (effect instanceof Effect.Run run) {
        run(run.how());
      } else if (effect instanceof Effect.Halt halt) {
        halt(halt);
      } else if (effect instanceof Effect.Report report) {
        listener.onStop(report.what());
      } else if (effect instanceof Effect.Notify notify) {
        listener.onNotify(notify.what());
      } else if (effect instanceof Effect.Wake wake) {
        wakeLater(wake);
      } else if (effect instanceof Effect.Plant plant) {
        attempt(() -> plant(plant));
      } else if (effect instanceof Effect.Unplant unplant) {
        AddressSpaceId space = unplant.where().space();
        hits.undefine(unplant.where());
        attempt(() -> target(space).breakpoints(space).remove(unplant.where().address()));
      } else if (effect instanceof Effect.ReleaseModules release) {
        releaseModules(release.space());
      }
    }
  }

  /** For a view that is no longer the client's nothing happens. */
  private void wakeLater(Effect.Wake wake) {
    NonStopView sleeper = nonStop;
    device
        .loop()
        .schedule(
            () -> {
              if (sleeper != null && sleeper == nonStop) {
                long silence = device.loop().nanoTime() - lastHeard;
                perform(sleeper.tick(wake.timer(), silence));
              }
            },
            wake.nanos());
  }

  private void halt(Effect.Halt halt) {
    Optional.ofNullable(targets.get(halt.space())).ifPresent(target -> halts.request(target, halt));
  }

  private void run(Map<ThreadId, Resume> how) {
    epoch++;
    Map<DebugTarget, Map<ThreadId, Resume>> byTarget = new HashMap<>();
    how.forEach(
        (thread, action) ->
            Optional.ofNullable(targets.get(thread.space()))
                .ifPresent(
                    target ->
                        byTarget
                            .computeIfAbsent(target, t -> new HashMap<>())
                            .put(thread, action)));
    byTarget.forEach(this::run);
  }

  private void run(DebugTarget target, Map<ThreadId, Resume> how) {
    try {
      target.run().resume(how);
    } catch (BackendException e) {
      LOG.warn("cannot resume {} threads: {}", how.size(), e.getMessage());
      listener.onConsole("Some threads cannot be resumed: " + e.getMessage() + "\n");
      device.loop().schedule(this::interruptStillborn, GOING_NANOS);
    }
  }

  /**
   * Where threads could not be resumed because their process is gone, its end is on its way, and is
   * the better answer: GDB 13 does not survive another thread's stop while it steps one.
   */
  private void interruptStillborn() {
    if (nonStop == null) {
      perform(allStop.interrupt());
    }
  }

  /** Halts end through these; for a space that is no longer attached nothing happens. */
  private final class HaltsEnded implements Halts.Listener {
    @Override
    public void onIdle(TargetEvent.Stops none) {
      if (targets.containsKey(none.space())) {
        onStops(none);
      }
    }

    @Override
    public void onFailed(AddressSpaceId space) {
      if (targets.containsKey(space)) {
        perform(view().haltTimedOut(space));
        halts.callWaiting(space);
      }
    }
  }

  private void releaseModules(AddressSpaceId space) {
    for (LoadedModule module : List.copyOf(heldModules)) {
      if (module.space().equals(space)) {
        heldModules.remove(module);
        attempt(() -> target(space).releaseModule(module));
      }
    }
  }

  /** Every module of every attached space, with the space. */
  Collection<LoadedModule> modules() throws BackendException {
    List<LoadedModule> all = new ArrayList<>();
    for (Map.Entry<AddressSpaceId, DebugTarget> entry : targets.entrySet()) {
      all.addAll(entry.getValue().modules(entry.getKey()));
    }
    return all;
  }

  /** A call into the back end. */
  @FunctionalInterface
  private interface Call {
    void run() throws BackendException;
  }

  private static void attempt(Call call) {
    try {
      call.run();
    } catch (BackendException e) {
      LOG.warn("{}", e.getMessage());
    }
  }
}
