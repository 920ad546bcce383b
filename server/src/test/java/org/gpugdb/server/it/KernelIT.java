package org.gpugdb.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a user of an OpenCL kernel sees in gdb. */
class KernelIT {
  private static ServerProcess serve(
      String kernel, int workItems, int dispatches, String... options) {
    List<String> arguments = new ArrayList<>(List.of(options));
    arguments.addAll(List.of("--kernel", kernel, "--work-items", Integer.toString(workItems)));
    arguments.addAll(List.of("--dispatches", Integer.toString(dispatches), "--halt"));
    arguments.add("127.0.0.1:0");
    return ServerProcess.start(arguments.toArray(new String[0]));
  }

  private static Gdb connect(ServerProcess server) {
    Gdb gdb = Gdb.start();
    gdb.command("set breakpoint pending on");
    assertThat(gdb.command("target remote :" + server.port()))
        .contains("Remote debugging using")
        .contains("gpu_idle");
    return gdb;
  }

  private static void awaitRightResults(ServerProcess server) {
    assertThat(server.awaitStderr("(\\d+) results checked, (\\d+) wrong").group(2)).isEqualTo("0");
  }

  @Test
  void stopsAtASourceLineOfAModuleThatWasNotLoadedYet() {
    try (ServerProcess server = serve("vadd", 512, 1);
        Gdb gdb = connect(server)) {
      assertThat(gdb.command("break vadd.cl:11")).contains("pending");
      assertThat(gdb.command("continue")).containsPattern("hit Breakpoint 1, vadd \\(a=0x20000");
      String bt = gdb.command("bt");
      assertThat(bt).contains("#0  vadd").contains("_thread_entry").doesNotContain("stopped:");
      assertThat(gdb.command("info locals")).containsPattern("i = \\d+");
      assertThat(gdb.command("print a[3] + b[3]")).contains("4.5");
      assertThat(gdb.command("info sharedlibrary")).contains("vadd.elf");
      gdb.command("set scheduler-locking on");
      assertThat(gdb.command("next")).contains("c[i] = add(a[i], b[i])");
      assertThat(gdb.command("step")).contains("add (x=");
      assertThat(gdb.command("next")).contains("return sum");
      assertThat(gdb.command("finish")).contains("Value returned");
      gdb.command("set scheduler-locking off");
      gdb.command("set var b[i] = 1000");
      assertThat(gdb.command("print b[i]")).contains("= 1000");
      gdb.command("delete");
      assertThat(gdb.command("continue")).contains("exited normally");
      assertThat(server.awaitStderr("results checked, (\\d+) wrong").group(1))
          .as("the changed operand was fetched before or after: at most one result differs")
          .isIn("0", "1");
    }
  }

  @Test
  void leavesABreakpointAtTheLastInstructionOfAThread() {
    int workItems = 8;
    try (ServerProcess server = serve("vadd", workItems, 1);
        Gdb gdb = connect(server)) {
      gdb.command("break _thread_end");
      for (int i = 0; i < workItems; i++) {
        assertThat(gdb.command("continue")).contains("hit Breakpoint 1, _thread_end ()");
      }
      assertThat(gdb.command("continue")).contains("exited normally");
      awaitRightResults(server);
    }
  }

  @Test
  void evaluatesConditionsWithoutAPacketToGdb() {
    int dispatches = 3;
    try (ServerProcess server = serve("vadd", 65_536, dispatches, "--debug=rsp");
        Gdb gdb = connect(server)) {
      gdb.command("break vadd if $global_id_x == 70");
      for (int dispatch = 0; dispatch < dispatches; dispatch++) {
        assertThat(gdb.command("continue")).contains("hit Breakpoint 1, vadd");
        assertThat(gdb.command("print $global_id_x")).contains("= 70");
      }
      assertThat(gdb.command("continue")).contains("exited normally");
      awaitRightResults(server);
      String summary = "false hits 65535, reported 1 \\(\\d+ ms";
      server.awaitStderr("(?s)(" + summary + ".*){" + dispatches + "}");
      List<String> answers = packetsAfterResume(server.stderr());
      assertThat(answers)
          .allMatch(packet -> packet.contains(" <- $T05") || packet.contains(" <- $W00"));
      assertThat(answers).filteredOn(packet -> packet.contains("swbreak:")).hasSize(dispatches);
    }
  }

  /** What the server said or was told next after each {@code continue}. */
  private static List<String> packetsAfterResume(String log) {
    List<String> packets = log.lines().filter(line -> line.contains(" rsp.packets: ")).toList();
    List<String> next = new ArrayList<>();
    for (int i = 0; i < packets.size() - 1; i++) {
      if (packets.get(i).contains(" -> vCont;c")) {
        next.add(packets.get(i + 1));
      }
    }
    return next;
  }

  @Test
  void showsBarriersAndEachGroupsOwnLocalMemory() {
    try (ServerProcess server = serve("reduce", 256, 1);
        Gdb gdb = connect(server)) {
      gdb.command("break reduce.cl:27 if $local_id_x == 7 && $group_id_x <= 1");
      assertThat(gdb.command("continue")).contains("hit Breakpoint 1");
      String threads = gdb.command("info threads");
      assertThat(threads).containsPattern("wg \\([01],0,0\\) lid \\(7,0,0\\)");
      assertThat(gdb.command("print tmp")).contains("= {");
      gdb.command("delete");
      gdb.command("break reduce.cl:31 if $local_id_x == 0 && $group_id_x <= 1");
      gdb.command("continue");
      int first = Integer.parseInt(gdb.capture("print tmp[0]", "= (\\d+)"));
      String group = gdb.capture("print $group_id_x", "= (\\d+)");
      gdb.command("continue");
      int second = Integer.parseInt(gdb.capture("print tmp[0]", "= (\\d+)"));
      String other = gdb.capture("print $group_id_x", "= (\\d+)");
      assertThat(other).isNotEqualTo(group);
      assertThat(second).as("the same address in another work-group").isNotEqualTo(first);
      gdb.command("delete");
      assertThat(gdb.command("continue")).contains("exited normally");
      awaitRightResults(server);
    }
  }

  @Test
  void reportsTheFaultingWorkItem() {
    try (ServerProcess server = serve("oob", 256, 1);
        Gdb gdb = connect(server)) {
      String stop = gdb.command("continue");
      assertThat(stop).contains("SIGSEGV").contains("oob.cl:");
      assertThat(gdb.command("print $global_id_x")).contains("= 0");
      String address = gdb.capture("print/x $fault_address", "= (0x[0-9a-f]+)");
      assertThat(gdb.command("print/x (unsigned long) &in[left]")).contains(address);
      assertThat(gdb.command("info threads")).contains("fault at " + address);
      assertThat(gdb.command("continue")).contains("exited normally");
      awaitRightResults(server);
    }
  }

  @Test
  void findsTheBytesOfTheProgramUnderABreakpoint() {
    try (ServerProcess server = serve("vadd", 256, 1);
        Gdb gdb = connect(server)) {
      gdb.command("tbreak vadd.cl:11");
      gdb.command("continue");
      gdb.command("set breakpoint always-inserted on");
      String before = gdb.command("x/2xw &add");
      gdb.command("break *&add");
      assertThat(gdb.command("x/2xw &add")).isEqualTo(before);
      assertThat(gdb.command("compare-sections .text")).doesNotContain("MIS-MATCHED");
      gdb.command("set var *(int *) &add = *(int *) &add");
      assertThat(gdb.command("x/2xw &add")).isEqualTo(before);
      assertThat(gdb.command("continue")).contains("add (x=");
      assertThat(gdb.command("x/2xw 0x1000")).contains("Cannot access memory");
      gdb.command("delete");
      assertThat(gdb.command("continue")).contains("exited normally");
      awaitRightResults(server);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"detach", "disconnect", "kill", "quit", "SIGKILL"})
  void leavesNothingBehind(String end) {
    try (ServerProcess server = serve("reduce", 1024, 3);
        Gdb gdb = connect(server)) {
      gdb.command("break combine");
      assertThat(gdb.command("continue")).contains("combine");
      assertThat(gdb.command("continue")).contains("combine");
      switch (end) {
        case "quit" -> gdb.quit();
        case "SIGKILL" -> gdb.killHard();
        default -> gdb.command(end);
      }
      if (!end.equals("kill")) {
        awaitRightResults(server);
      }
      server.terminate();
      assertThat(server.awaitExit()).isZero();
      assertThat(server.stderr()).doesNotContain("\tat ").doesNotContain("reset");
    }
  }

  @Test
  void endsCleanlyOnSigtermWhileThreadsAreStopped(@TempDir Path folder) {
    Path socket = folder.resolve("gpu");
    try (ServerProcess server =
            ServerProcess.start("--kernel", "vadd", "--halt", "--debug=audit", "unix:" + socket);
        Gdb gdb = Gdb.start()) {
      server.awaitStderr("Listening on unix:");
      gdb.command("set breakpoint pending on");
      gdb.command("target remote " + socket);
      gdb.command("break add");
      assertThat(gdb.command("continue")).contains("hit Breakpoint 1, add");
      server.terminate();
      assertThat(server.awaitExit()).isZero();
      assertThat(server.stderr())
          .as("threads are let go before the end")
          .contains("leaves p1")
          .doesNotContain("\tat ");
      assertThat(socket).doesNotExist();
      assertThat(gdb.command("info threads")).isNotNull();
    }
  }

  @Test
  void printsWhatKernelsPrint() {
    try (ServerProcess server = serve("hello", 8, 1);
        Gdb gdb = connect(server)) {
      String output = gdb.command("continue");
      Matcher lines =
          Pattern.compile("work-item \\d of group 0: 7 \\+ \\d times 0.25").matcher(output);
      assertThat(lines.results().count()).isEqualTo(8);
      assertThat(output).contains("exited normally");
    }
  }
}
