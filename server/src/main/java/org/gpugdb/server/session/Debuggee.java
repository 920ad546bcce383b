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
import org.gpugdb.backend.spi.Resume;
import org.gpugdb.backend.spi.TargetEvent;
import org.gpugdb.backend.spi.ThreadId;
import org.gpugdb.backend.spi.ThreadStop;
import org.gpugdb.server.view.ClientView;
import org.gpugdb.server.view.Effect;
import org.gpugdb.server.view.ResumePlan;
import org.gpugdb.server.view.StopReport;
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

    /** Text for the user. */
    void onConsole(String text);
  }

  private final DebuggedDevice device;
  private final ClientView view;
  private final Listener listener;
  private final HitFilter hits;
  private final Statistics statistics;
  private final boolean mayHalt;
  private final Map<AddressSpaceId, DebugTarget> targets = new TreeMap<>();
  private final Map<AddressSpaceId, Long> haltsSince = new HashMap<>();
  private final List<LoadedModule> heldModules = new ArrayList<>();
  private long epoch;
  private boolean relaunching;

  Debuggee(
      DebuggedDevice device,
      ClientView view,
      HitFilter hits,
      Statistics statistics,
      Listener listener) {
    this.device = device;
    this.view = view;
    this.hits = hits;
    this.statistics = statistics;
    this.listener = listener;
    this.mayHalt = device.options().permissions().allows(Permissions.Change.RUN);
  }

  ClientView view() {
    return view;
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
    perform(view.attach(space, target.run().stopped(space).values()));
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
    perform(view.detach(space));
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
        attach(space.get());
        return;
      }
      LOG.warn("the program was started, but shows no address space");
    } catch (BackendException e) {
      LOG.warn("cannot attach to the program that was started: {}", e.getMessage());
    }
    failed.run();
  }

  /** Drops a space whose program is being ended: nothing in it goes on, nothing is reported. */
  void abandon(AddressSpaceId space) {
    if (targets.remove(space) != null) {
      view.detach(space);
      drop(space);
    }
  }

  private void drop(AddressSpaceId space) {
    hits.forget(space);
    heldModules.removeIf(module -> module.space().equals(space));
    haltsSince.remove(space);
    device.gone(space);
    epoch++;
  }

  void resume(ResumePlan plan) {
    List<ThreadStop> unreported = new ArrayList<>();
    for (ThreadId thread : view.unreported()) {
      Optional.ofNullable(view.stoppedThreads().get(thread)).ifPresent(unreported::add);
    }
    perform(view.resume(plan, hits.evaluateAgain(unreported, this::target)));
  }

  void interrupt() {
    perform(view.interrupt());
  }

  /** Carries out an effect that the client waits for, so that it learns of a failure. */
  void plant(Effect.Plant effect) throws BackendException {
    try {
      AddressSpaceId space = effect.where().space();
      target(space).breakpoints(space).insert(effect.where().address());
    } catch (BackendException e) {
      view.plantFailed(effect.where());
      throw e;
    }
  }

  void onEvent(TargetEvent.OfSpace event) {
    AddressSpaceId space = event.space();
    if (event instanceof TargetEvent.Stops stops) {
      onStops(stops);
    } else if (event instanceof TargetEvent.StopTimedOut) {
      haltsSince.remove(space);
      listener.onConsole(
          "Some threads of " + space + " did not stop in time; they may still run.\n");
      perform(view.haltTimedOut(space));
    } else if (event instanceof TargetEvent.SpaceGone gone) {
      onGone(gone);
    } else if (event instanceof TargetEvent.ModuleLoaded loaded) {
      heldModules.add(loaded.module());
      perform(view.librariesChanged(space));
    } else if (event instanceof TargetEvent.ModuleGone gone) {
      heldModules.removeIf(module -> module.id() == gone.module().id());
      perform(view.librariesChanged(space));
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
      perform(view.exited(gone.space(), gone.exitStatus()));
    }
  }

  private void onStops(TargetEvent.Stops stops) {
    epoch++;
    LOG.debug("{}", stops);
    Long since = stops.answersRequest() ? haltsSince.remove(stops.space()) : null;
    if (since != null) {
      statistics.halted(device.loop().nanoTime() - since);
    }
    Set<ThreadId> falseHits = hits.evaluate(stops.batch(), this::target);
    perform(view.stopped(stops, falseHits));
  }

  /** Carries effects out in order; what fails is logged, for nobody waits for it. */
  void perform(List<Effect> effects) {
    for (Effect effect : effects) {
      if (effect instanceof Effect.Run run) {
        run(run.how());
      } else if (effect instanceof Effect.Halt halt) {
        halt(halt.space());
      } else if (effect instanceof Effect.Report report) {
        listener.onStop(report.what());
      } else if (effect instanceof Effect.Plant plant) {
        attempt(() -> plant(plant));
      } else if (effect instanceof Effect.Unplant unplant) {
        AddressSpaceId space = unplant.where().space();
        attempt(() -> target(space).breakpoints(space).remove(unplant.where().address()));
      } else if (effect instanceof Effect.ReleaseModules release) {
        releaseModules(release.space());
      }
    }
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
      perform(view.interrupt());
    }
  }

  private void halt(AddressSpaceId space) {
    if (!mayHalt) {
      perform(view.haltTimedOut(space));
      return;
    }
    try {
      haltsSince.put(space, device.loop().nanoTime());
      target(space).run().requestStop(space, Set.of());
    } catch (BackendException e) {
      LOG.warn("cannot halt {}: {}", space, e.getMessage());
      perform(view.haltTimedOut(space));
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
