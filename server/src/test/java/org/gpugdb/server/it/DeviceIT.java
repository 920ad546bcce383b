package org.gpugdb.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Programs of other processes, which come to the emulated GPU by its device node. */
class DeviceIT {
  private static final String FIRST_BUFFER = "0x200000000000";

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
    return ServerProcess.start(arguments);
  }

  private static Gdb extended(ServerProcess server) {
    Gdb gdb = Gdb.start();
    gdb.command("target extended-remote :" + server.port());
    return gdb;
  }

  private ChildProcess startHost(String kernel) {
    ChildProcess host = ChildProcess.sample(device, kernel, 64);
    host.lineOf("heartbeat");
    return host;
  }

  @Test
  void debuggersMayComeBeforeTheProgram() {
    try (ServerProcess server = serve();
        Gdb gdb = extended(server)) {
      assertThat(gdb.command("info os processes")).doesNotContain("host process");
      assertThat(gdb.command("attach 1")).contains("Attaching to process 1 failed");
      try (ChildProcess host = startHost("vadd")) {
        assertThat(gdb.command("info os processes"))
            .containsPattern("\\n1 .*gpu-vadd \\(host process " + host.pid() + "\\)");
        gdb.command("attach 1");
        gdb.command("tbreak vadd if $global_id_x == 5");
        assertThat(gdb.command("continue")).contains("vadd (a=");
        host.terminate();
        assertThat(host.lineOf("total")).endsWith(" wrong 0");
        assertThat(gdb.command("continue")).contains("exited");
      }
      try (ChildProcess next = startHost("reduce")) {
        gdb.command("attach 1");
        assertThat(gdb.command("info sharedlibrary")).contains("reduce.elf");
        gdb.command("detach");
        next.awaitResults();
      }
      server.terminate();
      assertThat(server.awaitExit()).isZero();
      assertThat(device).doesNotExist();
    }
  }

  @Test
  void plainRemoteNeedsAProgram() {
    try (ServerProcess server = serve();
        Gdb gdb = Gdb.start()) {
      String target = "target remote :" + server.port();
      assertThat(gdb.command(target)).contains("The target is not running");
      try (ChildProcess host = startHost("vadd")) {
        assertThat(gdb.command(target)).doesNotContain("not running");
        assertThat(gdb.command("info sharedlibrary")).contains("vadd.elf");
        gdb.command("disconnect");
        host.awaitResults();
      }
    }
  }

  @Test
  void twoProgramsAreTwoProcesses() {
    try (ServerProcess server = serve("--multi");
        Gdb gdb = extended(server);
        ChildProcess one = startHost("vadd")) {
      gdb.command("attach 1");
      try (ChildProcess other = startHost("collatz")) {
        assertThat(gdb.command("info os processes"))
            .containsPattern("\\n1 .*gpu-vadd \\(host process " + one.pid() + "\\)")
            .containsPattern("\\n2 .*gpu-collatz \\(host process " + other.pid() + "\\)");
        gdb.command("add-inferior");
        gdb.command("inferior 2");
        gdb.command("attach 2");
        assertThat(gdb.command("info inferiors")).contains("process 1").contains("process 2");
        String ofOther = gdb.command("x/4fw " + FIRST_BUFFER);
        gdb.command("inferior 1");
        String ofOne = gdb.command("x/4fw " + FIRST_BUFFER);
        assertThat(ofOne).contains("0\t1\t2\t3").isNotEqualTo(ofOther);
        gdb.command("detach inferiors 1 2");
        one.awaitResults();
        other.awaitResults();
        one.terminate();
        other.terminate();
        assertThat(one.lineOf("total")).endsWith(" wrong 0");
        assertThat(other.lineOf("total")).endsWith(" wrong 0");
      }
    }
  }

  @Test
  void showsOnlyTheNamedProcess() {
    try (ChildProcess named = ChildProcess.scripted();
        ServerProcess server = serve("--attach", Long.toString(named.pid()));
        Gdb gdb = Gdb.start()) {
      String target = "target remote :" + server.port();
      try (ChildProcess other = startHost("reduce")) {
        assertThat(gdb.command(target)).contains("The target is not running");
        named.command("connect " + device);
        named.command("share 4096");
        named.command("vadd 64");
        assertThat(gdb.command(target)).contains("gpu_idle");
        assertThat(gdb.command("info os processes"))
            .contains("(host process " + named.pid() + ")")
            .doesNotContain("(host process " + other.pid() + ")");
        assertThat(gdb.command("monitor map"))
            .contains("userptr(" + named.pid() + ", 0x300000000000)");
      }
    }
  }

  @Test
  void ownProgramAndOthersShareTheDevice() {
    try (ServerProcess server =
            serve("--kernel", "reduce", "--dispatches", "1000000", "--work-items", "64");
        Gdb gdb = Gdb.start()) {
      server.port();
      try (ChildProcess host = startHost("vadd")) {
        gdb.command("target extended-remote :" + server.port());
        assertThat(gdb.command("info os processes"))
            .contains("gpu-gdbserver (host process " + server.pid() + ")")
            .contains("gpu-vadd (host process " + host.pid() + ")");
      }
    }
  }

  @Test
  void saysWhatIsWrongWithItsOptions() throws Exception {
    Files.writeString(device, "a file");
    assertUsage("cannot serve host processes at " + device + ": it is in use", device.toString());
    Path free = folder.resolve("free");
    assertUsage("there is nothing to debug: give --image FILE, --kernel NAME, or --device PATH");
    assertUsage("--halt is for --image or --kernel; neither is given", free.toString(), "--halt");
    assertUsage("--attach: there is no process 4194300", free.toString(), "--attach", "4194300");
    assertThat(free).doesNotExist();
  }

  private static void assertUsage(String sentence, String... deviceAndOptions) {
    String[] arguments = new String[deviceAndOptions.length == 0 ? 1 : deviceAndOptions.length + 2];
    if (deviceAndOptions.length > 0) {
      arguments[0] = "--device";
      System.arraycopy(deviceAndOptions, 0, arguments, 1, deviceAndOptions.length);
    }
    arguments[arguments.length - 1] = "127.0.0.1:0";
    try (ServerProcess server = ServerProcess.start(arguments)) {
      assertThat(server.awaitExit()).isEqualTo(2);
      assertThat(server.stderr().lines()).hasSize(1);
      assertThat(server.stderr()).contains(sentence);
    }
  }
}
