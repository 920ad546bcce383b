package org.gpugdb.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a debugger of the GPU means for the process that uses it: as little as can be. */
class HostIT {
  /** Where a scripted host has its shared memory, on the GPU and in its own process. */
  private static final String SHARED = "0x200000000000";

  @TempDir private Path folder;
  private Path device;

  @BeforeEach
  void name() {
    device = folder.resolve("node");
  }

  private ServerProcess serve(String... options) {
    String[] arguments = new String[options.length + 3];
    arguments[0] = "--device";
    arguments[1] = device.toString();
    System.arraycopy(options, 0, arguments, 2, options.length);
    arguments[arguments.length - 1] = "127.0.0.1:0";
    ServerProcess server = ServerProcess.start(arguments);
    server.port();
    return server;
  }

  private ChildProcess startHost(String kernel) {
    ChildProcess host = ChildProcess.sample(device, kernel, 64);
    host.awaitResults();
    return host;
  }

  /** A host with one shared page, and an address space that a debugger can see. */
  private ChildProcess startScripted() {
    ChildProcess host = ChildProcess.scripted();
    host.command("connect " + device);
    host.command("share 4096");
    host.command("vadd 8");
    return host;
  }

  private static Gdb connect(ServerProcess server, String mode) {
    Gdb gdb = Gdb.start();
    gdb.command("set non-stop " + mode);
    gdb.command("target extended-remote :" + server.port());
    return gdb;
  }

  private static void assertUndisturbed(ChildProcess host) {
    assertThat(host.status("TracerPid")).isEqualTo("0");
    assertThat(host.status("State")).doesNotStartWith("t").doesNotStartWith("T");
  }

  @Test
  void theProcessIsNeitherTracedNorStoppedWhileItsThreadsAre() {
    try (ServerProcess server = serve();
        ChildProcess host = startHost("vadd");
        Gdb gdb = connect(server, "off")) {
      gdb.command("break vadd if $global_id_x == 5");
      gdb.command("continue");
      for (int i = 0; i < 3; i++) {
        long beats = ChildProcess.number(host.lineOf("heartbeat"), "count");
        gdb.command("stepi");
        assertUndisturbed(host);
        assertThat(ChildProcess.number(host.lineOf("heartbeat"), "count")).isGreaterThan(beats);
      }
      gdb.command("detach");
      host.awaitResults();
      host.terminate();
      assertThat(host.lineOf("total")).endsWith(" wrong 0");
    }
  }

  @Test
  void bothSidesSeeOneMemory() {
    try (ServerProcess server = serve("--allow-write=registers,memory,run,userptr");
        ChildProcess host = startScripted();
        Gdb gdb = connect(server, "off")) {
      gdb.command("set var *(int *) " + SHARED + " = 4711");
      assertThat(host.command("peek 0")).isEqualTo("4711");
      host.command("poke 8 12345");
      assertThat(gdb.command("print *(int *) (" + SHARED + " + 8)")).contains("= 12345");
      host.command("poke 0 0");
      host.command("count 0");
      long before = Long.parseLong(host.command("peek 0"));
      int mappings = host.mappings();
      for (int i = 0; i < 50; i++) {
        long seen = Long.parseLong(gdb.capture("print *(int *) " + SHARED, "= (\\d+)"));
        long after = Long.parseLong(host.command("peek 0"));
        assertThat(seen).isBetween(before, after);
        before = after;
      }
      assertUndisturbed(host);
      assertThat(host.mappings()).isEqualTo(mappings);
    }
  }

  @Test
  void whatTheProcessHasUnmappedIsGone() {
    try (ServerProcess server = serve("--allow-write=registers,memory,run,userptr");
        ChildProcess host = startScripted();
        Gdb gdb = connect(server, "off")) {
      assertThat(gdb.command("monitor map")).contains("userptr(" + host.pid() + ", 0x3000");
      host.command("unmap");
      assertThat(gdb.command("x/wx " + SHARED)).contains("Cannot access memory");
      assertThat(gdb.command("set var *(int *) " + SHARED + " = 1"))
          .contains("Cannot access memory");
      assertThat(gdb.command("monitor map")).doesNotContain("userptr(");
      assertUndisturbed(host);
    }
  }

  @Test
  void memoryOfTheProcessIsNotWrittenUnasked() {
    try (ServerProcess server = serve();
        ChildProcess host = startScripted();
        Gdb gdb = connect(server, "off")) {
      host.command("poke 0 7");
      gdb.command("set var *(int *) " + SHARED + " = 8");
      assertThat(host.command("peek 0")).isEqualTo("7");
      String why = "changing memory of the host process is not allowed (--allow-write=userptr)";
      assertThat(gdb.command("monitor version")).contains("Refused: " + why);
      assertThat(server.stderr()).contains(why);
      server.terminate();
      assertThat(server.awaitExit()).isZero();
    }
  }

  @Test
  void threadsOfTwoProcessesMoveByThemselves() {
    try (ServerProcess server = serve();
        ChildProcess first = startHost("vadd");
        ChildProcess second = startHost("vadd");
        Gdb gdb = Gdb.start()) {
      gdb.command("set non-stop on");
      gdb.command("target extended-remote :" + server.port());
      gdb.command("attach 1 &");
      gdb.command("add-inferior");
      gdb.command("inferior 2");
      gdb.command("attach 2 &");
      gdb.command("break vadd if $global_id_x == 6"); // they run: none has to be resumed for it
      Set<String> moved = new HashSet<>();
      while (moved.size() < 2) {
        String thread = gdb.awaitMatch("Thread ([12]\\.\\d+) .*hit Breakpoint").group(1);
        gdb.command("thread " + thread);
        assertThat(gdb.command("print $global_id_x")).contains("= 6");
        assertThat(gdb.command("next")).contains("if (i < n)");
        assertThat(gdb.command("print a[i]")).contains("= 6");
        assertThat(gdb.command("info threads")).contains("(running)");
        moved.add(thread.substring(0, 1));
        gdb.command("continue -a &");
      }
      gdb.command("delete");
      gdb.quit();
      assertUndisturbed(first);
      assertUndisturbed(second);
      first.awaitResults();
      second.awaitResults();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"off", "on"})
  void aProcessThatIsKilledWhileItsThreadsAreStoppedIsReported(String nonStop) {
    try (ServerProcess server = serve();
        ChildProcess host = startHost("vadd");
        Gdb gdb = connect(server, nonStop)) {
      gdb.command("break vadd if $global_id_x == 5");
      gdb.begin(nonStop.equals("on") ? "continue -a &" : "continue");
      gdb.awaitText("Breakpoint 1, vadd (");
      gdb.finish();
      host.kill();
      if (nonStop.equals("off")) {
        assertThat(gdb.command("continue")).contains("exited");
      } else {
        gdb.awaitText("exited");
      }
      assertServesTheNext(server);
    }
  }

  /**
   * With another gdb, for 13.1 trips over a process that ended while it stepped off a breakpoint.
   */
  private void assertServesTheNext(ServerProcess server) {
    try (ChildProcess next = startHost("reduce");
        Gdb gdb = connect(server, "off")) {
      assertThat(gdb.command("info sharedlibrary")).contains("reduce.elf");
      gdb.command("detach");
      next.awaitResults();
    }
  }

  @Test
  void whatADebuggerThatIsKilledHasStoppedGoesOn() {
    try (ServerProcess server = serve();
        ChildProcess host = startHost("vadd");
        Gdb gdb = connect(server, "off")) {
      gdb.command("break vadd.cl:11");
      for (int i = 0; i < 3; i++) {
        assertThat(gdb.command("continue")).contains("Breakpoint 1, vadd");
      }
      assertThat(gdb.command("monitor threads")).contains("stopped");
      gdb.killHard();
      host.awaitResults();
      host.terminate();
      assertThat(host.lineOf("total")).endsWith(" wrong 0");
    }
  }
}
