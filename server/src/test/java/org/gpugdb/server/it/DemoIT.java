package org.gpugdb.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The first thing that anybody tries. */
class DemoIT {
  private static final String HEARTBEAT =
      "heartbeat \\d+ count \\d+ worst-gap-ms [\\d.]+ results-checked \\d+ wrong 0";

  private static String gdbLine(ChildProcess demo) {
    String line = demo.line();
    assertThat(line).startsWith("gdb-multiarch ");
    return line;
  }

  private static Path folder(String text) {
    Matcher socket = Pattern.compile("(/\\S*/gpu-demo-\\d+)/gdb").matcher(text);
    assertThat(socket.find()).as(text).isTrue();
    return Path.of(socket.group(1));
  }

  @Test
  void itsLineOpensGdbOnAKernelThatRuns() {
    try (ChildProcess demo = ChildProcess.script("demo", "--no-gdb");
        Gdb gdb = Gdb.shell(gdbLine(demo))) {
      assertThat(gdb.command("info threads")).contains("(running)");
      assertThat(gdb.command("break vadd if $global_id_x == 70")).contains("vadd.cl, line 10");
      gdb.begin("continue -a &");
      gdb.awaitText("Breakpoint 1, vadd (");
      gdb.finish();
      long beats = ChildProcess.number(demo.lineOf("heartbeat"), "count");
      gdb.command("thread " + stoppedThread(gdb));
      assertThat(gdb.command("next")).contains("if (i < n)");
      assertThat(gdb.command("print i")).contains("= 70");
      assertThat(gdb.command("print a[i]")).contains("= 70");
      String line = demo.lineOf("heartbeat");
      assertThat(line).matches(HEARTBEAT);
      assertThat(ChildProcess.number(line, "count")).isGreaterThan(beats);
      gdb.command("delete");
      gdb.command("continue -a &");
      demo.awaitResults();
      gdb.quit();
      demo.awaitResults();
      assertThat(demo.lineOf("heartbeat")).matches(HEARTBEAT);
    }
  }

  private static String stoppedThread(Gdb gdb) {
    return gdb.capture("info threads", "(?m)^\\*? *(\\d+) .* stopped\\)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"INT", "TERM"})
  void aSignalEndsAllOfIt(String signal) {
    try (ChildProcess demo = ChildProcess.server("demo", "--no-gdb", "--hosts", "2")) {
      Path folder = folder(gdbLine(demo));
      List<ProcessHandle> started = demo.descendants();
      assertThat(started).hasSize(2);
      assertThat(demo.lineOf("heartbeat")).matches(HEARTBEAT);

      demo.signal(signal);

      assertThat(demo.awaitExit()).isZero();
      assertThat(started).noneMatch(ProcessHandle::isAlive);
      assertThat(folder).doesNotExist();
    }
  }

  @Test
  void hostsDoNotOutliveADemoThatIsKilled() {
    try (ChildProcess demo = ChildProcess.server("demo", "--no-gdb")) {
      Path folder = folder(gdbLine(demo));
      List<ProcessHandle> started = demo.descendants();
      demo.kill(); // which leaves its folder behind, as nobody can help
      delete(folder);
      started.forEach(host -> host.onExit().join());
    }
  }

  private static void delete(Path folder) {
    for (Path file : List.of(folder.resolve("gdb"), folder.resolve("gpu"), folder)) {
      assertThat(file.toFile().delete()).isTrue();
    }
  }

  @Test
  void tellsHowTheHostHasFaredWhenGdbEnds() {
    try (ChildProcess demo = ChildProcess.server("demo", "--kernel", "reduce", "--port", "0")) {
      demo.type("info sharedlibrary");
      demo.type("break combine");
      demo.type("quit");
      String text = demo.remainingLines();
      assertThat(demo.awaitExit()).as(text).isZero();
      assertThat(text)
          .contains("Remote debugging using 127.0.0.1:")
          .contains("reduce.elf")
          .contains("reduce.cl, line ")
          .containsPattern(
              "reduce \\(process \\d+\\) while debugged: \\d+ heartbeats, gap p50 [\\d.]+ ms,"
                  + " p99.9 [\\d.]+ ms, worst [\\d.]+ ms \\(before: [\\d.]+, [\\d.]+, [\\d.]+\\);"
                  + " \\d+ results checked, 0 wrong");
      assertThat(demo.descendants()).isEmpty();
    }
  }

  /** The terminal sends it to every process of the demo. */
  @Test
  void ctrlCIsForGdbAlone() {
    try (ChildProcess demo = ChildProcess.script("demo")) {
      demo.type("echo \\nready\\n");
      String line = demo.line();
      while (!line.equals("ready")) {
        line = demo.line();
      }
      demo.signal("INT");
      demo.descendants().forEach(process -> ChildProcess.signal(process.pid(), "INT"));
      demo.type("quit");
      String text = demo.remainingLines();
      assertThat(demo.awaitExit()).as(text).isZero();
      assertThat(text).containsPattern("while debugged: \\d+ heartbeats").contains(", 0 wrong");
    }
  }

  @Test
  void twoHostsAreAttachedOneAfterTheOther() {
    try (ChildProcess demo =
            ChildProcess.server("demo", "--no-gdb", "--hosts", "2", "--port", "0");
        Gdb gdb = Gdb.shell(gdbLine(demo))) {
      String processes = gdb.command("info os processes");
      for (ProcessHandle host : demo.descendants()) {
        assertThat(processes).contains("gpu-vadd (host process " + host.pid() + ")");
      }
      gdb.command("add-inferior");
      gdb.command("inferior 2");
      gdb.command("attach 2 &");
      assertThat(gdb.command("info inferiors")).contains("process 1").contains("process 2");
      demo.awaitResults();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "--kernel nonsense, there is no kernel 'nonsense' (expected vadd",
    "--hosts 9, --hosts: got 9 (expected 1 to 8)",
    "--gdb now, Unknown options: '--gdb'"
  })
  void refusesInOneSentence(String options, String sentence) {
    String[] arguments = ("demo " + options).split(" ", -1);
    try (ServerProcess demo = ServerProcess.start(arguments)) {
      assertThat(demo.awaitExit()).isEqualTo(2);
      assertThat(demo.stderr().lines()).hasSize(1);
      assertThat(demo.stderr()).contains(sentence);
    }
  }
}
