package org.gpugdb.server.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.gpugdb.backend.spi.AddressSpaceId;
import org.gpugdb.backend.spi.Resume;
import org.gpugdb.backend.spi.StopCause;
import org.gpugdb.backend.spi.TargetEvent.Stops;
import org.gpugdb.backend.spi.ThreadId;
import org.gpugdb.backend.spi.ThreadStop;
import org.gpugdb.backend.spi.WatchKind;
import org.gpugdb.server.view.Effect.Halt;
import org.gpugdb.server.view.Effect.Plant;
import org.gpugdb.server.view.Effect.ReleaseModules;
import org.gpugdb.server.view.Effect.Report;
import org.gpugdb.server.view.Effect.Run;
import org.gpugdb.server.view.Effect.Unplant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AllStopViewTest {
  private static final AddressSpaceId P1 = new AddressSpaceId(1);
  private static final AddressSpaceId P2 = new AddressSpaceId(2);
  private static final ThreadId T1 = new ThreadId(P1, 0);
  private static final ThreadId T2 = new ThreadId(P1, 1);
  private static final ThreadId T3 = new ThreadId(P1, 2);
  private static final ThreadId U1 = new ThreadId(P2, 0);
  private static final long A = 0x1000;
  private static final Location AT_A = new Location(P1, A);
  private static final Resume CONTINUE = new Resume.Continue();
  private static final Resume STEP = new Resume.Step();
  private static final Set<ThreadId> NONE = Set.of();

  private final AllStopView view = new AllStopView(new TargetPicture(ThreadListPolicy.STICKY, 8));

  @BeforeEach
  void attachWithThreeThreads() {
    assertThat(view.attach(P1, List.of())).containsExactly(new Halt(P1));
    assertThat(view.stopped(answer(P1, halted(T1), halted(T2), halted(T3)), NONE))
        .containsExactly(new Report(new StopReport.Halted(T1)));
  }

  @Test
  void continuesEveryThreadInOneBatchAndReleasesModules() {
    assertThat(view.resume(all(CONTINUE), NONE))
        .containsExactly(
            new Run(Map.of(T1, CONTINUE, T2, CONTINUE, T3, CONTINUE)), new ReleaseModules(P1));
    assertThat(view.atRest()).isFalse();
  }

  @Test
  void reportsABreakpointOnlyAfterTheOthersAreHalted() {
    continueTo(A);
    assertThat(view.stopped(hits(hit(T2)), NONE)).containsExactly(new Halt(P1));
    assertThat(view.atRest()).isFalse();
    assertThat(view.stopped(answer(P1, halted(T1), halted(T3)), NONE))
        .containsExactly(new Report(new StopReport.Hit(hit(T2))));
    assertThat(view.stoppedThreads()).containsOnlyKeys(T1, T2, T3);
    assertThat(view.atRest()).isTrue();
  }

  @Test
  void reportsOtherHitsAtTheNextResumesWithoutRunning() {
    continueTo(A);
    view.stopped(hits(hit(T1), hit(T2)), NONE);
    view.stopped(answer(P1, hit(T3)), NONE);
    assertThat(view.unreported()).containsExactly(T2, T3);
    assertThat(view.resume(all(CONTINUE), NONE)).containsExactly(report(hit(T2)));
    assertThat(view.resume(all(CONTINUE), NONE)).containsExactly(report(hit(T3)));
    assertThat(view.resume(all(CONTINUE), NONE)).hasAtLeastOneElementOfType(Run.class);
  }

  @Test
  void answersForTheThreadThatWasResumedAlone() {
    continueTo(A);
    view.stopped(hits(hit(T1), hit(T2)), NONE);
    view.stopped(answer(P1, halted(T3)), NONE);
    view.insert(new Location(P1, A + 8), BreakpointKind.SOFTWARE, false);
    view.resume(single(T1, CONTINUE), NONE);
    ThreadStop further = new ThreadStop(T1, A + 8, new StopCause.Breakpoint());
    assertThat(view.stopped(hits(further), NONE)).containsExactly(report(further));
    assertThat(view.unreported()).containsExactly(T2);
  }

  @Test
  void forgetsOtherHitsOnceTheirBreakpointIsOut() {
    continueTo(A);
    view.stopped(hits(hit(T1), hit(T2)), NONE);
    view.stopped(answer(P1, halted(T3)), NONE);
    view.remove(AT_A, BreakpointKind.SOFTWARE);
    assertThat(view.resume(all(CONTINUE), NONE))
        .containsExactly(
            new Unplant(AT_A),
            new Run(Map.of(T1, CONTINUE, T2, CONTINUE, T3, CONTINUE)),
            new ReleaseModules(P1));
  }

  @Test
  void keepsOtherHitsWhileOneThreadStepsOffWithEveryBreakpointOut() {
    continueTo(A);
    view.stopped(hits(hit(T1), hit(T2)), NONE);
    view.stopped(answer(P1, halted(T3)), NONE);
    view.remove(AT_A, BreakpointKind.SOFTWARE);
    assertThat(view.resume(single(T1, STEP), NONE)).containsExactly(new Run(Map.of(T1, STEP)));
    assertThat(view.stopped(hits(stepped(T1)), NONE)).containsExactly(report(stepped(T1)));
    assertThat(view.insert(AT_A, BreakpointKind.SOFTWARE, false)).isEmpty();
    assertThat(view.resume(all(CONTINUE), NONE)).containsExactly(report(hit(T2)));
  }

  @Test
  void parksAThreadThatMeetsABreakpointWhichIsOutForALoneStep() {
    continueTo(A);
    view.stopped(hits(hit(T1)), NONE);
    view.stopped(answer(P1, halted(T2)), NONE); // T3 has ended; its slot gets new work
    view.remove(AT_A, BreakpointKind.SOFTWARE);
    view.resume(single(T1, STEP), NONE);
    assertThat(view.stopped(hits(hit(T3)), NONE)).isEmpty();
    assertThat(view.stopped(hits(stepped(T1)), NONE)).containsExactly(report(stepped(T1)));
    view.insert(AT_A, BreakpointKind.SOFTWARE, false);
    assertThat(view.resume(all(CONTINUE), NONE)).containsExactly(report(hit(T3)));
  }

  @Test
  void doesNotHaltForALoneStepBecauseNothingElseRuns() {
    view.resume(single(T1, STEP), NONE);
    assertThat(view.stopped(hits(stepped(T1)), NONE)).containsExactly(report(stepped(T1)));
  }

  @Test
  void haltsTheOthersWhenTheyRanDuringAStep() {
    view.resume(plan(single(T1), STEP, everything(), CONTINUE), NONE);
    assertThat(view.stopped(hits(stepped(T1)), NONE)).containsExactly(new Halt(P1));
  }

  @Test
  void reportsAFinishedStepBeforeABreakpointOfAnotherThread() {
    view.insert(AT_A, BreakpointKind.SOFTWARE, false);
    view.resume(plan(single(T2), STEP, everything(), CONTINUE), NONE);
    view.stopped(hits(hit(T1)), NONE);
    assertThat(view.stopped(answer(P1, stepped(T2), halted(T3)), NONE))
        .containsExactly(report(stepped(T2)));
    assertThat(view.resume(all(CONTINUE), NONE)).containsExactly(report(hit(T1)));
  }

  @Test
  void forgetsAStepThatEndedUnseen() {
    view.resume(all(STEP), NONE);
    view.stopped(hits(stepped(T1), stepped(T2)), NONE);
    view.stopped(answer(P1, stepped(T3)), NONE);
    assertThat(view.resume(all(CONTINUE), NONE)).hasAtLeastOneElementOfType(Run.class);
  }

  @Test
  void resumesFalseHitsInOneBatchWithoutAReport() {
    Resume range = new Resume.RangeStep(0x10, 0x2000);
    view.insert(AT_A, BreakpointKind.SOFTWARE, false);
    view.resume(plan(single(T1), range, everything(), CONTINUE), NONE);
    assertThat(view.stopped(hits(hit(T1), hit(T2)), Set.of(T1, T2)))
        .containsExactly(new Run(Map.of(T1, range, T2, CONTINUE)));
    assertThat(view.stoppedThreads()).containsOnlyKeys();
  }

  @Test
  void leavesFalseHitsStoppedWhenATrueOneComesWithThem() {
    continueTo(A);
    assertThat(view.stopped(hits(hit(T1), hit(T2)), Set.of(T1))).containsExactly(new Halt(P1));
    view.stopped(answer(P1, halted(T3)), NONE);
    assertThat(view.unreported()).isEmpty();
    assertThat(view.resume(all(CONTINUE), NONE)).hasAtLeastOneElementOfType(Run.class);
  }

  @Test
  void dropsUnreportedHitsWhoseConditionIsFalseByNow() {
    continueTo(A);
    view.stopped(hits(hit(T1), hit(T2)), NONE);
    view.stopped(answer(P1, halted(T3)), NONE);
    assertThat(view.resume(all(CONTINUE), Set.of(T2))).hasAtLeastOneElementOfType(Run.class);
  }

  @Test
  void resumesSilentlyWhoeverMeetsABreakpointThatIsGone() {
    continueTo(A);
    assertThat(view.remove(AT_A, BreakpointKind.SOFTWARE)).containsExactly(new Unplant(AT_A));
    assertThat(view.stopped(hits(hit(T1)), NONE)).containsExactly(new Run(Map.of(T1, CONTINUE)));
  }

  @Test
  void interruptsWithSomeStoppedThread() {
    view.resume(all(CONTINUE), NONE);
    assertThat(view.interrupt()).containsExactly(new Halt(P1));
    assertThat(view.interrupt()).isEmpty();
    assertThat(view.stopped(answer(P1, halted(T2)), NONE))
        .containsExactly(new Report(new StopReport.Interrupted(T2)));
  }

  @Test
  void interruptsAnIdleTargetAtItsRepresentative() {
    view.resume(all(CONTINUE), NONE);
    view.interrupt();
    assertThat(view.stopped(answer(P1), NONE))
        .containsExactly(new Report(new StopReport.Interrupted(T1)));
    assertThat(view.threadList()).containsExactly(T1);
  }

  @Test
  void dropsAnInterruptThatCrossedWithTheStop() {
    assertThat(view.interrupt()).isEmpty();
    assertThat(view.resume(all(CONTINUE), NONE)).hasAtLeastOneElementOfType(Run.class);
  }

  @Test
  void keepsABreakpointThatCrossedWithAnInterrupt() {
    continueTo(A);
    view.interrupt();
    assertThat(view.stopped(answer(P1, hit(T2), halted(T1), halted(T3)), NONE))
        .containsExactly(new Report(new StopReport.Interrupted(T1)));
    assertThat(view.resume(all(CONTINUE), NONE)).containsExactly(report(hit(T2)));
  }

  @Test
  void reportsFaultsAsTheyAre() {
    view.resume(all(CONTINUE), NONE);
    ThreadStop fault = new ThreadStop(T3, A, new StopCause.PageFault(0xdead));
    view.stopped(hits(fault), NONE);
    assertThat(view.stopped(answer(P1, halted(T1)), NONE)).containsExactly(report(fault));
  }

  @Test
  void haltsForALibraryAndReleasesItWhenEverythingGoesOn() {
    view.resume(all(CONTINUE), NONE);
    assertThat(view.librariesChanged(P1)).containsExactly(new Halt(P1));
    assertThat(view.stopped(answer(P1, halted(T1)), NONE))
        .containsExactly(new Report(new StopReport.LibrariesChanged(T1)));
    assertThat(view.resume(single(T1, STEP), NONE)).containsExactly(new Run(Map.of(T1, STEP)));
    view.stopped(hits(stepped(T1)), NONE);
    assertThat(view.resume(all(CONTINUE), NONE)).contains(new ReleaseModules(P1));
  }

  @Test
  void answersForAThreadResumedAloneWithItsOwnStop() {
    continueTo(A);
    view.stopped(hits(hit(T1), hit(T2)), NONE);
    view.stopped(answer(P1, halted(T3)), NONE);
    view.resume(single(T3, CONTINUE), NONE);
    view.stopped(hits(hit(T3)), NONE);
    assertThat(view.stopped(answer(P1), NONE)).isEmpty();
    assertThat(view.lastReport()).contains(new StopReport.Hit(hit(T3)));
    assertThat(view.resume(all(CONTINUE), NONE)).containsExactly(report(hit(T2)));
  }

  @Test
  void reportsNewWorkThatHitsWhileAnotherThreadRunsAlone() {
    continueTo(A);
    view.stopped(hits(hit(T1)), NONE);
    view.stopped(answer(P1, halted(T2)), NONE); // T3 has ended; its slot gets new work
    view.resume(single(T2, CONTINUE), NONE);
    assertThat(view.stopped(hits(hit(T3)), NONE)).containsExactly(new Halt(P1));
    assertThat(view.stopped(answer(P1, halted(T2)), NONE)).containsExactly(report(hit(T3)));
  }

  @Test
  void reportsALibraryThatComesWhileOneThreadRunsAlone() {
    view.resume(single(T1, CONTINUE), NONE);
    assertThat(view.librariesChanged(P1)).containsExactly(new Halt(P1));
    assertThat(view.stopped(answer(P1, halted(T1)), NONE))
        .containsExactly(new Report(new StopReport.LibrariesChanged(T1)));
  }

  @Test
  void reportsALibraryThatCameWhileStoppedBeforeAnythingRuns() {
    assertThat(view.librariesChanged(P1)).isEmpty();
    assertThat(view.resume(all(CONTINUE), NONE))
        .containsExactly(new Report(new StopReport.LibrariesChanged(T1)));
    assertThat(view.atRest()).isTrue();
  }

  @Test
  void reportsAnExitOnceTheOtherSpacesAreHalted() {
    attachSecond();
    view.resume(all(CONTINUE), NONE);
    assertThat(view.exited(P1, 3)).containsExactly(new Halt(P2));
    assertThat(view.stopped(answer(P2), NONE))
        .containsExactly(new Report(new StopReport.Exited(P1, 3)));
    assertThat(view.spaces()).containsExactly(P2);
    assertThat(view.resume(all(CONTINUE), NONE)).contains(new ReleaseModules(P2));
  }

  @Test
  void reportsTheExitOfTheOnlySpaceAtOnce() {
    view.resume(all(CONTINUE), NONE);
    assertThat(view.exited(P1, 0)).containsExactly(new Report(new StopReport.Exited(P1, 0)));
    assertThat(view.focus()).isEmpty();
  }

  @Test
  void reportsAnExitWhileStoppedAtTheNextResume() {
    assertThat(view.exited(P1, 7)).isEmpty();
    assertThat(view.owesExit()).isTrue();
    assertThat(view.resume(all(CONTINUE), NONE))
        .containsExactly(new Report(new StopReport.Exited(P1, 7)));
  }

  @Test
  void attachesASecondSpaceWithoutTouchingTheFirst() {
    assertThat(view.attach(P2, List.of())).containsExactly(new Halt(P2));
    ThreadStop fault = new ThreadStop(U1, A, new StopCause.IllegalInstruction());
    assertThat(view.stopped(answer(P2, fault), NONE)).containsExactly(report(fault));
    assertThat(view.focus()).contains(U1);
  }

  @Test
  void leavesTheOtherSpaceStoppedWhenOnlyOneIsContinued() {
    attachSecond();
    ResumePlan onlyP1 = plan(new ThreadScope.OfSpace(P1), CONTINUE);
    assertThat(view.resume(onlyP1, NONE))
        .containsExactly(
            new Run(Map.of(T1, CONTINUE, T2, CONTINUE, T3, CONTINUE)), new ReleaseModules(P1));
    view.insert(AT_A, BreakpointKind.SOFTWARE, false);
    assertThat(view.stopped(hits(hit(T1)), NONE)).containsExactly(new Halt(P1));
  }

  @Test
  void resumesEverythingWhenAClientLeaves() {
    view.insert(AT_A, BreakpointKind.SOFTWARE, false);
    assertThat(view.detach(P1))
        .containsExactly(
            new Run(Map.of(T1, CONTINUE, T2, CONTINUE, T3, CONTINUE)), new ReleaseModules(P1));
    assertThat(view.spaces()).isEmpty();
    assertThat(view.breakpointsAt(AT_A)).isEmpty();
  }

  @Test
  void comesToRestWhenAClientLeavesARunningTarget() {
    view.resume(all(CONTINUE), NONE);
    assertThat(view.detach(P1)).containsExactly(new ReleaseModules(P1));
    assertThat(view.atRest()).isTrue();
  }

  @Test
  void reportsAfterAHaltThatWasNotAnswered() {
    view.resume(all(CONTINUE), NONE);
    view.interrupt();
    assertThat(view.haltTimedOut(P1)).containsExactly(new Report(new StopReport.Interrupted(T1)));
  }

  @Test
  void stepsAnIdleThreadInPlace() {
    view.resume(all(CONTINUE), NONE);
    view.interrupt();
    view.stopped(answer(P1), NONE);
    assertThat(view.resume(single(T2, STEP), NONE))
        .containsExactly(new Report(new StopReport.Halted(T2)));
  }

  @Test
  void plantsOnceForBothKindsAndKeepsWhatOneStillWants() {
    assertThat(view.insert(AT_A, BreakpointKind.SOFTWARE, false)).containsExactly(new Plant(AT_A));
    assertThat(view.insert(AT_A, BreakpointKind.HARDWARE, false)).isEmpty();
    view.remove(AT_A, BreakpointKind.SOFTWARE);
    assertThat(view.breakpointsAt(AT_A)).containsExactly(BreakpointKind.HARDWARE);
    assertThat(view.resume(all(CONTINUE), NONE)).doesNotHaveAnyElementsOfTypes(Unplant.class);
  }

  @Test
  void plantsAgainAfterAFailure() {
    view.insert(AT_A, BreakpointKind.SOFTWARE, false);
    view.plantFailed(AT_A);
    assertThat(view.insert(AT_A, BreakpointKind.SOFTWARE, false)).containsExactly(new Plant(AT_A));
  }

  @Test
  void keepsAWatchpointHitOnlyWhileTheWatchpointIsSet() {
    ClientView.Watch watch = new ClientView.Watch(P1, WatchKind.WRITE, 0x500, 8);
    ThreadStop first = new ThreadStop(T1, A, new StopCause.Watchpoint(WatchKind.WRITE, 0x504));
    ThreadStop second = new ThreadStop(T2, A, new StopCause.Watchpoint(WatchKind.WRITE, 0x507));
    view.watched(watch);
    view.resume(all(CONTINUE), NONE);
    view.stopped(hits(first, second), NONE);
    assertThat(view.stopped(answer(P1, halted(T3)), NONE)).containsExactly(report(first));
    view.unwatched(watch);
    assertThat(view.resume(all(CONTINUE), NONE)).hasAtLeastOneElementOfType(Run.class);
  }

  @Test
  void reportsThreadsThatWereDispatchedHalted() {
    view.resume(all(CONTINUE), NONE);
    assertThat(view.stopped(hits(halted(T2)), NONE)).containsExactly(new Halt(P1));
    assertThat(view.stopped(answer(P1), NONE))
        .containsExactly(new Report(new StopReport.Halted(T2)));
  }

  @Test
  void refusesToResumeWhatRuns() {
    view.resume(all(CONTINUE), NONE);
    assertThatThrownBy(() -> view.resume(all(CONTINUE), NONE))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void listsAThreadFromItsFirstStopToItsEnd() {
    assertThat(view.threadList()).containsExactly(T1, T2, T3);
    continueTo(A);
    view.stopped(hits(hit(T2)), NONE);
    view.stopped(answer(P1, halted(T3)), NONE);
    assertThat(view.threadList()).containsExactly(T2, T3);
  }

  @Test
  void listsOnlyThreadsWithSomethingToTellAmongVeryMany() {
    Map<ThreadId, ThreadStop> many = new HashMap<>();
    for (int slot = 0; slot <= ThreadRoster.BYSTANDER_LIMIT; slot++) {
      ThreadId thread = new ThreadId(P1, slot);
      many.put(thread, halted(thread));
    }
    continueTo(A);
    view.stopped(hits(hit(T3)), NONE);
    many.put(T2, hit(T2));
    many.remove(T3);
    view.stopped(new Stops(P1, List.copyOf(many.values()), true), NONE);
    assertThat(view.threadList()).contains(T2, T3).hasSizeLessThanOrEqualTo(3);
  }

  @Test
  void listsEverySlotIfWanted() {
    AllStopView all = new AllStopView(new TargetPicture(ThreadListPolicy.ALL, 8));
    all.attach(P1, List.of());
    all.stopped(answer(P1, halted(T2)), NONE);
    assertThat(all.threadList()).hasSize(8);
  }

  private void continueTo(long address) {
    view.insert(new Location(P1, address), BreakpointKind.SOFTWARE, false);
    view.resume(all(CONTINUE), NONE);
  }

  private void attachSecond() {
    view.attach(P2, List.of());
    view.stopped(answer(P2, halted(U1)), NONE);
  }

  private static ThreadStop hit(ThreadId thread) {
    return new ThreadStop(thread, A, new StopCause.Breakpoint());
  }

  private static ThreadStop stepped(ThreadId thread) {
    return new ThreadStop(thread, A + 4, new StopCause.StepDone());
  }

  private static ThreadStop halted(ThreadId thread) {
    return new ThreadStop(thread, A - 4, new StopCause.Interrupted());
  }

  private static Stops hits(ThreadStop... stops) {
    return new Stops(stops[0].thread().space(), List.of(stops), false);
  }

  private static Stops answer(AddressSpaceId space, ThreadStop... stops) {
    return new Stops(space, List.of(stops), true);
  }

  private static Report report(ThreadStop stop) {
    return new Report(new StopReport.Hit(stop));
  }

  private static ThreadScope everything() {
    return new ThreadScope.Everything();
  }

  private static ThreadScope single(ThreadId thread) {
    return new ThreadScope.Single(thread);
  }

  private static ResumePlan all(Resume how) {
    return plan(everything(), how);
  }

  private static ResumePlan single(ThreadId thread, Resume how) {
    return plan(single(thread), how);
  }

  private static ResumePlan plan(Object... scopesAndActions) {
    List<ResumePlan.Action> actions = new ArrayList<>();
    for (int i = 0; i < scopesAndActions.length; i += 2) {
      actions.add(
          new ResumePlan.Action(
              (ThreadScope) scopesAndActions[i], (Resume) scopesAndActions[i + 1]));
    }
    return new ResumePlan(actions);
  }
}
