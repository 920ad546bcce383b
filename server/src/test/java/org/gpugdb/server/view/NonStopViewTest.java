package org.gpugdb.server.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gpugdb.server.view.NonStopFixture.A;
import static org.gpugdb.server.view.NonStopFixture.AT_A;
import static org.gpugdb.server.view.NonStopFixture.AT_B;
import static org.gpugdb.server.view.NonStopFixture.B;
import static org.gpugdb.server.view.NonStopFixture.CONTINUE;
import static org.gpugdb.server.view.NonStopFixture.NONE;
import static org.gpugdb.server.view.NonStopFixture.P1;
import static org.gpugdb.server.view.NonStopFixture.STEP;
import static org.gpugdb.server.view.NonStopFixture.T1;
import static org.gpugdb.server.view.NonStopFixture.T2;
import static org.gpugdb.server.view.NonStopFixture.T3;
import static org.gpugdb.server.view.NonStopFixture.T4;
import static org.gpugdb.server.view.NonStopFixture.halted;
import static org.gpugdb.server.view.NonStopFixture.hit;
import static org.gpugdb.server.view.NonStopFixture.resident;
import static org.gpugdb.server.view.NonStopFixture.residents;
import static org.gpugdb.server.view.NonStopFixture.run;
import static org.gpugdb.server.view.NonStopFixture.stepped;
import static org.gpugdb.server.view.NonStopFixture.suspended;
import static org.gpugdb.server.view.NonStopFixture.told;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.gpugdb.backend.spi.Resume;
import org.gpugdb.backend.spi.StopCause;
import org.gpugdb.backend.spi.TargetEvent.Stops;
import org.gpugdb.backend.spi.ThreadId;
import org.gpugdb.backend.spi.ThreadStop;
import org.gpugdb.server.view.Effect.Halt;
import org.gpugdb.server.view.Effect.Notify;
import org.gpugdb.server.view.Effect.Plant;
import org.gpugdb.server.view.Effect.ReleaseModules;
import org.gpugdb.server.view.Effect.Run;
import org.gpugdb.server.view.Effect.Wake;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Connecting, orders and reports; what GDB does in between is in {@link StepOverTest}. */
class NonStopViewTest {
  private static final ThreadScope ALL = new ThreadScope.Everything();
  private static final ThreadScope SPACE = new ThreadScope.OfSpace(P1);
  private static final Wake LATER = new Wake(NonStopView.Timer.QUIET, NonStopView.QUIET_NANOS);

  @Nested
  class Connecting {
    @Test
    void tellsNothingBeforeTheClientAsks() {
      NonStopFixture client = NonStopFixture.unasked(false);
      assertThat(client.view.attach(P1, List.of(halted(T1)))).isEmpty();
      assertThat(client.view.outstanding()).isEmpty();
    }

    @Test
    void tellsOfEveryStoppedThreadWhenAsked() {
      NonStopFixture client = NonStopFixture.unasked(false);
      client.view.attach(P1, List.of(halted(T2), halted(T1)));
      client.view.restart();
      assertThat(client.drain())
          .containsExactly(new StopReport.Suspended(T1), new StopReport.Suspended(T2));
    }

    @Test
    void tellsGdbOfOneAndOfTheOthersOnceItHasReadTheTraceStatusAgain() {
      NonStopFixture gdb = NonStopFixture.unasked(true);
      gdb.view.attach(P1, List.of(halted(T1), halted(T2), halted(T3)));
      assertThat(gdb.view.traceStatusRead()).isEmpty();
      gdb.view.restart();
      assertThat(gdb.drain()).containsExactly(new StopReport.Suspended(T1));
      assertThat(gdb.view.traceStatusRead()).containsExactly(suspended(T2));
      assertThat(gdb.drain())
          .containsExactly(new StopReport.Suspended(T2), new StopReport.Suspended(T3));
    }

    @Test
    void tellsGdbTheOthersAtTheLatestWhenItResumesOne() {
      NonStopFixture gdb = NonStopFixture.unasked(true);
      gdb.view.attach(P1, List.of(halted(T1), halted(T2)));
      gdb.view.restart();
      gdb.drain();
      assertThat(gdb.go(T1)).contains(suspended(T2));
    }

    @Test
    void listsStoppedThreadsAndOneMoreFromTheStart() {
      NonStopFixture client = NonStopFixture.unasked(true);
      client.view.attach(P1, List.of(halted(T1), halted(T2)));
      assertThat(client.view.threadList()).containsExactly(T1, T2, T3);
    }

    @Test
    void holdsReportsOfASpaceThatIsBeingAttachedUntilTheListWasRead() {
      NonStopFixture client = NonStopFixture.unasked(false);
      client.view.restart();
      client.view.holdReports();
      assertThat(client.view.attach(P1, List.of(halted(T1)))).isEmpty();
      assertThat(client.view.threadListRead(Map.of())).containsExactly(suspended(T1));
    }

    @Test
    void keepsThreadsStoppedThatAllStopModeHadStopped() {
      NonStopFixture client = NonStopFixture.unasked(false);
      client.target.spaces.add(P1);
      client.target.stopped.put(T1, halted(T1));
      NonStopView view = new NonStopView(client.target, false);
      assertThat(view.takesForStopped(T1)).isTrue();
      view.restart();
      assertThat(view.outstanding()).contains(new StopReport.Suspended(T1));
    }

    @Test
    void resumesEverythingWhenTheClientLeaves() {
      NonStopFixture client = NonStopFixture.stoppedAtA();
      client.happen(hit(T2, A));
      assertThat(client.view.detach(P1))
          .containsExactly(new Run(Map.of(T1, CONTINUE, T2, CONTINUE)), new ReleaseModules(P1));
    }
  }

  @Nested
  class Reporting {
    @Test
    void keepsOneReportOutstanding() {
      NonStopFixture client = NonStopFixture.running();
      client.insert(AT_A);
      client.insert(AT_B);
      assertThat(client.happen(hit(T1, A))).containsExactly(told(hit(T1, A)));
      assertThat(client.happen(hit(T2, B))).isEmpty();
      assertThat(client.drain())
          .containsExactly(new StopReport.Hit(hit(T1, A)), new StopReport.Hit(hit(T2, B)));
    }

    @Test
    void beginsAgainWhenAskedAgain() {
      NonStopFixture client = NonStopFixture.running();
      client.insert(AT_A);
      client.insert(AT_B);
      client.happen(hit(T1, A));
      client.happen(hit(T2, B));
      client.view.acknowledge();
      client.view.restart();
      assertThat(client.drain())
          .containsExactly(new StopReport.Hit(hit(T1, A)), new StopReport.Hit(hit(T2, B)));
    }

    @Test
    void letsFalseHitsGoOnAsTheyWere() {
      NonStopFixture client = NonStopFixture.stoppedAtA();
      Resume range = new Resume.RangeStep(A, A + 0x40);
      client.order(T1, range);
      assertThat(
              client.view.stopped(
                  new Stops(P1, List.of(hit(T1, A), hit(T2, A)), false), Set.of(T1, T2)))
          .containsExactly(new Run(Map.of(T1, range, T2, CONTINUE)));
    }

    @Test
    void letsGoOnWhoHasMetABreakpointThatIsOut() {
      NonStopFixture client = NonStopFixture.stoppedAtA();
      client.remove(AT_A);
      assertThat(client.happen(hit(T2, A))).containsExactly(run(T2, CONTINUE));
    }

    @Test
    void showsOneOfManyHitsAndTheNextWhenTheClientGoesOn() {
      NonStopFixture client = NonStopFixture.stoppedAtA();
      assertThat(client.happen(hit(T2, A), hit(T3, A))).isEmpty();
      assertThat(client.step(T1)).containsExactly(run(T1, STEP));
      client.happen(stepped(T1, A + 4));
      client.drain();
      assertThat(client.go(T1)).contains(run(T1, CONTINUE), LATER);
      assertThat(client.quiet()).containsExactly(told(hit(T2, A)));
      client.drain();
      assertThat(client.go(T2)).contains(run(T2, CONTINUE), LATER);
      assertThat(client.quiet()).containsExactly(told(hit(T3, A)));
    }

    @Test
    void waitsUntilTheClientIsSilent() {
      NonStopFixture client = NonStopFixture.stoppedAtA();
      client.happen(hit(T2, A));
      client.go(T1);
      assertThat(client.view.tick(NonStopView.Timer.QUIET, 1)).containsExactly(LATER);
      assertThat(client.quiet()).containsExactly(told(hit(T2, A)));
    }

    @Test
    void letsThoseWhoComeAgainWaitBehindTheOthers() {
      NonStopFixture client = NonStopFixture.stoppedAtA();
      client.happen(hit(T2, A));
      client.go(T1);
      assertThat(client.happen(hit(T1, A))).isEmpty();
      assertThat(client.quiet()).containsExactly(told(hit(T2, A)));
    }

    @Test
    void showsHitsAtAnotherBreakpointAtOnce() {
      NonStopFixture client = NonStopFixture.stoppedAtA();
      client.insert(AT_B);
      assertThat(client.happen(hit(T2, B))).containsExactly(told(hit(T2, B)));
    }

    @Test
    void showsEveryHitOfAConditionalBreakpoint() {
      NonStopFixture client = NonStopFixture.running();
      client.view.insert(AT_A, BreakpointKind.SOFTWARE, true);
      client.happen(hit(T1, A), hit(T2, A), hit(T3, A));
      assertThat(client.drain()).hasSize(3);
    }

    @Test
    void releasesHitsThatWaitWhenTheirBreakpointIsDeleted() {
      NonStopFixture client = NonStopFixture.stoppedAtA();
      client.happen(hit(T2, A), hit(T3, A));
      assertThat(client.remove(AT_A))
          .containsExactly(new Effect.Unplant(AT_A), new Run(Map.of(T2, CONTINUE, T3, CONTINUE)));
    }

    @Test
    void releasesHitsThatWaitWhenTheConditionBecomesFalse() {
      NonStopFixture client = NonStopFixture.stoppedAtA();
      client.happen(hit(T2, A), hit(T3, A));
      assertThat(client.view.unreported()).containsExactly(T2, T3);
      assertThat(client.view.dismiss(Set.of(T2))).containsExactly(run(T2, CONTINUE));
      assertThat(client.view.unreported()).containsExactly(T3);
    }

    @Test
    void endsSteppingAtTheEndOfAThread() {
      NonStopFixture client = NonStopFixture.stoppedAtA();
      client.order(T1, new Resume.RangeStep(A, A + 8));
      assertThat(client.happen(stepped(T1, A + 4)))
          .containsExactly(new Notify(new StopReport.Interrupted(T1)));
    }

    @Test
    void tellsOfTheEndOfASpaceAndDropsWhatWasToBeTold() {
      NonStopFixture client = NonStopFixture.running();
      client.insert(AT_A);
      client.insert(AT_B);
      client.happen(hit(T1, A));
      client.happen(hit(T2, B));
      client.view.exited(P1, 3);
      assertThat(client.drain())
          .containsExactly(new StopReport.Hit(hit(T1, A)), new StopReport.Exited(P1, 3));
      assertThat(client.view.threadList()).isEmpty();
    }
  }

  @Nested
  class Orders {
    @Test
    void resumesTheNamedThreadAlone() {
      NonStopFixture client = NonStopFixture.stoppedAtA();
      client.insert(AT_B);
      client.happen(hit(T2, B));
      client.drain();
      assertThat(client.step(T1)).containsExactly(run(T1, STEP));
      assertThat(client.happen(stepped(T1, A + 4))).containsExactly(told(stepped(T1, A + 4)));
      assertThat(client.view.takesForStopped(T2)).isTrue();
    }

    @Test
    void obeysTheLeftmostOrder() {
      NonStopFixture client = NonStopFixture.stoppedAtA();
      client.insert(AT_B);
      client.happen(hit(T2, B));
      client.drain();
      assertThat(client.order(T1, STEP, SPACE, CONTINUE))
          .contains(new Run(Map.of(T1, STEP, T2, CONTINUE)));
    }

    @Test
    void takesAThreadForRunningUntilItsStopIsAcknowledged() {
      NonStopFixture client = NonStopFixture.running();
      client.insert(AT_A);
      client.happen(hit(T1, A));
      assertThat(client.order(ALL, CONTINUE)).containsExactly(new ReleaseModules(P1));
      assertThat(client.drain()).containsExactly(new StopReport.Hit(hit(T1, A)));
      assertThat(client.order(ALL, CONTINUE)).contains(run(T1, CONTINUE));
    }

    @Test
    void ignoresStoppingWhatIsStopped() {
      NonStopFixture client = NonStopFixture.stoppedAtA();
      assertThat(client.stop(T1)).isEmpty();
    }

    @Test
    void stopsOneThreadAndSaysSoWithoutASignal() {
      NonStopFixture client = NonStopFixture.running();
      assertThat(client.stop(T2)).containsExactly(new Halt(P1, Set.of(T2)));
      assertThat(client.answer(halted(T2))).containsExactly(suspended(T2));
    }

    @Test
    void saysOfAnIdleThreadThatItIsStopped() {
      NonStopFixture client = NonStopFixture.running();
      client.stop(T1);
      assertThat(client.answer()).containsExactly(suspended(T1));
      client.drain();
      assertThat(client.go(T1)).containsExactly(new ReleaseModules(P1));
    }

    @Test
    void answersAStopWithWhatTheThreadHasMetMeanwhile() {
      NonStopFixture client = NonStopFixture.stoppedAtA();
      client.insert(AT_B);
      client.stop(T2);
      assertThat(client.happen(hit(T2, A))).containsExactly(told(hit(T2, A)));
      client.drain();
      assertThat(client.answer()).isEmpty();
    }

    @Test
    void answersAStopThoughTheThreadHasMetAFalseBreakpoint() {
      NonStopFixture client = NonStopFixture.stoppedAtA();
      client.insert(AT_B);
      client.stop(T2);
      assertThat(client.view.stopped(new Stops(P1, List.of(hit(T2, A)), false), Set.of(T2)))
          .isEmpty();
      assertThat(client.answer()).containsExactly(suspended(T2));
    }

    @Test
    void asksForOneThingAtATime() {
      NonStopFixture client = NonStopFixture.running();
      client.stop(T2);
      assertThat(client.stop(T3)).isEmpty();
      assertThat(client.answer(halted(T2)))
          .containsExactly(new Halt(P1, Set.of(T3)), suspended(T2));
      client.drain();
      assertThat(client.answer(halted(T3))).containsExactly(suspended(T3));
    }

    @Test
    void stopsEverythingAndShowsIt() {
      NonStopFixture client = NonStopFixture.stoppedAtA();
      assertThat(client.order(ALL, "stop")).containsExactly(new Halt(P1));
      client.answer(halted(T3), halted(T4));
      assertThat(client.drain())
          .containsExactly(
              new StopReport.Suspended(T2), // the one that is shown as running, and was idle
              new StopReport.Suspended(T3),
              new StopReport.Suspended(T4));
      assertThat(client.view.threadList()).containsExactly(T1, T2, T3, T4);
    }

    @Test
    void sparesWhoIsToGoOnWhenEverythingStops() {
      NonStopFixture client = NonStopFixture.stoppedAtA();
      client.go(T1);
      client.order(T1, CONTINUE, ALL, "stop");
      assertThat(client.answer(halted(T1), halted(T2)))
          .containsExactly(run(T1, CONTINUE), suspended(T2));
    }

    @Test
    void resumesWithAllThreadsThoseWhoWereTooManyToShow() {
      NonStopFixture client = NonStopFixture.running();
      List<ThreadStop> many = new ArrayList<>();
      for (int slot = 0; slot <= ThreadRoster.BYSTANDER_LIMIT; slot++) {
        many.add(halted(new ThreadId(P1, slot)));
      }
      client.order(ALL, "stop");
      client.answer(many.toArray(new ThreadStop[0]));
      assertThat(client.drain()).containsExactly(new StopReport.Suspended(T1));
      assertThat(client.go(T1)).contains(run(T1, CONTINUE));
      assertThat(client.order(ALL, CONTINUE))
          .anyMatch(effect -> effect instanceof Run all && all.how().size() == many.size() - 1);
    }

    @Test
    void reportsAtOnceAStepOfAThreadThatHasNothingToExecute() {
      NonStopFixture client = NonStopFixture.running();
      client.stop(T1);
      client.answer();
      client.drain();
      assertThat(client.step(T1)).containsExactly(new Halt(P1, Set.of(T1)));
      assertThat(client.answer()).containsExactly(new Notify(new StopReport.Halted(T1)));
    }

    @Test
    void interruptsTheThreadThatWasLookedAtLast() {
      NonStopFixture client = NonStopFixture.stoppedAtA();
      client.go(T1);
      assertThat(client.view.interrupt()).containsExactly(new Halt(P1, Set.of(T1)));
      assertThat(client.answer(halted(T1)))
          .containsExactly(new Notify(new StopReport.Interrupted(T1)));
    }

    @Test
    void interruptsTheThreadThatTheClientWentOnWithLast() {
      NonStopFixture client = NonStopFixture.stoppedAtA();
      client.stop(T2);
      client.stop(T3);
      client.answer(halted(T2));
      client.answer(halted(T3));
      client.drain();
      client.go(T1);
      client.go(T3);
      assertThat(client.view.interrupt()).containsExactly(new Halt(P1, Set.of(T3)));
    }

    @Test
    void interruptsAnIdleTargetToo() {
      NonStopFixture client = NonStopFixture.running();
      client.view.interrupt();
      assertThat(client.answer()).containsExactly(new Notify(new StopReport.Interrupted(T1)));
    }

    @Test
    void answersAlsoWhenTheDeviceDoesNot() {
      NonStopFixture client = NonStopFixture.running();
      client.stop(T2);
      assertThat(client.view.haltTimedOut(P1)).containsExactly(suspended(T2));
    }
  }

  @Nested
  class Modules {
    @Test
    void reportsAChangeByOneThreadWhileAllRun() {
      NonStopFixture client = NonStopFixture.running();
      assertThat(client.view.librariesChanged(P1))
          .containsExactly(new Notify(new StopReport.LibrariesChanged(T1)));
      client.drain();
      assertThat(client.go(T1)).containsExactly(new ReleaseModules(P1));
    }

    @Test
    void releasesModulesOnlyWhenTheClientHasReadTheList() {
      NonStopFixture client = NonStopFixture.stoppedAtA();
      client.view.librariesChanged(P1);
      client.drain();
      assertThat(client.go(T1)).containsExactly(run(T1, CONTINUE));
      assertThat(client.view.librariesChanged(P1)).isEmpty();
      assertThat(client.go(T2)).containsExactly(new Notify(new StopReport.LibrariesChanged(T1)));
      client.drain();
      assertThat(client.go(T1)).containsExactly(new ReleaseModules(P1));
    }

    @Test
    void leavesModulesOutOfWhatIsStoppedAtConnect() {
      NonStopFixture client = NonStopFixture.unasked(true);
      client.view.attach(P1, List.of());
      client.view.librariesChanged(P1);
      client.view.restart();
      assertThat(client.view.outstanding()).isEmpty();
      assertThat(client.order(ALL, CONTINUE)).containsExactly(new ReleaseModules(P1));
    }
  }

  @Nested
  class Listing {
    @Test
    void alwaysShowsOneThreadThatHasNothingToTell() {
      NonStopFixture client = NonStopFixture.running();
      assertThat(client.view.threadList()).containsExactly(T1);
      client.insert(AT_A);
      client.happen(hit(T3, A));
      client.drain();
      assertThat(client.view.threadList()).containsExactly(T1, T3);
    }

    @Test
    void choosesAnotherOneWhenItHasSomethingToTell() {
      NonStopFixture client = NonStopFixture.stoppedAtA();
      assertThat(client.view.threadList()).containsExactly(T1, T2);
    }

    @Test
    void keepsItWhenTheClientStopsIt() {
      NonStopFixture client = NonStopFixture.running();
      client.stop(T1);
      client.answer(halted(T1));
      client.drain();
      assertThat(client.view.threadList()).containsExactly(T1);
    }

    @Test
    void keepsAThreadFromItsFirstStopToItsEnd() {
      NonStopFixture client = NonStopFixture.stoppedAtA();
      client.view.threadListRead(residents(resident(T1, 7, 100), resident(T4, 7, 100)));
      client.go(T1);
      client.view.threadListRead(residents(resident(T1, 7, 200)));
      assertThat(client.view.threadList()).containsExactly(T1, T2);
      client.view.threadListRead(residents(resident(T1, 8, 10)));
      assertThat(client.view.threadList()).containsExactly(T2);
    }

    @Test
    void tellsAWorkItemFromTheNextOneInTheSamePlaceByItsAge() {
      NonStopFixture client = NonStopFixture.stoppedAtA();
      client.view.threadListRead(residents(resident(T1, 7, 100)));
      client.go(T1);
      client.view.threadListRead(residents(resident(T1, 7, 50)));
      assertThat(client.view.threadList()).containsExactly(T2);
    }

    @Test
    void keepsThreadsWhereTheDeviceCannotTell() {
      NonStopFixture client = NonStopFixture.stoppedAtA();
      client.go(T1);
      client.view.threadListRead(Map.of());
      assertThat(client.view.threadList()).containsExactly(T1, T2);
    }
  }

  @Nested
  class Breakpoints {
    @Test
    void arePlantedAndTakenOutAtOnce() {
      NonStopFixture client = NonStopFixture.running();
      assertThat(client.insert(AT_A)).containsExactly(new Plant(AT_A));
      assertThat(client.remove(AT_A)).containsExactly(new Effect.Unplant(AT_A));
    }

    @Test
    void thatCannotBePlantedAreForgotten() {
      NonStopFixture client = NonStopFixture.running();
      client.insert(AT_A);
      client.view.plantFailed(AT_A);
      assertThat(client.insert(AT_A)).containsExactly(new Plant(AT_A));
    }

    @Test
    void ofDataStopAndShowTheThread() {
      NonStopFixture client = NonStopFixture.running();
      var watch = new ClientView.Watch(P1, org.gpugdb.backend.spi.WatchKind.WRITE, 0x9000, 4);
      ThreadStop stop =
          new ThreadStop(
              T1, A, new StopCause.Watchpoint(org.gpugdb.backend.spi.WatchKind.WRITE, 0x9000));
      assertThat(client.happen(stop)).containsExactly(run(T1, CONTINUE));
      client.view.watched(watch);
      assertThat(client.happen(stop)).containsExactly(told(stop));
      assertThat(client.view.focus()).isEqualTo(Optional.of(T1));
      assertThat(client.view.stopped(new Stops(P1, List.of(), false), NONE)).isEmpty();
    }
  }
}
