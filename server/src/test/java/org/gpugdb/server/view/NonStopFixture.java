package org.gpugdb.server.view;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.gpugdb.backend.spi.AddressSpaceId;
import org.gpugdb.backend.spi.Occupancy.Resident;
import org.gpugdb.backend.spi.Resume;
import org.gpugdb.backend.spi.StopCause;
import org.gpugdb.backend.spi.TargetEvent.Stops;
import org.gpugdb.backend.spi.ThreadId;
import org.gpugdb.backend.spi.ThreadStop;

/** A view in non-stop mode with one space of eight threads, and words for what happens to it. */
final class NonStopFixture {
  static final AddressSpaceId P1 = new AddressSpaceId(1);
  static final ThreadId T1 = new ThreadId(P1, 0);
  static final ThreadId T2 = new ThreadId(P1, 1);
  static final ThreadId T3 = new ThreadId(P1, 2);
  static final ThreadId T4 = new ThreadId(P1, 3);
  static final long A = 0x1000;
  static final long B = 0x2000;
  static final Location AT_A = new Location(P1, A);
  static final Location AT_B = new Location(P1, B);
  static final Resume CONTINUE = new Resume.Continue();
  static final Resume STEP = new Resume.Step();
  static final Set<ThreadId> NONE = Set.of();

  final TargetPicture target = new TargetPicture(ThreadListPolicy.STICKY, 8);
  final NonStopView view;

  private NonStopFixture(boolean oneAtFirst) {
    view = new NonStopView(target, oneAtFirst);
  }

  /** A client that has not asked anything yet. */
  static NonStopFixture unasked(boolean oneAtFirst) {
    return new NonStopFixture(oneAtFirst);
  }

  /** A client that debugs a space in which everything runs. */
  static NonStopFixture running() {
    NonStopFixture fixture = new NonStopFixture(false);
    fixture.view.attach(P1, List.of());
    fixture.view.restart();
    fixture.view.threadListRead(Map.of());
    return fixture;
  }

  /** As {@link #running}, and T1 has met the breakpoint at A, as the client knows. */
  static NonStopFixture stoppedAtA() {
    NonStopFixture fixture = running();
    fixture.insert(AT_A);
    fixture.happen(hit(T1, A));
    fixture.drain();
    fixture.readList();
    return fixture;
  }

  List<Effect> insert(Location where) {
    return view.insert(where, BreakpointKind.SOFTWARE, false);
  }

  List<Effect> remove(Location where) {
    return view.remove(where, BreakpointKind.SOFTWARE);
  }

  List<Effect> happen(ThreadStop... stops) {
    return view.stopped(new Stops(P1, List.of(stops), false), NONE);
  }

  List<Effect> answer(ThreadStop... stops) {
    return view.stopped(new Stops(P1, List.of(stops), true), NONE);
  }

  void readList() {
    view.threadListRead(Map.of());
  }

  List<Effect> order(Object... scopesAndActions) {
    List<ThreadOrders.Order> orders = new ArrayList<>();
    for (int i = 0; i < scopesAndActions.length; i += 2) {
      ThreadScope scope =
          scopesAndActions[i] instanceof ThreadId thread
              ? new ThreadScope.Single(thread)
              : (ThreadScope) scopesAndActions[i];
      Optional<Resume> how =
          scopesAndActions[i + 1] instanceof Resume resume ? Optional.of(resume) : Optional.empty();
      orders.add(new ThreadOrders.Order(scope, how));
    }
    return view.resume(new ThreadOrders(orders));
  }

  List<Effect> go(ThreadId thread) {
    return order(thread, CONTINUE);
  }

  List<Effect> step(ThreadId thread) {
    return order(thread, STEP);
  }

  List<Effect> stop(ThreadId thread) {
    return order(thread, "stop");
  }

  /** The client takes what there is, one report after the other. */
  List<StopReport> drain() {
    List<StopReport> all = new ArrayList<>();
    for (Optional<StopReport> next = view.outstanding();
        next.isPresent();
        next = view.outstanding()) {
      all.add(next.get());
      view.acknowledge();
    }
    return all;
  }

  /** The client has been silent for long enough. */
  List<Effect> quiet() {
    return view.tick(NonStopView.Timer.QUIET, NonStopView.QUIET_NANOS);
  }

  /** GDB stops all that runs, takes A out, steps T1, puts A back. Nobody moves but T1. */
  void stepOffA(ThreadId... others) {
    readList();
    for (ThreadId other : others) {
      stop(other);
    }
    drain();
    readList();
    remove(AT_A);
    step(T1);
    happen(stepped(T1, A + 4));
    drain();
    insert(AT_A);
    readList();
  }

  /** All other threads are idle. */
  static Map<ThreadId, Optional<Resident>> residents(Resident... all) {
    Map<ThreadId, Optional<Resident>> map = new HashMap<>();
    for (int slot = 0; slot < 8; slot++) {
      map.put(new ThreadId(P1, slot), Optional.empty());
    }
    for (Resident one : all) {
      map.put(one.thread(), Optional.of(one));
    }
    return map;
  }

  static Resident resident(ThreadId thread, int group, long retired) {
    return new Resident(thread, "eu", 0, List.of(group, 0, 0), List.of(0, 0, 0), "", retired);
  }

  static ThreadStop hit(ThreadId thread, long pc) {
    return new ThreadStop(thread, pc, new StopCause.Breakpoint());
  }

  static ThreadStop stepped(ThreadId thread, long pc) {
    return new ThreadStop(thread, pc, new StopCause.StepDone());
  }

  static ThreadStop halted(ThreadId thread) {
    return new ThreadStop(thread, 0x500, new StopCause.Interrupted());
  }

  static Effect.Notify told(ThreadStop stop) {
    return new Effect.Notify(new StopReport.Hit(stop));
  }

  static Effect.Notify suspended(ThreadId thread) {
    return new Effect.Notify(new StopReport.Suspended(thread));
  }

  static Effect.Run run(ThreadId thread, Resume how) {
    return new Effect.Run(Map.of(thread, how));
  }
}
