package org.gpugdb.backend.emulated.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.gpugdb.backend.driver.ChildProcess;
import org.gpugdb.backend.emulated.gpu.GpuConfig;
import org.gpugdb.backend.emulated.gpu.Topology;
import org.gpugdb.backend.emulated.remote.KernelServer;
import org.gpugdb.backend.emulated.remote.SharedVideoMemory;
import org.gpugdb.backend.kernel.Errno;
import org.gpugdb.backend.kernel.UserBlock;
import org.gpugdb.backend.uapi.Bitmask;
import org.gpugdb.backend.uapi.EuControlLayout;
import org.gpugdb.backend.uapi.Event;
import org.gpugdb.backend.uapi.RiscvEuLayout;
import org.gpugdb.backend.uapi.StateSaveAreaLayout;
import org.gpugdb.backend.uapi.StateSaveAreaLayout.Geometry;
import org.gpugdb.backend.uapi.StateSaveAreaLayout.Header;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Host processes of their own on the machine in this process, and a debugger beside it. */
@Timeout(180)
class HostProcessIT {
  private static final Topology TOPOLOGY = Topology.preset("tiny");
  private static final int PAGE = 4096;
  private static final long SAVE_AREA = 0x5000_0000_0000L;
  private static final long FIRST_BUFFER = 0x2000_0000_0000L;

  @TempDir private Path directory;
  private SharedVideoMemory memory;
  private EmulatedKernel machine;
  private KernelServer server;
  private LocalProcess debuggers;

  @BeforeEach
  void serve() throws IOException {
    memory = SharedVideoMemory.create();
    machine =
        EmulatedKernel.open(KernelConfig.of(GpuConfig.parallel(TOPOLOGY)).withVideoMemory(memory));
    debuggers = machine.process(1 << 22, 0, "debugger");
    server = KernelServer.open(machine, memory, directory.resolve("gpu"));
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
    machine.close();
    memory.close();
  }

  private ChildProcess scripted() throws IOException {
    return ChildProcess.scripted(server.path());
  }

  private ChildProcess sample(String kernel, int items, String dispatches) throws IOException {
    return ChildProcess.sample(
        "--socket",
        server.path().toString(),
        "--kernel",
        kernel,
        "--work-items",
        Integer.toString(items),
        "--dispatches",
        dispatches);
  }

  @Test
  void resultsOfAHostProcessAreRight() throws Exception {
    for (String kernel : List.of("vadd", "reduce", "collatz", "histogram")) {
      try (ChildProcess host = sample(kernel, 256, "5")) {
        String total = lastLine(host);
        assertThat(total).startsWith("total ").endsWith(" wrong 0").doesNotContain("checked 0 ");
        assertThat(host.awaitEnd()).isZero();
      }
    }
  }

  @Test
  void aHostEndsWithSigterm() throws Exception {
    try (ChildProcess host = sample("vadd", 64, "forever")) {
      assertThat(host.line()).startsWith("heartbeat 1 count ");

      host.terminate();

      assertThat(lastLine(host)).startsWith("total ").endsWith(" wrong 0");
      assertThat(host.awaitEnd()).isEqualTo(128 + 15);
    }
    awaitEmpty();
  }

  @Test
  void aHostSaysWhatIsWrong() throws Exception {
    try (ChildProcess host = ChildProcess.sample("--kernel", "vadd")) {
      assertThat(host.awaitEnd()).isEqualTo(2);
    }
    try (ChildProcess host = sample("nonsense", 1, "1")) {
      assertThat(host.awaitEnd()).isEqualTo(1);
    }
    Path nobody = directory.resolve("nobody");
    try (ChildProcess host = ChildProcess.sample("--socket", nobody.toString())) {
      assertThat(host.awaitEnd()).isEqualTo(1);
    }
  }

  private static String lastLine(ChildProcess host) {
    String line = host.line();
    while (line.startsWith("heartbeat ")) {
      line = host.line();
    }
    return line;
  }

  @Test
  void aHostHasItsOwnName() throws Exception {
    try (ChildProcess host = sample("vadd", 64, "forever")) {
      assertThat(host.line()).startsWith("heartbeat");
      int comm = debuggers.open("/proc/" + host.pid() + "/comm", 0);
      UserBlock text = debuggers.allocate(16);
      int length = (int) debuggers.pread(comm, text, 0);
      assertThat(StandardCharsets.UTF_8.decode(text.bytes().limit(length)).toString())
          .isEqualTo("gpu-vadd\n");
    }
  }

  enum Phase {
    CONNECTED,
    BOUND,
    DISPATCHING,
    STOPPED,
    FENCE_HELD
  }

  @ParameterizedTest
  @EnumSource
  void aKilledHostLeavesNothing(Phase phase) throws Exception {
    long descriptors = descriptorsOfHosts();
    int pid;
    try (ChildProcess host = inPhase(phase)) {
      pid = host.pid();
      host.kill();
    }
    awaitEmpty();
    while (descriptorsOfHosts() != descriptors) {
      Thread.onSpinWait();
    }
    assertThat(Debugger.connect(debuggers, pid)).isEqualTo(-Errno.ENOENT);
    try (ChildProcess next = sample("vadd", 64, "2")) {
      assertThat(next.awaitEnd()).isZero();
    }
    awaitEmpty();
    while (blocksOfVideoMemory() != 0) {
      System.gc(); // what a hardware thread wrote too late goes when it has other things to do
    }
  }

  private ChildProcess inPhase(Phase phase) throws Exception {
    return switch (phase) {
      case CONNECTED -> scripted();
      case BOUND -> bound();
      case DISPATCHING -> dispatching();
      case STOPPED -> stopped();
      case FENCE_HELD -> waitingForAFence();
    };
  }

  private ChildProcess bound() throws IOException {
    ChildProcess host = scripted();
    host.command("share %d", 4 * PAGE);
    return host;
  }

  private ChildProcess dispatching() throws IOException {
    ChildProcess host = sample("collatz", 1 << 15, "forever");
    assertThat(host.line()).startsWith("heartbeat");
    return host;
  }

  private ChildProcess stopped() throws IOException {
    ChildProcess host = dispatching();
    assertThat(new Session(host.pid()).interrupt().isEmpty()).isFalse();
    return host;
  }

  private ChildProcess waitingForAFence() throws IOException {
    ChildProcess host = scripted();
    Debugger debugger = Debugger.attach(debuggers, host.pid());
    debugger.drain();
    host.send("share %d", PAGE);
    debugger.skipTo(Event.VmBindUfence.class);
    return host;
  }

  /** Sockets of hosts and pidfds that this process has. */
  private static long descriptorsOfHosts() throws IOException {
    try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
      return all.map(HostProcessIT::target)
          .filter(target -> target.startsWith("socket:") || target.contains("pidfd"))
          .count();
    }
  }

  private static String target(Path link) {
    try {
      return Files.readSymbolicLink(link).toString();
    } catch (IOException closedMeanwhile) {
      return "";
    }
  }

  private static long blocksOfVideoMemory() throws Exception {
    try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
      Path file = all.filter(link -> target(link).contains("gpu-memory")).findFirst().orElseThrow();
      String path = "/proc/" + ProcessHandle.current().pid() + "/fd/" + file.getFileName();
      Process stat = new ProcessBuilder("stat", "-L", "-c", "%b", path).start();
      return Long.parseLong(stat.inputReader(StandardCharsets.UTF_8).readLine());
    }
  }

  private void awaitEmpty() {
    while (debuggers.list("/proc").size() != 1) {
      Thread.onSpinWait();
    }
  }

  @Test
  void theDebuggerHearsThatAHostIsGone() throws Exception {
    try (ChildProcess host = scripted()) {
      Debugger debugger = Debugger.attach(debuggers, host.pid());
      debugger.drain();

      host.kill();

      assertThat(debugger.skipTo(Event.Client.class).destroyed()).isTrue();
    }
  }

  @Test
  void aHostThatLeavesMayComeBack() throws Exception {
    try (ChildProcess host = scripted()) {
      host.command("leave");
      host.command("connect %s", server.path());
      host.command("share %d", PAGE);
    }
  }

  @Test
  void theSameAddressInTwoHostsIsTwoPlaces() throws Exception {
    try (ChildProcess one = scripted();
        ChildProcess other = scripted()) {
      long address = one.number("share %d", PAGE);
      assertThat(other.number("share %d", PAGE)).isEqualTo(address);
      one.command("poke 8 1111");
      other.command("poke 8 2222");

      Session first = new Session(one.pid());
      Session second = new Session(other.pid());

      assertThat(first.debugger.peekInt(first.vm, address + 8)).isEqualTo(1111);
      assertThat(second.debugger.peekInt(second.vm, address + 8)).isEqualTo(2222);
      second.debugger.pokeInt(second.vm, address + 8, 3333);
      assertThat(one.number("peek 8")).isEqualTo(1111);
      assertThat(other.number("peek 8")).isEqualTo(3333);
    }
  }

  @Test
  void bothSidesSeeTheSameMemoryWhileItChanges() throws Exception {
    try (ChildProcess host = scripted()) {
      long address = host.number("share %d", 3 * PAGE);
      Session session = new Session(host.pid());
      host.command("count 16");
      int last = 0;
      int changes = 0;
      while (changes < 100) {
        int now = session.debugger.peekInt(session.vm, address + 16);
        assertThat(now).isGreaterThanOrEqualTo(last);
        changes += now == last ? 0 : 1;
        last = now;
      }
      assertThat(host.number("peek 16")).isGreaterThanOrEqualTo(last);

      byte[] pattern = new byte[2 * PAGE];
      IntStream.range(0, pattern.length).forEach(i -> pattern[i] = (byte) (i * 31));
      session.debugger.poke(session.vm, address + PAGE / 2, pattern);
      assertThat(session.debugger.peek(session.vm, address + PAGE / 2, 2 * PAGE))
          .isEqualTo(pattern);
      assertThat(host.number("peek %d", PAGE)).isEqualTo(wordAt(pattern, PAGE / 2));
    }
  }

  private static int wordAt(byte[] bytes, int offset) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(offset);
  }

  @Test
  void whatTheHostUnmapsIsAnError() throws Exception {
    try (ChildProcess host = scripted()) {
      long address = host.number("share %d", 2 * PAGE);
      host.command("poke 0 77");
      Session session = new Session(host.pid());

      host.command("read-only");
      assertThat(session.debugger.peekInt(session.vm, address)).isEqualTo(77);
      assertThat(session.write(address)).isEqualTo(-Errno.EFAULT);

      host.command("unmap");
      assertThat(session.read(address)).isEqualTo(-Errno.EFAULT);
      assertThat(session.write(address)).isEqualTo(-Errno.EFAULT);

      host.command("replace");
      assertThat(session.debugger.peekInt(session.vm, address)).isZero();
      session.debugger.pokeInt(session.vm, address, 88);
      assertThat(host.number("peek 0")).isEqualTo(88);
    }
  }

  @Test
  void onlyMemoryThatTheHostCanUseIsBound() throws Exception {
    try (ChildProcess host = scripted()) {
      host.command("share %d", PAGE);
      host.command("read-only");
      assertThat(host.tryCommand("bind")).isEqualTo("error VM_BIND failed: EFAULT");
      host.command("unmap");
      assertThat(host.tryCommand("bind")).isEqualTo("error VM_BIND failed: EFAULT");
      host.command("replace");
      host.command("bind");
    }
  }

  @Test
  void theGpuWritesIntoTheHost() throws Exception {
    try (ChildProcess host = scripted()) {
      host.command("share %d", PAGE);

      host.command("vadd 64");

      assertThat(host.number("peek %d", 63 * 4)).isEqualTo(Float.floatToRawIntBits(64));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"unmap", "read-only"})
  void theGpuCannotWriteWhatTheHostCannot(String change) throws Exception {
    try (ChildProcess host = scripted()) {
      host.command("share %d", PAGE);
      host.command(change);

      assertThat(host.tryCommand("vadd 64")).isEqualTo("error WAIT_USER_FENCE failed: EIO");
    }
  }

  @Test
  void debuggingStopsNoThreadOfTheHost() throws Exception {
    try (ChildProcess host = sample("vadd", 1024, "forever")) {
      assertThat(host.line()).startsWith("heartbeat");
      long before = count(host.line());
      Session session = new Session(host.pid());
      for (int i = 0; i < 30; i++) {
        session.resume(session.interrupt());
        long element = FIRST_BUFFER + 4L * i;
        int first = session.debugger.peekInt(session.vm, element);
        assertThat(first).isEqualTo(Float.floatToRawIntBits(i));
        session.debugger.pokeInt(session.vm, element, first);
        assertThat(host.status("TracerPid")).isEqualTo("0");
        assertThat(host.status("State")).doesNotStartWith("t").doesNotStartWith("T");
      }
      session.leave(host);
      assertThat(count(host.line())).isGreaterThan(before);
      host.terminate();
      assertThat(lastLine(host)).endsWith(" wrong 0");
    }
  }

  private static long count(String line) {
    return Long.parseLong(line.split(" ", -1)[3]);
  }

  @Test
  void debuggingMapsNothingIntoTheHost() throws Exception {
    try (ChildProcess host = scripted()) {
      long address = host.number("share %d", 16 * PAGE);
      host.command("peek 0");
      int before = host.mappings();
      Session session = new Session(host.pid());
      for (int i = 0; i < 100; i++) {
        byte[] bytes = session.debugger.peek(session.vm, address, 16 * PAGE);
        session.debugger.poke(session.vm, address, bytes);
      }
      assertThat(debuggers.fsync(session.vm)).isZero();
      session.debugger.close();

      assertThat(host.mappings()).isEqualTo(before);
      assertThat(host.status("TracerPid")).isEqualTo("0");
    }
  }

  /** A debugger of a host that has an address space and perhaps a queue. */
  private final class Session {
    final Debugger debugger;
    final int vm;
    private final List<Event> events;

    Session(int pid) {
      debugger = Debugger.attach(debuggers, pid);
      events = debugger.drain();
      Event.Vm space = first(Event.Vm.class);
      vm = debugger.openVm(space.clientHandle(), space.vmHandle());
      assertThat(vm).isPositive();
    }

    private <T extends Event> T first(Class<T> kind) {
      return events.stream().filter(kind::isInstance).map(kind::cast).findFirst().orElseThrow();
    }

    long read(long address) {
      return debuggers.pread(vm, debuggers.allocate(4), address);
    }

    long write(long address) {
      return debuggers.pwrite(vm, debuggers.allocate(4), address);
    }

    /** Stops what runs, and says which threads that are; between dispatches nothing runs. */
    Bitmask interrupt() {
      Bitmask stopped = Bitmask.of(new byte[0]);
      while (stopped.isEmpty()) {
        debugger.control(EuControlLayout.INTERRUPT_ALL, queue(), new byte[0]);
        stopped = stopped();
        while (debugger.poll(0) != 0) {
          debugger.next();
        }
      }
      return stopped;
    }

    private Bitmask stopped() {
      byte[] all = new byte[TOPOLOGY.attentionSize()];
      Debugger.Control answer = debugger.control(EuControlLayout.STOPPED, queue(), all);
      return answer.result() == 0 ? answer.bitmask() : Bitmask.of(new byte[0]);
    }

    private Event.ExecQueue queue() {
      return first(Event.ExecQueue.class);
    }

    void resume(Bitmask threads) {
      Header header =
          RiscvEuLayout.header(
              new Geometry(
                  TOPOLOGY.slices(),
                  TOPOLOGY.subslicesPerSlice(),
                  TOPOLOGY.eusPerSubslice(),
                  TOPOLOGY.threadsPerEu()));
      for (int slot = 0; slot < TOPOLOGY.slots(); slot++) {
        if (threads.test(TOPOLOGY.attentionBit(slot))) {
          long saved = SAVE_AREA + header.slotOffset(slot);
          debugger.pokeInt(vm, saved + RiscvEuLayout.CR_OFFSET + 4, 0);
          debugger.pokeInt(vm, saved + RiscvEuLayout.CMD_OFFSET, StateSaveAreaLayout.CMD_RESUME);
        }
      }
      assertThat(debuggers.fsync(vm)).isZero();
      assertThat(debugger.control(EuControlLayout.RESUME, queue(), threads.toBytes()).result())
          .isZero();
    }

    /** Lets all go on, until the host gets results again. */
    void leave(ChildProcess host) {
      long results = results(host.line());
      while (results(host.line()) == results) {
        resume(stopped());
      }
      debugger.close();
    }
  }

  private static long results(String line) {
    return Long.parseLong(line.split(" ", -1)[7]);
  }
}
