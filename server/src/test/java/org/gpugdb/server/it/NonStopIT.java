package org.gpugdb.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** gdb in non-stop mode: what happens to one thread, and that nothing happens to the others. */
class NonStopIT {
  private static final String IMAGE = "crowd-gcc.elf";

  /** Does a command with one thread, which must be seen to move while nobody is stopped for it. */
  private static String alone(Crowd crowd, int thread, String command, boolean untouched) {
    Crowd.Stats before = crowd.stats();
    long executed = crowd.executed(thread);
    String output = crowd.gdb.command(command);
    Map<Integer, Long> after = crowd.executed();
    assertThat(crowd.executed(thread)).as(command).isGreaterThan(executed);
    crowd.awaitOthersAdvance(after, thread);
    assertThat(crowd.stats().halts()).as("halts for %s", command).isEqualTo(before.halts());
    if (untouched) {
      assertThat(crowd.stats().silentStops()).as(command).isEqualTo(before.silentStops());
    }
    assertThat(crowd.stopped()).as("threads stopped after %s", command).isEqualTo(1);
    assertThat(Pattern.compile("Thread (?!" + thread + " )\\d+ ").matcher(output).find())
        .as("another thread in the output of %s: %s", command, output)
        .isFalse();
    return output;
  }

  @ParameterizedTest
  @ValueSource(strings = {"crowd-gcc.elf", "crowd-clang.elf"})
  void movesOneThreadAmongManyThatRun(String image) {
    try (Crowd crowd = Crowd.running(image, 64)) {
      crowd.interrupt(2);
      crowd.gdb.command("tbreak advance if $mhartid == 1");
      assertThat(crowd.gdb.command("continue")).contains("advance (id=1");
      assertThat(alone(crowd, 2, "next", true)).contains("count(id);");
      assertThat(alone(crowd, 2, "step", false)).contains("count (id=1)");
      assertThat(alone(crowd, 2, "next", true)).contains("return calls[id]");
      assertThat(alone(crowd, 2, "finish", false)).contains("Value returned is");
      assertThat(alone(crowd, 2, "next", true)).containsPattern("3\\d\\t");
      assertThat(alone(crowd, 2, "stepi", true)).containsPattern("3\\d\\t");
      assertThat(crowd.gdb.command("bt")).contains("#0").contains("work (id=1)").contains("main");
      crowd.gdb.command("continue &");
      Map<Integer, Long> before = crowd.executed();
      crowd.awaitOthersAdvance(before);
      crowd.end();
    }
  }

  @Test
  void getsAThreadOffABreakpointWithoutStoppingTheOthers() {
    try (Crowd crowd = Crowd.running(IMAGE, 64)) {
      crowd.gdb.command("break crowd.c:45");
      crowd.gdb.command("set var leave[0] = 1");
      crowd.gdb.awaitMatch("Thread 1 .*hit Breakpoint 1, last \\(\\)");
      crowd.gdb.command("thread 1");
      long looks = crowd.value("looks");
      assertThat(alone(crowd, 1, "stepi", true)).contains("looks++");
      assertThat(alone(crowd, 1, "continue", true)).contains("hit Breakpoint 1");
      assertThat(crowd.value("looks")).isEqualTo(looks + 1);
      assertThat(alone(crowd, 1, "next", true)).contains("missing = threads - finished");
      assertThat(alone(crowd, 1, "next", true)).contains("while (missing > 0)");
      assertThat(alone(crowd, 1, "continue", true)).contains("hit Breakpoint 1");
      assertThat(crowd.value("looks")).as("each pass is a hit").isEqualTo(looks + 2);
      crowd.end();
    }
  }

  /** One thread more than there are keeps the first one from ending the program. */
  private static void awaitEveryThreadsEnd(Crowd crowd) {
    crowd.gdb.command("set var threads = " + (crowd.threads + 1));
    crowd.gdb.command("set var stop = 1");
    crowd.await(
        "every thread has left its loop",
        () -> {
          crowd.gdb.command("continue -a &");
          return crowd.value("finished") == crowd.threads;
        });
  }

  @Test
  void noThreadPassesAConditionalBreakpointUncounted() {
    try (Crowd crowd = Crowd.halted(IMAGE, 64)) {
      crowd.gdb.command("break count if $mhartid == 5");
      crowd.gdb.command("continue -a &");
      crowd.gdb.awaitMatch("Thread 6 .*hit Breakpoint 1, count \\(id=5\\)");
      crowd.gdb.command("thread 6");
      for (int hit = 1; hit <= 5; hit++) {
        assertThat(crowd.value("calls[5]")).isEqualTo(hit - 1);
        assertThat(crowd.gdb.command("continue")).contains("hit Breakpoint 1, count (id=5)");
      }
      assertThat(crowd.gdb.command("next")).contains("return calls[id]");
      awaitEveryThreadsEnd(crowd);
      List<Long> calls = crowd.array("calls");
      Crowd.Stats stats = crowd.stats();
      assertThat(stats.trueHits()).isEqualTo(calls.get(5));
      assertThat(stats.falseHits()).isEqualTo(Crowd.sum(calls) - calls.get(5));
      crowd.end();
    }
  }

  @Test
  void goesOnWithSeveralThreadsThatSitAtABreakpoint() {
    try (Crowd crowd = Crowd.halted(IMAGE, 32)) {
      crowd.gdb.command("break count if $mhartid < 4");
      crowd.gdb.command("continue -a &");
      for (int round = 0; round < 3; round++) {
        crowd.await("four threads are stopped", () -> crowd.stopped() == 4);
        assertThat(crowd.array("calls").subList(0, 4)).containsOnly((long) round);
        Map<Integer, Long> executed = crowd.executed();
        crowd.awaitOthersAdvance(executed, 1, 2, 3, 4);
        crowd.gdb.command("continue -a &");
      }
      awaitEveryThreadsEnd(crowd);
      assertThat(crowd.stats().trueHits()).isEqualTo(Crowd.sum(crowd.array("calls").subList(0, 4)));
      crowd.end();
    }
  }

  @Test
  void showsOneOfTheManyThatHitABreakpointAndTheOthersAsTheUserGoesOn() {
    try (Crowd crowd = Crowd.halted(IMAGE, 256)) {
      crowd.gdb.command("break count");
      crowd.gdb.command("continue -a &");
      Matcher first = crowd.gdb.awaitMatch("Thread (\\d+) .*hit Breakpoint 1, count");
      crowd.await("all have met it", () -> crowd.believed("waits to be reported") == 255);
      assertThat(crowd.stopped()).isEqualTo(1);
      assertThat(Crowd.sum(crowd.array("calls"))).isZero();
      Set<String> shown = new HashSet<>(Set.of(first.group(1)));
      String current = first.group(1);
      for (long passed = 1; passed <= 6; passed++) {
        crowd.gdb.command("thread " + current);
        crowd.gdb.command("continue &");
        current = crowd.gdb.awaitMatch("Thread (\\d+) .*hit Breakpoint 1, count").group(1);
        assertThat(shown.add(current)).as("thread %s is new", current).isTrue();
        crowd.await("the others wait", () -> crowd.believed("waits to be reported") == 255);
        assertThat(Crowd.sum(crowd.array("calls"))).isEqualTo(passed);
      }
      crowd.gdb.command("delete");
      crowd.await("nobody waits", () -> crowd.believed("waits to be reported") == 0);
      crowd.await(
          "the others run", () -> crowd.array("calls").stream().filter(n -> n > 1).count() == 255);
      crowd.end();
    }
  }

  @Test
  void aTemporaryBreakpointStopsOneThread() {
    try (Crowd crowd = Crowd.halted(IMAGE, 256)) {
      crowd.gdb.command("tbreak count");
      crowd.gdb.command("continue -a &");
      crowd.gdb.awaitMatch("Thread (\\d+) .*hit Temporary breakpoint 1, count");
      crowd.await("255 run", () -> crowd.array("calls").stream().filter(n -> n > 0).count() == 255);
      assertThat(crowd.stopped()).isEqualTo(1);
      crowd.end();
    }
  }

  @Test
  void stepsTwoThreadsWhileAThirdRunsToItsEnd() {
    try (Crowd crowd = Crowd.running(IMAGE, 16)) {
      crowd.interrupt(2);
      crowd.interrupt(3);
      crowd.gdb.command("set var leave[3] = 1");
      for (int i = 0; i < 4; i++) {
        for (int thread = 2; thread <= 3; thread++) {
          crowd.gdb.command("thread " + thread);
          long executed = crowd.executed(thread);
          long other = crowd.executed(5 - thread);
          assertThat(crowd.gdb.command("stepi")).containsPattern("\\d\\t");
          assertThat(crowd.executed(thread)).isEqualTo(executed + 1);
          assertThat(crowd.executed(5 - thread)).isEqualTo(other);
        }
      }
      crowd.await("the third has ended", () -> !crowd.executed().containsKey(4));
      crowd.await("gdb knows", () -> !crowd.gdb.command("info threads").contains("Thread 1.4 "));
      assertThat(crowd.stopped()).isEqualTo(2);
      crowd.end();
    }
  }

  @Test
  void interruptsOneThreadAllThreadsAndTheForeground() {
    try (Crowd crowd = Crowd.running(IMAGE, 64)) {
      Crowd.Stats before = crowd.stats();
      crowd.interrupt(7);
      assertThat(crowd.stats().halts()).isEqualTo(before.halts() + 1);
      assertThat(crowd.stopped()).isEqualTo(1);
      crowd.awaitOthersAdvance(crowd.executed(), 7);
      crowd.gdb.begin("continue");
      crowd.gdb.awaitText("Continuing.");
      crowd.gdb.interrupt();
      assertThat(crowd.gdb.finish()).contains("Thread 7 ").contains("signal SIGINT");
      assertThat(crowd.stopped()).isEqualTo(1);
      crowd.gdb.command("interrupt -a");
      crowd.await("all threads are stopped", () -> crowd.stopped() == 64);
      assertThat(crowd.stats().halts()).isEqualTo(before.halts() + 3);
      Map<Integer, Long> executed = crowd.executed();
      assertThat(crowd.executed()).isEqualTo(executed);
      crowd.gdb.command("continue -a &");
      crowd.awaitOthersAdvance(executed);
      crowd.end();
    }
  }

  @Test
  void connectsToWhatRunsAndComesBackInEitherMode() {
    try (Crowd crowd = Crowd.unconnected(IMAGE, 16)) {
      crowd.connect();
      // GDB halts one thread for a moment when it connects.
      crowd.await(
          "the representative runs",
          () -> crowd.gdb.command("info threads").contains("running) (running)"));
      crowd.awaitOthersAdvance(crowd.executed());
      crowd.interrupt(1);
      crowd.gdb.command("detach");
      crowd.gdb.command("set non-stop off");
      crowd.connect();
      assertThat(crowd.stopped()).isEqualTo(16);
      Map<Integer, Long> executed = crowd.executed();
      assertThat(crowd.executed()).isEqualTo(executed);
      crowd.gdb.command("disconnect");
      crowd.gdb.command("set non-stop on");
      crowd.connect();
      crowd.awaitOthersAdvance(executed);
      crowd.await("no thread is stopped", () -> crowd.stopped() == 0);
      crowd.end();
    }
  }
}
