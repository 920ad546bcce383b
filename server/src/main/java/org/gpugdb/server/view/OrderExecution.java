package org.gpugdb.server.view;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.gpugdb.backend.spi.AddressSpaceId;
import org.gpugdb.backend.spi.Resume;
import org.gpugdb.backend.spi.ThreadId;
import org.gpugdb.backend.spi.ThreadStop;

/** One command of a client in non-stop mode that runs, steps and stops threads. */
final class OrderExecution {
  private final NonStopState state;
  private final StopReporter reporter;
  private final ThreadOrders orders;
  private final boolean afterThreadList;
  private final List<Effect> effects;
  private final Map<ThreadId, Resume> how = new HashMap<>();
  private final Set<AddressSpaceId> continued = new TreeSet<>();

  /**
   * @param afterThreadList whether the client has read the list of threads just before
   * @param effects takes what has to be done
   */
  OrderExecution(
      NonStopState state,
      StopReporter reporter,
      ThreadOrders orders,
      boolean afterThreadList,
      List<Effect> effects) {
    this.state = state;
    this.reporter = reporter;
    this.orders = orders;
    this.afterThreadList = afterThreadList;
    this.effects = effects;
  }

  void execute() {
    boolean stepsOff = orders.loneStep().map(this::isAtPending).orElse(false);
    boolean goesOn = orders.resume() && !stepsOff;
    if (goesOn) {
      commitRemovals(state, effects);
      state.stepOver.resumed();
    }
    Set<ThreadId> concerned = concerned();
    for (ThreadId thread : concerned) {
      orders.orderFor(thread).ifPresent(order -> obey(thread, order));
    }
    for (AddressSpaceId space : state.target.spaces) {
      if (orders.stopsAll(space)) {
        effects.addAll(state.halts.wantAll(space, spared(concerned)));
      } else if (orders.continuesAll(space)) {
        continued.add(space);
      }
    }
    if (goesOn) {
      state.own.resumed(continuedAlone());
    }
    how.forEach(this::leave);
    if (how.size() == 1) {
      how.keySet().forEach(reporter::drive);
    }
    state.run(how, effects);
    continued.stream()
        .filter(state.libraries::isSettled)
        .forEach(space -> effects.add(new Effect.ReleaseModules(space)));
  }

  /** What the client no longer wants goes, and whoever has met it goes on unreported. */
  static void commitRemovals(NonStopState state, List<Effect> effects) {
    List<Effect> removals = state.target.breakpoints.commit();
    if (!removals.isEmpty()) {
      effects.addAll(removals);
      Map<ThreadId, Resume> released = new HashMap<>();
      for (ThreadStop stop : state.parked.takeAll(state::isLate)) {
        released.put(stop.thread(), state.threads.mode(stop.thread()));
      }
      state.run(released, effects);
    }
  }

  private boolean isAtPending(ThreadId thread) {
    ThreadStop stop = state.target.stopped.get(thread);
    return stop != null
        && state.threads.isStopped(thread)
        && state.target.breakpoints.isPending(TargetPicture.location(stop));
  }

  private Set<ThreadId> concerned() {
    Set<ThreadId> concerned = new LinkedHashSet<>(state.threads.reported());
    concerned.addAll(orders.named());
    concerned.addAll(state.unseen);
    return concerned;
  }

  private Set<ThreadId> spared(Set<ThreadId> concerned) {
    Set<ThreadId> spared = new HashSet<>(concerned);
    spared.removeIf(thread -> orders.orderFor(thread).map(ThreadOrders.Order::stops).orElse(false));
    return spared;
  }

  /** The only thread that was stopped and is continued, if it had stopped by itself. */
  private Optional<ThreadId> continuedAlone() {
    return how.size() == 1 && how.values().iterator().next() instanceof Resume.Continue
        ? how.keySet().stream().findFirst().filter(this::wasHit)
        : Optional.empty();
  }

  private boolean wasHit(ThreadId thread) {
    return state.threads.lastReport(thread).filter(StopReport.Hit.class::isInstance).isPresent();
  }

  private void obey(ThreadId thread, ThreadOrders.Order order) {
    boolean named = order.threads() instanceof ThreadScope.Single;
    if (order.how().isPresent()) {
      go(thread, order.how().get(), named);
    } else if (named && state.threads.runs(thread)) {
      stop(thread);
    }
  }

  private void stop(ThreadId thread) {
    if (isForStepOver(thread)) {
      state.stepOver.begin();
      reporter.report(new StopReport.Suspended(thread));
    } else if (state.isStopped(thread)) {
      reporter.suspend(thread);
    } else {
      effects.addAll(state.halts.want(thread));
    }
  }

  /**
   * Whether a client that stops a thread only wants to get another one off a breakpoint: it has
   * just read the list of threads, and one of them sits at a breakpoint.
   */
  private boolean isForStepOver(ThreadId thread) {
    return afterThreadList
        && orders.onlyStopsSingles()
        && !state.threads.isStepping(thread)
        && !state.halts.isWanted(thread)
        && state.threads.reported().stream().anyMatch(other -> sitsAtBreakpoint(other, thread));
  }

  private boolean sitsAtBreakpoint(ThreadId other, ThreadId thread) {
    ThreadStop stop = state.target.stopped.get(other);
    return stop != null
        && other.space().equals(thread.space())
        && state.threads.isStopped(other)
        && state.target.isAtBreakpoint(stop);
  }

  private void go(ThreadId thread, Resume action, boolean named) {
    switch (state.threads.of(thread)) {
      case REPORTED -> {} // counts as running
      case RUNS -> {
        if (state.unseen.contains(thread) && !named) {
          how.put(thread, action);
        }
      }
      case STOPPED -> {
        goStopped(thread, action);
        if (action instanceof Resume.Continue) {
          continued.add(thread.space());
        }
      }
    }
  }

  private void goStopped(ThreadId thread, Resume action) {
    state.libraries.resumed(thread);
    boolean steps = !(action instanceof Resume.Continue);
    if (state.parked.contains(thread)) {
      state.threads.resume(thread, action);
      if (steps) {
        reporter.suspend(thread); // else it waits for its turn like others
      }
    } else if (state.isStopped(thread)) {
      how.put(thread, action);
    } else {
      state.threads.resume(thread, action); // it runs already, or is idle
      if (steps) {
        effects.addAll(state.halts.wantForStep(thread, action));
      }
    }
  }

  private void leave(ThreadId thread, Resume action) {
    state.threads.resume(thread, action);
    if (action instanceof Resume.Continue && !state.own.expects(thread)) {
      state.parked.leave(thread);
    }
  }
}
