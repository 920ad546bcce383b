package org.gpugdb.server.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gpugdb.server.view.NonStopFixture.A;
import static org.gpugdb.server.view.NonStopFixture.AT_A;
import static org.gpugdb.server.view.NonStopFixture.AT_B;
import static org.gpugdb.server.view.NonStopFixture.B;
import static org.gpugdb.server.view.NonStopFixture.CONTINUE;
import static org.gpugdb.server.view.NonStopFixture.P1;
import static org.gpugdb.server.view.NonStopFixture.STEP;
import static org.gpugdb.server.view.NonStopFixture.T1;
import static org.gpugdb.server.view.NonStopFixture.T2;
import static org.gpugdb.server.view.NonStopFixture.T3;
import static org.gpugdb.server.view.NonStopFixture.T4;
import static org.gpugdb.server.view.NonStopFixture.halted;
import static org.gpugdb.server.view.NonStopFixture.hit;
import static org.gpugdb.server.view.NonStopFixture.run;
import static org.gpugdb.server.view.NonStopFixture.stepped;
import static org.gpugdb.server.view.NonStopFixture.suspended;
import static org.gpugdb.server.view.NonStopFixture.told;

import java.util.Map;
import java.util.Set;
import org.gpugdb.backend.spi.Resume;
import org.gpugdb.backend.spi.StopCause;
import org.gpugdb.backend.spi.ThreadStop;
import org.gpugdb.server.view.Effect.Halt;
import org.gpugdb.server.view.Effect.ReleaseModules;
import org.gpugdb.server.view.Effect.Run;
import org.gpugdb.server.view.Effect.Unplant;
import org.gpugdb.server.view.Effect.Wake;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/**
 * What GDB does to threads that nobody wants to touch: stopping all of them to get one off a
 * breakpoint, and planting breakpoints of its own where everybody runs.
 */
class StepOverTest {
  private static final ThreadScope ALL = new ThreadScope.Everything();
  private static final Location AT_RETURN = new Location(P1, 0x3000);
  private static final long RETURN = 0x3000;

  @Nested
  class StoppingTheOthers {
    @Test
    void leavesThemRunning() {
      NonStopFixture gdb = NonStopFixture.stoppedAtA();
      assertThat(gdb.stop(T2)).containsExactly(suspended(T2));
      gdb.drain();
      assertThat(gdb.view.takesForStopped(T2)).isTrue();
      assertThat(gdb.view.stoppedThreads()).containsOnlyKeys(T1);
      assertThat(gdb.go(T2)).doesNotHaveAnyElementsOfTypes(Run.class, Halt.class);
    }

    @Test
    void leavesAllOfThemRunningWhenThereAreMany() {
      NonStopFixture gdb = NonStopFixture.stoppedAtA();
      gdb.view.list(T3);
      gdb.view.list(T4);
      gdb.readList();
      assertThat(gdb.stop(T2)).containsExactly(suspended(T2));
      assertThat(gdb.stop(T3)).isEmpty();
      assertThat(gdb.stop(T4)).isEmpty();
      assertThat(gdb.drain()).hasSize(3);
    }

    @Test
    void haltsAThreadThatTheClientLooksAt() {
      NonStopFixture gdb = NonStopFixture.stoppedAtA();
      gdb.stop(T2);
      gdb.drain();
      assertThat(gdb.view.mustHalt(T2)).isTrue();
      assertThat(gdb.view.access(T2)).containsExactly(new Halt(P1, Set.of(T2)));
      assertThat(gdb.answer(halted(T2))).isEmpty();
      assertThat(gdb.view.mustHalt(T2)).isFalse();
      assertThat(gdb.go(T2)).contains(run(T2, CONTINUE));
    }

    @Test
    void haltsInTruthWhenNobodySitsAtABreakpoint() {
      NonStopFixture gdb = NonStopFixture.running();
      gdb.readList();
      assertThat(gdb.stop(T1)).containsExactly(new Halt(P1, Set.of(T1)));
    }

    @Test
    void haltsInTruthWhenTheListWasNotReadJustBefore() {
      NonStopFixture gdb = NonStopFixture.stoppedAtA();
      gdb.insert(AT_B);
      assertThat(gdb.stop(T2)).containsExactly(new Halt(P1, Set.of(T2)));
    }

    @Test
    void haltsInTruthAThreadThatSteps() {
      NonStopFixture gdb = NonStopFixture.stoppedAtA();
      gdb.insert(AT_B);
      gdb.happen(hit(T2, B));
      gdb.drain();
      gdb.order(T2, new Resume.RangeStep(B, B + 0x100));
      gdb.readList();
      assertThat(gdb.stop(T2)).containsExactly(new Halt(P1, Set.of(T2)));
    }

    @Test
    void haltsInTruthWhenEverythingShallStop() {
      NonStopFixture gdb = NonStopFixture.stoppedAtA();
      assertThat(gdb.order(ALL, "stop")).containsExactly(new Halt(P1));
    }

    @Test
    void stepsAThreadThatWasLeftRunning() {
      NonStopFixture gdb = NonStopFixture.stoppedAtA();
      gdb.stop(T2);
      gdb.drain();
      assertThat(gdb.step(T2)).contains(new Halt(P1, Set.of(T2)));
      assertThat(gdb.answer(halted(T2))).contains(run(T2, STEP));
    }

    @Test
    void keepsWhatTheyMeetUntilTheClientHasResumedThem() {
      NonStopFixture gdb = NonStopFixture.stoppedAtA();
      gdb.insert(AT_B);
      gdb.go(T1);
      gdb.happen(hit(T1, A));
      gdb.drain();
      gdb.readList();
      gdb.stop(T2);
      gdb.drain();
      assertThat(gdb.happen(hit(T2, B))).isEmpty();
      gdb.order(ALL, CONTINUE);
      assertThat(gdb.quiet()).containsExactly(told(hit(T2, B)));
    }
  }

  @Nested
  class Window {
    @Test
    void leavesTheBreakpointInForTheOthers() {
      NonStopFixture gdb = NonStopFixture.stoppedAtA();
      gdb.stop(T2);
      gdb.drain();
      assertThat(gdb.remove(AT_A)).isEmpty();
      assertThat(gdb.step(T1)).containsExactly(run(T1, STEP));
      assertThat(gdb.happen(stepped(T1, A + 4))).containsExactly(told(stepped(T1, A + 4)));
      gdb.drain();
      assertThat(gdb.insert(AT_A)).isEmpty();
    }

    @Test
    void tellsOfThoseWhoMeetItOnlyAfterwards() {
      NonStopFixture gdb = NonStopFixture.stoppedAtA();
      gdb.stop(T2);
      gdb.drain();
      gdb.remove(AT_A);
      assertThat(gdb.happen(hit(T3, A))).isEmpty();
      gdb.step(T1);
      gdb.happen(stepped(T1, A + 4));
      gdb.drain();
      gdb.insert(AT_A);
      assertThat(gdb.quiet()).isEmpty();
      gdb.order(ALL, CONTINUE);
      assertThat(gdb.quiet()).containsExactly(told(hit(T3, A)));
    }

    @Test
    void tellsOfThoseWhoMeetAnotherBreakpointOnlyAfterwards() {
      NonStopFixture gdb = NonStopFixture.stoppedAtA();
      gdb.insert(AT_B);
      gdb.readList();
      gdb.stop(T2);
      gdb.drain();
      gdb.remove(AT_A);
      assertThat(gdb.happen(hit(T3, B))).isEmpty();
      gdb.insert(AT_A);
      gdb.go(T2);
      assertThat(gdb.happen(hit(T4, B))).isEmpty();
      assertThat(gdb.quiet()).containsExactly(told(hit(T3, B)));
    }

    @Test
    void isASeriesOfStepsWhenSeveralThreadsAreThere() {
      NonStopFixture gdb = NonStopFixture.running();
      gdb.view.insert(AT_A, BreakpointKind.SOFTWARE, true);
      gdb.happen(hit(T1, A), hit(T2, A));
      gdb.drain();
      gdb.readList();
      gdb.stop(T3);
      gdb.drain();
      gdb.remove(AT_A);
      assertThat(gdb.step(T1)).containsExactly(run(T1, STEP));
      gdb.happen(stepped(T1, A + 4));
      gdb.drain();
      assertThat(gdb.step(T2)).containsExactly(run(T2, STEP));
      gdb.happen(stepped(T2, A + 4));
      gdb.drain();
      gdb.insert(AT_A);
      assertThat(gdb.order(ALL, CONTINUE)).contains(new Run(Map.of(T1, CONTINUE, T2, CONTINUE)));
    }

    @Test
    void closesWhenSomethingElseIsResumed() {
      NonStopFixture gdb = NonStopFixture.stoppedAtA();
      gdb.stop(T2);
      gdb.drain();
      gdb.remove(AT_A);
      gdb.happen(hit(T3, A));
      assertThat(gdb.order(ALL, CONTINUE))
          .startsWith(new Unplant(AT_A), run(T3, CONTINUE))
          .contains(run(T1, CONTINUE));
    }

    @Test
    void showsNoThreadThatIsNew() {
      NonStopFixture gdb = NonStopFixture.running();
      gdb.insert(AT_A);
      gdb.happen(hit(T2, A));
      gdb.drain();
      gdb.view.access(T2);
      gdb.stop(T1);
      gdb.answer(new ThreadStop(T1, A, new StopCause.Interrupted()));
      gdb.drain();
      gdb.remove(AT_A);
      gdb.step(T1);
      gdb.happen(stepped(T1, A + 4));
      gdb.drain();
      gdb.insert(AT_A);
      gdb.readList();
      assertThat(gdb.view.threadList()).containsExactly(T1, T2);
      gdb.go(T1);
      gdb.quiet();
      assertThat(gdb.view.threadList()).containsExactly(T1, T2, T3);
    }

    @Test
    void isNotOpenedByADeletionWhileThreadsRun() {
      NonStopFixture gdb = NonStopFixture.stoppedAtA();
      assertThat(gdb.remove(AT_A)).containsExactly(new Unplant(AT_A));
    }

    @Test
    void keepsEveryBreakpointInWhileAllListedThreadsAreStopped() {
      NonStopFixture gdb = NonStopFixture.stoppedAtA();
      gdb.insert(AT_B);
      gdb.order(ALL, "stop");
      gdb.answer();
      gdb.drain();
      assertThat(gdb.remove(AT_A)).isEmpty();
      assertThat(gdb.remove(AT_B)).isEmpty();
      assertThat(gdb.happen(hit(T3, B))).as("of a work-group that has just begun").isEmpty();
      gdb.insert(AT_A);
      gdb.insert(AT_B);
      gdb.order(ALL, CONTINUE);
      assertThat(gdb.quiet()).containsExactly(told(hit(T3, B)));
    }

    @Test
    void showsTheNextHitOnlyWhenTheStepIsFollowedByAContinue() {
      NonStopFixture gdb = NonStopFixture.stoppedAtA();
      gdb.happen(hit(T3, A));
      gdb.stepOffA(T2);
      gdb.order(T1, new Resume.RangeStep(A + 4, A + 8), ALL, CONTINUE);
      assertThat(gdb.quiet()).isEmpty();
      gdb.happen(stepped(T1, A + 8));
      gdb.drain();
      gdb.order(ALL, CONTINUE);
      assertThat(gdb.quiet()).containsExactly(told(hit(T3, A)));
    }
  }

  @Nested
  class OwnBreakpoints {
    private NonStopFixture steppedIntoACall() {
      NonStopFixture gdb = NonStopFixture.stoppedAtA();
      gdb.order(T1, new Resume.RangeStep(A, A + 8), ALL, CONTINUE);
      gdb.happen(stepped(T1, 0x5000));
      gdb.drain();
      return gdb;
    }

    @Test
    void areMetByTheSteppedThreadOnly() {
      NonStopFixture gdb = steppedIntoACall();
      gdb.insert(AT_RETURN);
      gdb.order(ALL, CONTINUE);
      assertThat(gdb.happen(hit(T3, RETURN))).containsExactly(run(T3, CONTINUE));
      assertThat(gdb.happen(hit(T1, RETURN))).containsExactly(told(hit(T1, RETURN)));
    }

    @Test
    void areRealOnceTheListHasBeenRead() {
      NonStopFixture gdb = steppedIntoACall();
      gdb.insert(AT_RETURN);
      gdb.order(ALL, CONTINUE);
      gdb.readList();
      assertThat(gdb.happen(hit(T3, RETURN))).containsExactly(told(hit(T3, RETURN)));
    }

    @Test
    void areRealWhenAStopWasShownBefore() {
      NonStopFixture gdb = steppedIntoACall();
      gdb.readList();
      gdb.insert(AT_B);
      assertThat(gdb.happen(hit(T3, B))).containsExactly(told(hit(T3, B)));
    }

    @Test
    void areRealWhenTwoThreadsAreStopped() {
      NonStopFixture gdb = NonStopFixture.running();
      gdb.view.insert(AT_A, BreakpointKind.SOFTWARE, true);
      gdb.happen(hit(T1, A), hit(T2, A));
      gdb.drain();
      gdb.readList();
      gdb.order(T1, new Resume.RangeStep(A, A + 8));
      gdb.happen(stepped(T1, 0x5000));
      gdb.drain();
      gdb.insert(AT_B);
      assertThat(gdb.happen(hit(T3, B))).containsExactly(told(hit(T3, B)));
    }

    @Test
    void areRealWhenTheyHaveConditions() {
      NonStopFixture gdb = steppedIntoACall();
      gdb.view.insert(AT_B, BreakpointKind.SOFTWARE, true);
      assertThat(gdb.happen(hit(T3, B))).containsExactly(told(hit(T3, B)));
    }

    @Test
    void areRealWhenOneWasPlantedThereBefore() {
      NonStopFixture gdb = NonStopFixture.stoppedAtA();
      gdb.insert(AT_B);
      gdb.order(T1, new Resume.RangeStep(A, A + 8), ALL, CONTINUE);
      gdb.happen(stepped(T1, 0x5000));
      gdb.drain();
      gdb.insert(AT_B);
      assertThat(gdb.happen(hit(T3, B))).containsExactly(told(hit(T3, B)));
    }

    @Test
    void areRealAfterAChangeOfModules() {
      NonStopFixture gdb = NonStopFixture.running();
      gdb.view.librariesChanged(P1);
      gdb.drain();
      gdb.insert(AT_B);
      assertThat(gdb.happen(hit(T3, B))).containsExactly(told(hit(T3, B)));
    }

    @Test
    void thatMayBeTheUsersAreMetFirstByTheThreadThatIsContinued() {
      NonStopFixture gdb = NonStopFixture.stoppedAtA();
      gdb.insert(AT_B);
      gdb.order(ALL, CONTINUE);
      assertThat(gdb.happen(hit(T3, B)))
          .containsExactly(new Wake(NonStopView.Timer.RESERVATION, NonStopView.RESERVATION_NANOS));
      assertThat(gdb.happen(hit(T1, B))).containsExactly(told(hit(T1, B)));
      gdb.drain();
      assertThat(gdb.remove(AT_B)).containsExactly(new Unplant(AT_B), run(T3, CONTINUE));
    }

    @Test
    void thatTurnOutToBeTheUsersAreMetByAll() {
      NonStopFixture gdb = NonStopFixture.stoppedAtA();
      gdb.insert(AT_B);
      gdb.order(ALL, CONTINUE);
      gdb.happen(hit(T3, B));
      gdb.happen(hit(T1, B));
      gdb.drain();
      gdb.readList();
      gdb.quiet();
      assertThat(gdb.drain()).containsExactly(new StopReport.Hit(hit(T3, B)));
    }

    @Test
    void doNotWaitForEverForAThreadThatDoesNotCome() {
      NonStopFixture gdb = NonStopFixture.stoppedAtA();
      gdb.insert(AT_B);
      gdb.order(ALL, CONTINUE);
      gdb.happen(hit(T3, B));
      gdb.view.tick(NonStopView.Timer.RESERVATION, 0);
      assertThat(gdb.quiet()).containsExactly(told(hit(T3, B)));
    }
  }

  @Test
  void releasesNoModuleForAStep() {
    NonStopFixture gdb = NonStopFixture.stoppedAtA();
    assertThat(gdb.step(T1)).doesNotContain(new ReleaseModules(P1));
  }
}
