package org.gpugdb.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.gpugdb.backend.driver.Host;
import org.gpugdb.backend.spi.ThreadId;
import org.gpugdb.backend.uapi.Dialect;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever ends a session: the GPU is as if no debugger had been there, and goes on. */
class WaysOutIT {
  private static final int THREADS = 8;
  private static final String FALSE = ";X3,220027";
  private static final String TRUE = ";X3,220127";

  /** What the JVM opens for the first socket of its life is not the server's. */
  @BeforeAll
  static void useASocket() throws IOException {
    try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      new Socket(listener.getInetAddress(), listener.getLocalPort()).close();
    }
  }

  /** How a client, or the server, leaves. */
  enum Way {
    DETACH,
    KILL_PROCESS,
    KILL,
    FIN,
    RST,
    SERVER_END
  }

  /** What there is to clean up then. */
  enum Situation {
    STOPPED_AT_BREAKPOINTS,
    RUNNING_INTO_A_CONDITION
  }

  static Stream<Arguments> waysFromSituations() {
    return Arrays.stream(Way.values())
        .flatMap(way -> Arrays.stream(Situation.values()).map(from -> Arguments.of(way, from)));
  }

  private static Machine spinning() throws Exception {
    Path image = ImageIT.image("spin-gcc.elf");
    return Machine.with(
        process ->
            Host.ofImage(
                process,
                Machine.NODE,
                Dialect.PRELIM,
                image,
                THREADS,
                0x8000_0000L,
                0x80_0000,
                false));
  }

  private static Machine dispatching(String kernel) throws Exception {
    return Machine.with(
        process -> Host.ofKernel(process, Machine.NODE, Dialect.PRELIM, kernel, "O0", 1024, 3));
  }

  private static void ok(String reply) {
    assertThat(reply).isEqualTo("OK");
  }

  /** {@code tick} is at 0x80000034. */
  private static void prepare(RawClient client, Situation situation) throws IOException {
    assertThat(client.request("?")).startsWith("T");
    ok(client.request("Z0,80000034,4"));
    ok(client.request("Z0,8000003c,4" + FALSE));
    ok(client.request("Z0,80000048,4" + FALSE + TRUE));
    assertThat(client.request("vCont;c")).startsWith("T05");
    assertThat(client.request("vCont;c")).startsWith("T05");
    if (situation == Situation.RUNNING_INTO_A_CONDITION) {
      ok(client.request("z0,80000034,4"));
      ok(client.request("z0,80000048,4"));
      client.send("vCont;c");
    }
  }

  private static void leave(Way way, RawClient client, Machine machine) throws IOException {
    switch (way) {
      case DETACH -> ok(client.request("D"));
      case KILL_PROCESS -> ok(client.request("vKill;1"));
      case KILL -> client.send("k");
      case FIN -> client.close();
      case RST -> client.reset();
      case SERVER_END -> machine.endServer();
    }
  }

  /** A condition that is to come true. */
  private interface Condition {
    boolean holds() throws Exception;
  }

  private static void await(String what, Condition condition) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(ServerProcess.PATIENCE_SECONDS);
    while (!condition.holds()) {
      assertThat(System.nanoTime()).as(what).isLessThan(deadline);
      LockSupport.parkNanos(2_000_000);
    }
  }

  /** Sockets of this process, in which server and client are. */
  private static long sockets() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
      return files.filter(WaysOutIT::isSocket).count();
    }
  }

  private static boolean isSocket(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString().startsWith("socket:");
    } catch (IOException e) {
      return false; // closed meanwhile
    }
  }

  private static void assertThatEveryThreadRuns(Witness witness) throws Exception {
    Map<ThreadId, Long> before = witness.retired();
    assertThat(before).hasSize(THREADS);
    await(
        "every thread executes instructions",
        () -> {
          Map<ThreadId, Long> now = witness.retired();
          return before.entrySet().stream()
              .allMatch(e -> now.getOrDefault(e.getKey(), 0L) > e.getValue());
        });
    assertThat(witness.stops()).isEmpty();
  }

  private static void assertThatNothingIsLeft(Machine machine) throws Exception {
    try (Witness witness = machine.witness()) {
      await("the debug session is closed", witness::attach);
      await("the program is seen", () -> !witness.retired().isEmpty());
      assertThat(witness.changedCode()).isEmpty();
      assertThatEveryThreadRuns(witness);
      assertThat(witness.changedCode()).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("waysFromSituations")
  void leavesCodeAndThreadsAndFilesAsTheyWere(Way way, Situation situation) throws Exception {
    try (Machine machine = spinning()) {
      List<String> files = machine.openFiles();
      long sockets = sockets();
      RawClient client = RawClient.connect(machine.port());
      prepare(client, situation);
      assertThat(machine.openFiles()).hasSizeGreaterThan(files.size());
      leave(way, client, machine);
      assertThatNothingIsLeft(machine);
      List<String> left = way == Way.SERVER_END ? List.of() : files;
      await("the server's files are closed", () -> machine.openFiles().equals(left));
      client.close();
      await("both ends of the connection are closed", () -> sockets() <= sockets);
    }
  }

  /** {@code combine} is at 0x400012000000, {@code reduce} behind it. */
  @ParameterizedTest
  @EnumSource(Way.class)
  void letsTheHostFinishFromStopsAmongItsWorkItems(Way way) throws Exception {
    try (Machine machine = dispatching("reduce")) {
      RawClient client = RawClient.connect(machine.port());
      awaitLibrary(client, "reduce.elf");
      ok(client.request("Z0,400012000000,4"));
      ok(client.request("Z0,40001200003c,4" + FALSE));
      assertThat(client.request("vCont;c")).startsWith("T05").contains("swbreak");
      assertThat(client.request("vCont;c")).startsWith("T05").contains("swbreak");
      leave(way, client, machine);
      assertThat(machine.awaitHostResults()).contains("3 dispatches").contains(" 0 wrong");
      client.close();
    }
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void letsTheHostFinishFromAModuleThatIsHeld(Way way) throws Exception {
    try (Machine machine = dispatching("vadd")) {
      RawClient client = RawClient.connect(machine.port());
      awaitLibrary(client, "vadd.elf");
      ok(client.request("Z0,400010000000,4"));
      assertThat(machine.host().isRunning()).isTrue();
      leave(way, client, machine);
      assertThat(machine.awaitHostResults()).contains("3 dispatches").contains(" 0 wrong");
      client.close();
    }
  }

  /** Goes on until the host is held at the load of a module. */
  private static void awaitLibrary(RawClient client, String name) throws IOException {
    assertThat(client.request("?")).startsWith("T");
    while (!client.request("qXfer:libraries:read::0,1000").contains(name)) {
      assertThat(client.request("vCont;c")).contains("library:");
    }
  }

  @Test
  void leavesNothingWhenGdbIsKilled() throws Exception {
    try (Machine machine = spinning();
        Gdb gdb = Gdb.on(ImageIT.image("spin-gcc.elf"))) {
      List<String> files = machine.openFiles();
      gdb.command("target remote :" + machine.port());
      gdb.command("break tick");
      gdb.command("break *((char *) &tick + 8) if $mhartid == 99");
      assertThat(gdb.command("continue")).contains("Breakpoint 1, tick");
      assertThat(gdb.command("continue")).contains("Breakpoint 1, tick");
      gdb.killHard();
      assertThatNothingIsLeft(machine);
      await("the server's files are closed", () -> machine.openFiles().equals(files));
    }
  }
}
