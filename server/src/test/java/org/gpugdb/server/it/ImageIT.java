package org.gpugdb.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a user of a bare-metal program sees in gdb, and on the command line. */
class ImageIT {
  static Path image(String name) {
    return ServerProcess.repository().resolve("backend/src/test/resources/images").resolve(name);
  }

  static ServerProcess serve(String name, int threads) {
    return ServerProcess.start(
        "--image",
        image(name).toString(),
        "--threads",
        Integer.toString(threads),
        "--ram",
        "0x80000000:64M",
        "--halt",
        "127.0.0.1:0");
  }

  private static Gdb connect(ServerProcess server, String name) {
    Gdb gdb = Gdb.on(image(name));
    assertThat(gdb.command("target remote :" + server.port())).contains("Remote debugging using");
    return gdb;
  }

  @ParameterizedTest
  @ValueSource(strings = {"tour-gcc.elf", "tour-clang.elf"})
  void breaksStepsAndRunsToTheExit(String name) {
    try (ServerProcess server = serve(name, 1);
        Gdb gdb = connect(server, name)) {
      assertThat(gdb.command("info registers pc")).contains("_start");
      assertThat(gdb.command("break main")).contains("Breakpoint 1 at");
      assertThat(gdb.command("continue")).contains("Breakpoint 1, main");
      assertThat(gdb.command("tbreak f")).contains("Temporary breakpoint 2");
      assertThat(gdb.command("continue")).contains("Temporary breakpoint 2, f (value=0)");
      assertThat(gdb.command("bt")).contains("#0  f (value=0)").contains("#1 ").contains("main");
      assertThat(gdb.command("finish")).contains("Value returned is $1 = 1");
      assertThat(gdb.command("next")).containsPattern("4[35]\\t");
      gdb.command("tbreak 44");
      assertThat(gdb.command("continue")).contains("total += f(i)");
      assertThat(gdb.command("step")).contains("f (value=1)");
      assertThat(gdb.command("up")).contains("main");
      assertThat(gdb.command("print i")).contains("= 1");
      assertThat(gdb.command("until 46")).contains("average = mean");
      assertThat(gdb.command("print total")).contains("= 35");
      assertThat(gdb.command("stepi")).contains("0x");
      assertThat(gdb.command("info threads")).contains("Thread 1.1").contains("eu0.0.0.0");
      assertThat(gdb.command("delete")).isEmpty();
      assertThat(gdb.command("continue")).contains("[Inferior 1 (process 1) exited normally]");
    }
  }

  @Test
  void callsFunctionsAndChangesVariablesAndRegisters() {
    try (ServerProcess server = serve("tour-gcc.elf", 1);
        Gdb gdb = connect(server, "tour-gcc.elf")) {
      gdb.command("break main");
      gdb.command("continue");
      assertThat(gdb.command("print f(3)")).contains("= 10");
      assertThat(gdb.command("print calls")).contains("= 1");
      assertThat(gdb.command("print factorial(5)")).contains("= 120");
      assertThat(gdb.command("print mirror(corner)")).contains("{x = -3, y = -4}");
      gdb.command("set var total = 1000");
      assertThat(gdb.command("print total")).contains("= 1000");
      gdb.command("set var corner.y = -1");
      assertThat(gdb.command("print corner")).contains("{x = 3, y = -1}");
      gdb.command("set $t0 = 0x123456789abcdef0");
      assertThat(gdb.command("print/x $t0")).contains("0x123456789abcdef0");
      gdb.command("set $fa0 = 1.5");
      assertThat(gdb.command("print $fa0")).contains("1.5");
      assertThat(gdb.command("info registers fflags frm fcsr")).contains("fcsr");
      assertThat(gdb.command("x/s greeting")).contains("hello");
      assertThat(gdb.command("delete")).isEmpty();
      assertThat(gdb.command("continue")).contains("exited with code 01");
    }
  }

  @Test
  void watchesVariablesWithHardware() {
    try (ServerProcess server = serve("tour-gcc.elf", 1);
        Gdb gdb = connect(server, "tour-gcc.elf")) {
      gdb.command("break main");
      gdb.command("continue");
      assertThat(gdb.command("watch total")).contains("Hardware watchpoint 2: total");
      assertThat(gdb.command("continue"))
          .contains("Hardware watchpoint 2: total")
          .contains("Old value = 0")
          .contains("New value = 1");
      gdb.command("delete 2");
      assertThat(gdb.command("rwatch corner.x")).contains("Hardware read watchpoint");
      assertThat(gdb.command("continue")).contains("Value = 3");
      gdb.command("delete");
      assertThat(gdb.command("continue")).contains("exited normally");
    }
  }

  @Test
  void loadsComparesFindsAndDumps(@TempDir Path folder) throws IOException {
    try (ServerProcess server = serve("tour-gcc.elf", 1);
        Gdb gdb = connect(server, "tour-gcc.elf")) {
      gdb.command("break f");
      gdb.command("break main");
      gdb.command("set breakpoint always-inserted on");
      assertThat(gdb.command("load")).contains("Start address").contains("Transfer rate");
      assertThat(gdb.command("compare-sections")).contains("matched").doesNotContain("MIS-MATCHED");
      assertThat(gdb.command("find &greeting, +100, 'h', 'e', 'l', 'l', 'o'"))
          .contains("<greeting>");
      Path dump = folder.resolve("dump.bin");
      gdb.command("dump binary memory " + dump + " &greeting ((char *) &greeting + 6)");
      assertThat(Files.readString(dump)).isEqualTo("hello\0");
      assertThat(gdb.command("continue")).contains("main");
      assertThat(gdb.command("continue")).contains("f (value=0)");
      assertThat(gdb.command("x/2i $pc")).doesNotContain("unimp").doesNotContain(".4byte");
    }
  }

  @Test
  void interruptsAProgramThatNeverEnds() {
    try (ServerProcess server = serve("spin-gcc.elf", 1);
        Gdb gdb = connect(server, "spin-gcc.elf")) {
      gdb.command("break tick");
      gdb.command("continue");
      gdb.command("delete");
      interrupt(gdb);
      String before = gdb.capture("print ticks", "= (\\d+)");
      boolean moved = false;
      for (int i = 0; i < 50 && !moved; i++) {
        interrupt(gdb);
        moved = gdb.capture("print ticks > " + before, "= (\\d+)").equals("1");
      }
      assertThat(moved).as("it runs between two interrupts").isTrue();
    }
  }

  private static void interrupt(Gdb gdb) {
    gdb.begin("continue");
    gdb.awaitText("Continuing.");
    gdb.interrupt();
    assertThat(gdb.finish()).contains("Program received signal SIGINT");
  }

  @Test
  void detachesAndComesBack() {
    try (ServerProcess server = serve("spin-gcc.elf", 1)) {
      try (Gdb gdb = connect(server, "spin-gcc.elf")) {
        gdb.command("break tick");
        assertThat(gdb.command("continue")).contains("Breakpoint 1, tick");
        assertThat(gdb.command("detach")).contains("detached");
      }
      try (Gdb gdb = connect(server, "spin-gcc.elf")) {
        assertThat(gdb.capture("print ticks > 1", "= (\\d+)")).isEqualTo("1");
        gdb.command("set var stop = 1");
        assertThat(gdb.command("continue")).contains("exited normally");
        assertThat(gdb.command("info threads")).contains("No threads");
      }
      try (Gdb gdb = connect(server, "spin-gcc.elf")) {
        assertThat(gdb.command("print ticks")).as("a new run for a new client").contains("= 0");
      }
    }
  }

  @Test
  void startsAgain() {
    try (ServerProcess server = serve("tour-gcc.elf", 1);
        Gdb gdb = Gdb.on(image("tour-gcc.elf"))) {
      gdb.command("target extended-remote :" + server.port());
      gdb.command("break factorial if n == 3");
      assertThat(gdb.command("continue")).contains("factorial (n=3)");
      assertThat(gdb.command("run")).contains("factorial (n=3)");
      gdb.command("delete");
      assertThat(gdb.command("continue")).contains("exited normally");
      gdb.command("tbreak main");
      assertThat(gdb.command("run")).contains("main");
      gdb.command("next");
      assertThat(gdb.command("monitor reset")).contains("Started again");
      gdb.command("maintenance flush register-cache");
      assertThat(gdb.command("info registers pc")).contains("_start");
      assertThat(gdb.command("kill")).contains("killed");
    }
  }

  @Test
  void showsEveryThreadOfAProgram() {
    try (ServerProcess server = serve("threads-gcc.elf", 4);
        Gdb gdb = connect(server, "threads-gcc.elf")) {
      String threads = gdb.command("info threads");
      assertThat(threads).contains("1.1").contains("1.2").contains("1.3").contains("1.4");
      gdb.command("set var threads = 4");
      gdb.command("break work if id == 2");
      assertThat(gdb.command("continue")).contains("Thread 3 ").contains("work (id=2)");
      assertThat(gdb.command("print $mhartid")).contains("= 2");
      gdb.command("delete");
      assertThat(gdb.command("continue")).contains("exited normally");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "1,SIGSEGV,read_unmapped",
    "2,SIGSEGV,write_unmapped",
    "3,SIGSEGV,0x0000123456789000",
    "4,SIGILL,illegal_instruction",
    "5,SIGTRAP,breakpoint",
  })
  void reportsFaults(int which, String signal, String place) {
    try (ServerProcess server = serve("faults-gcc.elf", 1);
        Gdb gdb = connect(server, "faults-gcc.elf")) {
      gdb.command("break main");
      gdb.command("continue");
      gdb.command("set var which = " + which);
      assertThat(gdb.command("continue")).contains(signal).contains(place);
      if (which <= 3) {
        assertThat(gdb.command("print/x $fault_address")).contains("0x123456789000");
        assertThat(gdb.command("info threads")).contains("fault at 0x123456789000");
      }
    }
  }

  @Test
  void picolibcStartsUp() {
    try (ServerProcess server = serve("library-picolibc.elf", 1);
        Gdb gdb = connect(server, "library-picolibc.elf")) {
      gdb.command("break main");
      assertThat(gdb.command("continue")).contains("main");
      assertThat(gdb.command("continue")).contains("exited with code 07");
    }
  }

  @Test
  void endsOnSigtermWhileAProgramRuns() {
    try (ServerProcess server = serve("spin-gcc.elf", 1)) {
      server.port();
      server.terminate();
      assertThat(server.awaitExit()).isZero();
    }
  }

  @Test
  void refusesAnUnknownOption() {
    try (ServerProcess server = ServerProcess.start("--no-such-option", ":0")) {
      assertThat(server.awaitExit()).isEqualTo(2);
      assertThat(server.stderr()).contains("--no-such-option").doesNotContain("\tat ");
      assertThat(server.stderr().lines()).hasSize(1);
    }
  }

  @Test
  void refusesAPortThatIsTaken() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        ServerProcess server =
            ServerProcess.start(
                "--image", image("spin-gcc.elf").toString(), ":" + taken.getLocalPort())) {
      assertThat(server.awaitExit()).isEqualTo(1);
      assertThat(server.stderr()).contains("in use").doesNotContain("\tat ");
      assertThat(server.stderr().lines()).hasSize(1);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "compressed.elf,-march=rv64imafd",
    "x86-64.elf,RISC-V",
    "rv32.elf,64",
    "no-segment.elf,no segment",
    "truncated.elf,truncated",
    "truncated-header.elf,truncated",
    "outside-ram.elf,outside",
    "entry-outside.elf,entry",
    "dynamic.elf,static",
    "relocatable.elf,executable",
    "text.elf,ELF",
    "empty.elf,ELF",
    "missing.elf,no such file",
  })
  void refusesWhatCannotRun(String file, String reason) {
    try (ServerProcess server = serve("bad/" + file, 1)) {
      assertThat(server.awaitExit()).isEqualTo(2);
      assertThat(server.stderr()).contains(reason).doesNotContain("\tat ");
      assertThat(server.stderr().lines()).hasSize(1);
    }
  }
}
