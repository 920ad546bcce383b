package org.gpugdb.server.view;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.gpugdb.backend.spi.AddressSpaceId;
import org.gpugdb.backend.spi.Resume;
import org.gpugdb.backend.spi.StopCause;
import org.gpugdb.backend.spi.ThreadId;
import org.gpugdb.backend.spi.ThreadStop;

/** Which stops a client in non-stop mode is told, and when. */
final class StopReporter {
  private final NonStopState state;
  private final NotificationQueue queue;
  private final Set<ThreadId> interrupted = new HashSet<>();
  private boolean quietTimer;
  private boolean reservationTimer;
  private Optional<ThreadId> focus = Optional.empty();
  private Optional<ThreadId> driven = Optional.empty();

  StopReporter(NonStopState state, NotificationQueue queue) {
    this.state = state;
    this.queue = queue;
  }

  NotificationQueue queue() {
    return queue;
  }

  /** The thread that the client was told of last. */
  Optional<ThreadId> focus() {
    return focus;
  }

  /** The client goes on with one thread and no other: it is this one that the user waits for. */
  void drive(ThreadId thread) {
    driven = Optional.of(thread);
  }

  /** The thread to stop when the client wants just anything to stop. */
  Optional<ThreadId> toInterrupt() {
    NavigableSet<ThreadId> list = state.threadList();
    return Stream.concat(Stream.concat(driven.stream(), focus.stream()), list.stream())
        .filter(thread -> list.contains(thread) && state.threads.runs(thread))
        .findFirst();
  }

  /** A thread has something to tell. */
  void appear(ThreadStop stop) {
    ThreadId thread = stop.thread();
    if (!state.threads.runs(thread)) {
      state.parked.park(stop); // the client takes it for stopped, and hears of it later
    } else if (isInterrupted(stop)) {
      appearInterrupted(thread);
    } else if (state.threads.mode(thread) instanceof Resume.RangeStep range
        && isStuck(stop, range)) {
      report(new StopReport.Interrupted(thread));
    } else if (isAwaited(stop) || canBeShown(stop)) {
      report(new StopReport.Hit(stop));
    } else {
      state.parked.park(stop);
    }
  }

  private void appearInterrupted(ThreadId thread) {
    if (state.threads.reported().size() < ThreadRoster.BYSTANDER_LIMIT) {
      report(new StopReport.Suspended(thread));
    } else {
      state.unseen.add(thread);
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

  private boolean isAwaited(ThreadStop stop) {
    return state.threads.isStepping(stop.thread())
        || state.halts.isWanted(stop.thread())
        || state.own.isExpected(stop);
  }

  private boolean canBeShown(ThreadStop stop) {
    return state.stepOver.isOver() && !state.own.isReserved(stop) && state.parked.isFree(stop);
  }

  /** The next stop of a thread is to look like the answer to an interrupt. */
  void interrupt(ThreadId thread) {
    interrupted.add(thread);
  }

  /** The client wanted a thread to stop, or it is the thread's turn: tells of it as it stands. */
  void suspend(ThreadId thread) {
    if (!state.threads.runs(thread)) {
      return;
    }
    ThreadStop hit = state.parked.take(thread);
    if (hit != null) {
      report(new StopReport.Hit(hit));
    } else if (interrupted.contains(thread)) {
      report(new StopReport.Interrupted(thread));
    } else {
      report(new StopReport.Suspended(thread));
    }
  }

  void report(StopReport.OfThread what) {
    ThreadId thread = what.thread();
    state.threads.report(what);
    state.own.reported(what, !state.stepOver.isUnderWay());
    state.unseen.remove(thread);
    interrupted.remove(thread);
    boolean hit = what instanceof StopReport.Hit;
    if (what instanceof StopReport.Hit reported && !state.own.isExpected(reported.stop())) {
      state.parked.show(reported.stop());
    }
    if (hit || !state.target.roster.isRepresentative(thread)) {
      state.target.roster.add(thread);
    }
    queue.add(what);
  }

  /** The client asks for every stopped thread. */
  void restart() {
    List<StopReport.OfThread> all = new ArrayList<>();
    for (ThreadId thread : state.threads.reported()) {
      state.threads.lastReport(thread).ifPresent(all::add);
    }
    all.forEach(state.threads::report);
    queue.restart(all);
  }

  /** The client has taken a report. */
  void acknowledge() {
    queue.acknowledge().ifPresent(this::seen);
  }

  private void seen(StopReport report) {
    if (report instanceof StopReport.OfThread about) {
      state.threads.acknowledge(about.thread());
      if (!(report instanceof StopReport.Suspended)) {
        focus = Optional.of(about.thread());
      }
    }
  }

  /** Takes the first report as the answer to something else; a made-up one if there is none. */
  StopReport takeFirst(AddressSpaceId space) {
    StopReport first = queue.take().orElseGet(() -> new StopReport.Halted(new ThreadId(space, 0)));
    if (first instanceof StopReport.OfThread about) {
      state.threads.report(about);
    }
    seen(first);
    return first;
  }

  /** See {@link NonStopView#tick}. */
  void tick(NonStopView.Timer timer, long silence) {
    if (timer == NonStopView.Timer.RESERVATION) {
      reservationTimer = false;
      state.own.expire();
      return;
    }
    quietTimer = false;
    if (silence >= NonStopView.QUIET_NANOS && queue.isEmpty()) {
      state.stepOver.quiet();
      next().ifPresent(stop -> suspend(stop.thread()));
    }
  }

  /** The stop that is to be shown next, of those that have waited. */
  private Optional<ThreadStop> next() {
    return state.stepOver.isUnderWay()
        ? Optional.empty()
        : state.parked.next(
            stop -> state.threads.runs(stop.thread()) && !state.own.isReserved(stop));
  }

  /**
   * What has become possible: to tell of modules, of stops that have waited, of the next report.
   */
  void settle(List<Effect> effects) {
    if (state.stepOver.isOver()) {
      state.libraries.due().forEach(this::tellOfModules);
    }
    if (!quietTimer && queue.isEmpty() && (state.stepOver.isEnding() || next().isPresent())) {
      quietTimer = true;
      effects.add(new Effect.Wake(NonStopView.Timer.QUIET, NonStopView.QUIET_NANOS));
    }
    if (!reservationTimer && state.parked.anyFirst(state.own::isReserved)) {
      reservationTimer = true;
      effects.add(new Effect.Wake(NonStopView.Timer.RESERVATION, NonStopView.RESERVATION_NANOS));
    }
    queue.notifyNext().ifPresent(report -> effects.add(new Effect.Notify(report)));
  }

  /** Reports a thread for its space, though it has nothing to tell of itself. */
  private void tellOfModules(AddressSpaceId space) {
    state.threadList().stream()
        .filter(thread -> thread.space().equals(space))
        .filter(thread -> state.threads.runs(thread) && !state.threads.isStepping(thread))
        .filter(thread -> !state.parked.contains(thread) && !state.halts.isWanted(thread))
        .findFirst()
        .ifPresent(
            thread -> {
              state.libraries.told(thread);
              report(new StopReport.LibrariesChanged(thread));
            });
  }

  void forget(AddressSpaceId space) {
    queue.forget(space);
    interrupted.removeIf(thread -> thread.space().equals(space));
    driven = driven.filter(thread -> !thread.space().equals(space));
    focus = focus.filter(thread -> !thread.space().equals(space));
  }
}
