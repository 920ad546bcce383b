package org.gpugdb.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** OpenCL kernels in gdb's non-stop mode. */
class NonStopKernelIT {
  private static ServerProcess serve(String kernel, int workItems, int dispatches) {
    return ServerProcess.start(
        "--kernel",
        kernel,
        "--work-items",
        Integer.toString(workItems),
        "--dispatches",
        Integer.toString(dispatches),
        "--halt",
        "127.0.0.1:0");
  }

  /** Breakpoints come before the connection, for the program runs as soon as there is one. */
  private static Gdb connect(ServerProcess server, String... commands) {
    Gdb gdb = Gdb.start();
    gdb.command("set non-stop on");
    gdb.command("set breakpoint pending on");
    for (String command : commands) {
      gdb.command(command);
    }
    assertThat(gdb.command("target remote :" + server.port())).contains("Remote debugging using");
    return gdb;
  }

  /** The number of the thread that has met the breakpoint, which is made the current one. */
  private static String awaitHit(Gdb gdb) {
    String thread = gdb.awaitMatch("Thread (\\d+) .*hit (Temporary b|B)reakpoint").group(1);
    gdb.command("thread " + thread);
    return thread;
  }

  private static String line(Gdb gdb, String thread) {
    return gdb.command("info threads")
        .lines()
        .filter(line -> line.matches("[* ] +" + thread + " .*"))
        .findFirst()
        .orElseThrow();
  }

  private static void awaitRightResults(ServerProcess server) {
    assertThat(server.awaitStderr("(\\d+) results checked, (\\d+) wrong").group(2)).isEqualTo("0");
  }

  /** Waits until so many lines of what a command prints have a text. */
  private static void awaitLines(Gdb gdb, String command, String text, long count) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(ServerProcess.PATIENCE_SECONDS);
    while (gdb.command(command).lines().filter(line -> line.contains(text)).count() != count) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError(text + ": never " + count + " times\n" + gdb.transcript());
      }
    }
  }

  @Test
  void stopsExactlyTheWorkItemOfACondition() {
    try (ServerProcess server = serve("vadd", 65_536, 2);
        Gdb gdb = connect(server, "break vadd if $global_id_x == 70")) {
      String thread = awaitHit(gdb);
      assertThat(line(gdb, thread)).contains("wg (8,0,0) lid (6,0,0) stopped").contains("vadd.cl:");
      assertThat(gdb.command("info threads")).contains("(running)");
      assertThat(gdb.command("print $dispatch_id")).contains("= 1");
      assertThat(gdb.command("bt")).contains("#0  vadd (a=0x20000").contains("_thread_entry");
      assertThat(gdb.command("next")).contains("if (i < n)");
      assertThat(gdb.command("next")).contains("c[i] = add(a[i], b[i])");
      assertThat(gdb.command("info locals")).contains("i = 70");
      gdb.command("set var b[i] = 1000");
      assertThat(gdb.command("step")).contains("add (x=70, y=1000)");
      assertThat(gdb.command("next")).contains("return sum");
      assertThat(gdb.command("finish")).contains("Value returned is $").contains("= 1070");
      gdb.command("continue -a &");
      awaitHit(gdb);
      assertThat(gdb.command("print $global_id_x")).contains("= 70");
      assertThat(gdb.command("print $dispatch_id")).contains("= 2");
      gdb.command("delete");
      gdb.command("continue -a &");
      gdb.awaitMatch("exited normally");
      assertThat(server.awaitStderr("131072 results checked, (\\d+) wrong").group(1))
          .as("the operand was changed, which is seen in both dispatches")
          .isEqualTo("2");
    }
  }

  @Test
  void watchesMemoryWhileTheOthersRun() {
    try (ServerProcess server = serve("vadd", 65_536, 2);
        Gdb gdb = connect(server, "tbreak vadd if $global_id_x == 70")) {
      awaitHit(gdb);
      gdb.command("watch c[70]");
      assertThat(gdb.command("continue")).contains("Old value = 0").contains("New value = 105");
      assertThat(gdb.command("print $global_id_x")).contains("= 70");
      assertThat(gdb.command("info threads")).contains("(running)");
      gdb.command("delete");
      gdb.command("rwatch -l a[71]");
      gdb.command("continue -a &");
      String reader = gdb.awaitMatch("Thread (\\d+) .*hit Hardware read watchpoint").group(1);
      gdb.command("thread " + reader);
      assertThat(gdb.command("print $global_id_x")).contains("= 71");
      assertThat(gdb.command("info threads")).contains("(running)");
      gdb.command("delete");
      gdb.command("continue -a &");
      gdb.awaitMatch("exited normally");
      awaitRightResults(server);
    }
  }

  @Test
  void stepsOverABarrierWhileTheOthersArrive() {
    try (ServerProcess server = serve("reduce", 1024, 1);
        Gdb gdb = connect(server, "break reduce.cl:21 if $global_id_x == 643")) {
      String thread = awaitHit(gdb);
      assertThat(gdb.command("next")).contains("for (uint distance");
      assertThat(gdb.command("next")).contains("if (lane < distance)");
      assertThat(gdb.command("print tmp")).as("all have written").contains("= {");
      assertThat(gdb.command("next")).contains("combine");
      assertThat(gdb.command("step")).contains("combine (mine=");
      gdb.command("finish");
      awaitLines(gdb, "monitor threads", " barrier ", 7);
      assertThat(line(gdb, thread)).contains("stopped");
      gdb.command("delete");
      gdb.command("continue -a &");
      gdb.awaitMatch("exited normally");
      awaitRightResults(server);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"detach", "disconnect", "kill", "quit", "SIGKILL"})
  void leavesNothingBehindWhileManyAreStopped(String end) {
    try (ServerProcess server = serve("vadd", 1024, 3);
        Gdb gdb = connect(server, "break vadd if $global_id_x < 64")) {
      awaitHit(gdb);
      awaitLines(gdb, "monitor views", "waits to be reported", 48);
      awaitLines(gdb, "monitor views", "client: stopped", 16);
      gdb.command("next");
      switch (end) {
        case "quit" -> gdb.quit();
        case "SIGKILL" -> gdb.killHard();
        default -> gdb.command(end);
      }
      awaitRightResults(server);
      server.terminate();
      assertThat(server.awaitExit()).isZero();
      assertThat(server.stderr()).doesNotContain("\tat ").doesNotContain("reset");
    }
  }

  @Test
  void showsThreadsThatEndOneByOne() {
    try (ServerProcess server = serve("collatz", 4096, 1);
        Gdb gdb = connect(server, "break collatz.cl:17 if $global_id_x == 26 && count == 100")) {
      String thread = awaitHit(gdb);
      assertThat(line(gdb, thread)).contains("collatz");
      assertThat(gdb.command("print $global_id_x")).contains("= 26");
      awaitLines(gdb, "monitor threads", " wg ", 1); // the others have ended
      gdb.command("delete");
      gdb.command("continue &");
      gdb.awaitMatch("exited normally");
      awaitRightResults(server);
    }
  }
}
