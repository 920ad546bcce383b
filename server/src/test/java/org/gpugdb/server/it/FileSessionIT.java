package org.gpugdb.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a user of gdb sees where debug sessions are with single files of a process, and where the
 * kernel tells only what programs say of their memory.
 */
class FileSessionIT {
  private static final String WRITE_ALL = "--allow-write=registers,memory,run,userptr";
  private static final String SHARED = "0x200000000000";

  private static ServerProcess serve(int workItems, String... options) {
    List<String> arguments = new ArrayList<>(List.of(options));
    arguments.addAll(List.of("--kernel", "vadd", "--work-items", Integer.toString(workItems)));
    arguments.addAll(List.of("--dialect", "v5", "--halt", "127.0.0.1:0"));
    return ServerProcess.start(arguments.toArray(new String[0]));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "v4         | --dialect: got 'v4' (expected prelim, prelim-2025, v3, igt, v5)",
        "documented | dialect documented: the number of its request to connect is not published"
      })
  void aDialectThatNobodyCanDebugByIsRefused(String dialect, String sentence) {
    try (ServerProcess server =
        ServerProcess.start("--kernel", "vadd", "--dialect", dialect, "127.0.0.1:0")) {
      assertThat(server.awaitExit()).isEqualTo(2);
      assertThat(server.stderr().lines()).singleElement().asString().contains(sentence);
    }
  }

  private static void assertRightResults(ServerProcess server) {
    assertThat(server.awaitStderr("(\\d+) results checked, (\\d+) wrong").group(2)).isEqualTo("0");
  }

  @Test
  void aKernelIsDebuggedFromASourceLineToItsEnd() {
    try (ServerProcess server = serve(512);
        Gdb gdb = Gdb.start()) {
      gdb.command("set breakpoint pending on");
      assertThat(gdb.command("target remote :" + server.port())).contains("gpu_idle");
      assertThat(gdb.command("break vadd.cl:11")).contains("pending");
      assertThat(gdb.command("continue")).containsPattern("hit Breakpoint 1, vadd \\(a=0x20000");
      assertThat(gdb.command("bt")).contains("#0  vadd").contains("_thread_entry");
      assertThat(gdb.command("info locals")).containsPattern("i = \\d+");
      assertThat(gdb.command("print a[3] + b[3]")).contains("4.5");
      assertThat(gdb.command("info sharedlibrary")).contains("vadd.elf");
      gdb.command("set scheduler-locking on");
      assertThat(gdb.command("next")).contains("c[i] = add(a[i], b[i])");
      assertThat(gdb.command("step")).contains("add (x=");
      assertThat(gdb.command("stepi")).isNotBlank();
      assertThat(gdb.command("finish")).contains("Value returned");
      gdb.command("set scheduler-locking off");
      gdb.command("delete");
      gdb.command("break vadd.cl:12 if $global_id_x == 300");
      assertThat(gdb.command("continue")).contains("hit Breakpoint 2, vadd");
      assertThat(gdb.command("print i")).contains("= 300");
      gdb.command("delete");
      assertThat(gdb.command("continue")).contains("exited normally");
      assertRightResults(server);
      server.terminate();
      assertThat(server.awaitExit()).isZero();
      assertThat(server.stderr()).doesNotContain("\tat ").doesNotContain("reset");
    }
  }

  @Test
  void oneWorkItemStandsStillWhileTheOthersRun() {
    try (ServerProcess server = serve(65_536);
        Gdb gdb = Gdb.start()) {
      gdb.command("set non-stop on");
      gdb.command("set breakpoint pending on");
      gdb.command("break vadd if $global_id_x == 70");
      gdb.command("target remote :" + server.port());
      String thread = gdb.awaitMatch("Thread (\\d+) .*hit Breakpoint").group(1);
      gdb.command("thread " + thread);
      assertThat(gdb.command("info threads")).contains("(running)");
      assertThat(gdb.command("next")).contains("if (i < n)");
      assertThat(gdb.command("next")).contains("c[i] = add(a[i], b[i])");
      assertThat(gdb.command("step")).contains("add (x=70, y=35)");
      assertThat(gdb.command("finish")).contains("= 105");
      gdb.command("delete");
      gdb.command("continue -a &");
      gdb.awaitMatch("exited normally");
      assertRightResults(server);
    }
  }

  /** The program's next run comes with a file of its own. */
  @Test
  void theProgramIsStartedAgain() {
    try (ServerProcess server = serve(64, WRITE_ALL);
        Gdb gdb = Gdb.start()) {
      gdb.command("set breakpoint pending on");
      gdb.command("target extended-remote :" + server.port());
      gdb.command("set remote exec-file vadd");
      gdb.command("break vadd if $global_id_x == 5");
      assertThat(gdb.command("continue")).contains("hit Breakpoint 1, vadd");
      assertThat(gdb.command("monitor reset")).contains("Started again");
      gdb.command("maintenance flush register-cache");
      assertThat(gdb.command("continue")).contains("hit Breakpoint 1, vadd");
      assertThat(gdb.command("next")).contains("if (i < n)");
      assertThat(gdb.command("set var i = 6")).doesNotContain("Cannot");
      assertThat(gdb.command("print i")).contains("= 6");
      assertThat(gdb.command("run")).contains("hit Breakpoint 1, vadd");
      gdb.command("delete");
      assertThat(gdb.command("continue")).contains("exited normally");
      assertThat(server.awaitStderr("results checked, (\\d+) wrong").group(1)).isNotNull();
    }
  }

  private static ServerProcess serveOthers(Path device, String... options) {
    List<String> arguments = new ArrayList<>(List.of(options));
    arguments.addAll(List.of("--device", device.toString(), "--dialect", "v5", "127.0.0.1:0"));
    ServerProcess server = ServerProcess.start(arguments.toArray(new String[0]));
    server.port();
    return server;
  }

  private static Gdb connect(ServerProcess server, String nonStop) {
    Gdb gdb = Gdb.start();
    gdb.command("set non-stop " + nonStop);
    gdb.command("target extended-remote :" + server.port());
    return gdb;
  }

  @ParameterizedTest
  @ValueSource(strings = {"off", "on"})
  void aProcessIsDebuggedUndisturbedAndItsEndIsReported(String nonStop, @TempDir Path folder) {
    Path device = folder.resolve("node");
    try (ServerProcess server = serveOthers(device);
        ChildProcess host = ChildProcess.sample(device, "vadd", 64)) {
      host.awaitResults();
      try (Gdb gdb = connect(server, nonStop)) {
        assertThat(gdb.command("info os processes")).contains("gpu-vadd");
        gdb.command("break vadd if $global_id_x == 5");
        gdb.begin(nonStop.equals("on") ? "continue -a &" : "continue");
        gdb.awaitText("Breakpoint 1, vadd (");
        gdb.finish();
        assertThat(host.status("TracerPid")).isEqualTo("0");
        long beats = ChildProcess.number(host.lineOf("heartbeat"), "count");
        assertThat(ChildProcess.number(host.lineOf("heartbeat"), "count")).isGreaterThan(beats);
        host.kill();
        if (nonStop.equals("off")) {
          assertThat(gdb.command("continue")).contains("exited");
        } else {
          gdb.awaitText("exited");
        }
      }
      assertServesTheNext(server, device);
    }
  }

  private static void assertServesTheNext(ServerProcess server, Path device) {
    try (ChildProcess host = ChildProcess.sample(device, "vadd", 64)) {
      host.awaitResults();
      try (Gdb gdb = connect(server, "off")) {
        gdb.command("break vadd if $global_id_x == 7");
        assertThat(gdb.command("continue")).contains("hit Breakpoint 1, vadd");
        gdb.command("detach");
      }
      host.awaitResults();
      host.terminate();
      assertThat(host.lineOf("total")).endsWith(" wrong 0");
    }
    assertThat(server.stderr()).doesNotContain("lost").doesNotContain("\tat ");
  }

  @Test
  void whatMayBeMemoryOfTheProcessIsNotWrittenUnasked(@TempDir Path folder) {
    Path device = folder.resolve("node");
    try (ServerProcess server = serveOthers(device);
        ChildProcess host = ChildProcess.scripted()) {
      host.command("connect " + device);
      host.command("share 4096");
      host.command("vadd 8");
      try (Gdb gdb = connect(server, "off")) {
        host.command("poke 0 7");
        assertThat(gdb.command("print *(int *) " + SHARED)).contains("= 7");
        assertThat(gdb.command("set var *(int *) " + SHARED + " = 8")).contains("Cannot access");
        assertThat(host.command("peek 0")).isEqualTo("7");
        assertThat(gdb.command("monitor version"))
            .contains("changing what may be memory of the host process")
            .contains("--allow-write=userptr");
        assertThat(gdb.command("monitor map"))
            .contains(" code")
            .doesNotContain("userptr")
            .contains("This kernel tells only what programs say of their memory");
      }
    }
  }
}
