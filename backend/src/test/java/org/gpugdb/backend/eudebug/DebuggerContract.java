package org.gpugdb.backend.eudebug;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.gpugdb.backend.spi.AddressSpaceId;
import org.gpugdb.backend.spi.BackendException;
import org.gpugdb.backend.spi.Context;
import org.gpugdb.backend.spi.Device;
import org.gpugdb.backend.spi.Device.GpuClient;
import org.gpugdb.backend.spi.LoadedModule;
import org.gpugdb.backend.spi.Memory;
import org.gpugdb.backend.spi.Resume;
import org.gpugdb.backend.spi.StopCause;
import org.gpugdb.backend.spi.TargetEvent.ModuleLoaded;
import org.gpugdb.backend.spi.TargetEvent.SpaceCreated;
import org.gpugdb.backend.spi.TargetEvent.SpaceGone;
import org.gpugdb.backend.spi.TargetEvent.Stops;
import org.gpugdb.backend.spi.ThreadId;
import org.gpugdb.backend.spi.ThreadStop;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What a debugger does with one client's threads, whatever the kernel: every kernel has a subclass.
 * The program goes round a loop for ever, in which it counts.
 */
@Timeout(120)
abstract class DebuggerContract {
  static final Path PROGRAM = Path.of("src/test/resources/images/spin-gcc.elf");

  /** A client that has not begun, and a debugger that has not attached. */
  interface Machine extends AutoCloseable {
    DebuggerRig rig();

    RecordingKernel kernel();

    GpuClient client();

    /** Hardware threads of the GPU, of which so many will run the program. */
    int slots();

    int threads();

    /** Lets the client load its program, and begin with it as soon as nobody holds it. */
    void startClient() throws Exception;

    /** Ends the client. */
    void endClient() throws Exception;

    @Override
    void close();
  }

  /** A machine as it is at first. */
  abstract Machine open() throws Exception;

  private static LoadedModule load(Machine machine) throws Exception {
    DebuggerRig rig = machine.rig();
    rig.attach();
    machine.startClient();
    assertThat(rig.await(SpaceCreated.class).space()).isNotNull();
    return rig.await(ModuleLoaded.class).module();
  }

  /** Every thread is stopped at its own place. */
  private static Map<ThreadId, ThreadStop> runAndStop(Machine machine) throws Exception {
    LoadedModule module = load(machine);
    machine.rig().release(module);
    return stopAll(machine, module.space());
  }

  private static Map<ThreadId, ThreadStop> stopAll(Machine machine, AddressSpaceId space)
      throws Exception {
    Map<ThreadId, ThreadStop> stopped = new HashMap<>();
    while (stopped.size() < machine.threads()) {
      machine.rig().requestStop(space);
      stopped = stopped(machine, space); // a thread may not have begun yet
    }
    return stopped;
  }

  private static Map<ThreadId, ThreadStop> stopped(Machine machine, AddressSpaceId space)
      throws Exception {
    DebuggerRig rig = machine.rig();
    return rig.loop.call(() -> rig.target().run().stopped(space));
  }

  private static Map<Integer, Long> bySlot(Map<ThreadId, Long> retired) {
    Map<Integer, Long> bySlot = new HashMap<>();
    retired.forEach((thread, count) -> bySlot.put(thread.slot(), count));
    return bySlot;
  }

  private static Map<ThreadId, Long> retired(Machine machine, Iterable<ThreadId> threads)
      throws Exception {
    Map<ThreadId, Long> retired = new HashMap<>();
    for (ThreadId thread : threads) {
      retired.put(thread, machine.rig().register(thread, "retired"));
    }
    return retired;
  }

  /** Waits until every thread has hit a breakpoint. */
  private static Map<ThreadId, ThreadStop> awaitHits(Machine machine) throws Exception {
    Map<ThreadId, ThreadStop> hits = new HashMap<>();
    while (hits.size() < machine.threads()) {
      machine.rig().await(Stops.class).batch().forEach(stop -> hits.put(stop.thread(), stop));
    }
    assertThat(hits.values())
        .extracting(ThreadStop::cause)
        .containsOnly(new StopCause.Breakpoint());
    return hits;
  }

  /**
   * Lets threads run until each has executed something since; each time, they may be interrupted
   * before they have come to anything.
   */
  private static void awaitProgress(
      Machine machine, AddressSpaceId space, Map<Integer, Long> before) throws Exception {
    Map<ThreadId, ThreadStop> stopped = stopped(machine, space);
    while (!moved(retired(machine, stopped.keySet()), before)) {
      machine.rig().resumeAll(space);
      stopped = stopAll(machine, space);
    }
  }

  private static boolean moved(Map<ThreadId, Long> after, Map<Integer, Long> before) {
    return after.entrySet().stream()
        .allMatch(entry -> entry.getValue() > before.getOrDefault(entry.getKey().slot(), 0L));
  }

  @Test
  void tellsWhatTheGpuIs() throws Exception {
    try (Machine machine = open()) {
      Device device = machine.rig().device;
      assertThat(device.info().threads()).isEqualTo(machine.slots());
      assertThat(device.info().architecture()).isEqualTo("riscv:rv64");
      assertThat(device.capabilities().launch()).isFalse();
    }
  }

  @Test
  void listsTheProcessesThatHaveTheGpuOpen() throws Exception {
    try (Machine machine = open()) {
      DebuggerRig rig = machine.rig();
      assertThat(rig.loop.call(rig.device::clients)).contains(machine.client());
    }
  }

  @Test
  void whatIsLoadedIsShownBeforeItCanRun() throws Exception {
    try (Machine machine = open()) {
      LoadedModule module = load(machine);
      assertThat(module.executable()).isTrue();
      assertThat(module.elf()).isEqualTo(ByteBuffer.wrap(Files.readAllBytes(PROGRAM)));
      DebuggerRig rig = machine.rig();
      assertThat(rig.loop.call(() -> rig.target().spaces())).containsExactly(module.space());
      assertThat(rig.loop.call(() -> rig.target().modules(module.space()))).containsExactly(module);
      assertThat(stopped(machine, module.space())).isEmpty();
    }
  }

  @Test
  void everyThreadStopsOnRequest() throws Exception {
    try (Machine machine = open()) {
      Map<ThreadId, ThreadStop> stopped = runAndStop(machine);
      assertThat(stopped.keySet()).hasSize(machine.threads());
      for (ThreadStop stop : stopped.values()) {
        assertThat(stop.cause()).isEqualTo(new StopCause.Interrupted());
        assertThat(machine.rig().register(stop.thread(), "pc")).isEqualTo(stop.pc());
      }
    }
  }

  @Test
  void memoryEndsWhereTheMappingsDo() throws Exception {
    try (Machine machine = open()) {
      AddressSpaceId space = load(machine).space();
      DebuggerRig rig = machine.rig();
      Context context = Context.of(space);
      List<Memory.Region> map = rig.loop.call(() -> rig.target().memory(context).map());
      assertThat(map).isNotEmpty();
      for (Memory.Region region : map) {
        long end = region.start() + region.length();
        if (map.stream().noneMatch(next -> next.start() == end)) {
          assertThat(rig.read(context, end - 3, 8).remaining()).isEqualTo(3);
          assertThatThrownBy(() -> rig.read(context, end, 1))
              .isInstanceOf(BackendException.MemoryFault.class);
        }
      }
    }
  }

  @Test
  void aWriteIsMadeWholeOrNotAtAll() throws Exception {
    try (Machine machine = open()) {
      LoadedModule module = load(machine);
      DebuggerRig rig = machine.rig();
      Context context = Context.of(module.space());
      List<Memory.Region> map = rig.loop.call(() -> rig.target().memory(context).map());
      Memory.Region last =
          map.stream()
              .filter(r -> map.stream().noneMatch(n -> n.start() == r.start() + r.length()))
              .filter(r -> r.kind().equals("bo"))
              .findFirst()
              .orElseThrow();
      long end = last.start() + last.length();
      rig.write(context, end - 4, (byte) 1, (byte) 2, (byte) 3, (byte) 4);
      assertThat(rig.read(context, end - 4, 4).getInt()).isEqualTo(0x04030201);
      assertThatThrownBy(() -> rig.write(context, end - 2, new byte[] {9, 9, 9, 9}))
          .isInstanceOf(BackendException.MemoryFault.class);
      assertThat(rig.read(context, end - 4, 4).getInt()).isEqualTo(0x04030201);
    }
  }

  @Test
  void aStepIsOneInstructionOfOneThread() throws Exception {
    try (Machine machine = open()) {
      Map<ThreadId, ThreadStop> stopped = runAndStop(machine);
      ThreadId stepped = stopped.keySet().iterator().next();
      Map<ThreadId, Long> expected = retired(machine, stopped.keySet());
      for (int i = 0; i < 5; i++) {
        ThreadStop stop = machine.rig().step(stepped);
        expected.merge(stepped, 1L, Long::sum);
        assertThat(stop.cause()).isEqualTo(new StopCause.StepDone());
        assertThat(retired(machine, stopped.keySet())).isEqualTo(expected);
      }
    }
  }

  @Test
  void aBreakpointPlantedBeforeTheProgramRunsStopsEveryThread() throws Exception {
    try (Machine machine = open()) {
      LoadedModule module = load(machine);
      DebuggerRig rig = machine.rig();
      long tick = rig.symbol(module, "tick");
      Context context = Context.of(module.space());
      ByteBuffer code = rig.read(context, tick, 8);
      rig.plant(module.space(), tick);
      assertThat(rig.read(context, tick, 8)).isEqualTo(code);
      rig.release(module);

      Map<ThreadId, ThreadStop> hits = awaitHits(machine);

      assertThat(hits.values()).extracting(ThreadStop::pc).containsOnly(tick);
      ThreadId thread = hits.keySet().iterator().next();
      ThreadStop next = rig.step(thread);
      assertThat(next.pc()).isEqualTo(tick + 4);
      rig.resume(thread, new Resume.Continue());
      assertThat(rig.awaitStop(thread).pc()).isEqualTo(tick);
    }
  }

  @Test
  void aBreakpointStopsThreadsThatRunAlready() throws Exception {
    try (Machine machine = open()) {
      LoadedModule module = load(machine);
      DebuggerRig rig = machine.rig();
      rig.release(module);
      rig.resumeAll(rig.requestStop(module.space()));
      long tick = rig.symbol(module, "tick");

      rig.plant(module.space(), tick + 4);

      assertThat(awaitHits(machine).values()).extracting(ThreadStop::pc).containsOnly(tick + 4);
    }
  }

  @Test
  void threadsThatAreResumedGoOn() throws Exception {
    try (Machine machine = open()) {
      Map<ThreadId, ThreadStop> stopped = runAndStop(machine);
      AddressSpaceId space = stopped.keySet().iterator().next().space();
      Map<ThreadId, Long> before = retired(machine, stopped.keySet());

      machine.rig().resumeAll(space);
      assertThat(stopped(machine, space)).isEmpty();
      stopAll(machine, space);

      awaitProgress(machine, space, bySlot(before));
    }
  }

  @Test
  void aRegisterThatIsWrittenIsWhatTheThreadGoesOnWith() throws Exception {
    try (Machine machine = open()) {
      ThreadId thread = runAndStop(machine).keySet().iterator().next();
      DebuggerRig rig = machine.rig();
      long value = 0x8182_8384_8586_8788L;
      rig.setRegister(thread, "s11", value);

      rig.step(thread);

      assertThat(rig.register(thread, "s11")).isEqualTo(value);
    }
  }

  @Test
  void cachesAreFlushedBetweenAWriteAndWhatItIsFor() throws Exception {
    try (Machine machine = open()) {
      LoadedModule module = load(machine);
      DebuggerRig rig = machine.rig();
      rig.plant(module.space(), rig.symbol(module, "tick"));
      rig.release(module);
      rig.step(awaitHits(machine).keySet().iterator().next());

      List<String> calls = machine.kernel().calls;
      assertThat(calls).contains("ack", "resume", "pwrite");
      String last = "";
      for (String call : calls) {
        if (call.equals("ack") || call.equals("resume")) {
          assertThat(last).as("%s", calls).isNotEqualTo("pwrite");
        } else {
          last = call;
        }
      }
    }
  }

  @Test
  void aDebuggerThatLeavesLeavesNothingBehind() throws Exception {
    try (Machine machine = open()) {
      LoadedModule module = load(machine);
      DebuggerRig rig = machine.rig();
      long tick = rig.symbol(module, "tick");
      Context context = Context.of(module.space());
      int code = rig.read(context, tick, 4).getInt();
      rig.plant(module.space(), tick);
      rig.release(module);
      Map<ThreadId, Long> before = retired(machine, awaitHits(machine).keySet());

      rig.close(rig.target());
      rig.attach();

      AddressSpaceId space = rig.await(SpaceCreated.class).space();
      assertThat(rig.loop.call(() -> rig.target().modules(space)))
          .singleElement()
          .satisfies(again -> assertThat(again.elf()).isEqualTo(module.elf()));
      Map<ThreadId, ThreadStop> stopped = stopAll(machine, space);
      assertThat(rig.read(Context.of(space), tick, 4).order(ByteOrder.LITTLE_ENDIAN).getInt())
          .isEqualTo(code);
      assertThat(stopped.values())
          .extracting(ThreadStop::cause)
          .containsOnly(new StopCause.Interrupted());
      awaitProgress(machine, space, bySlot(before));
    }
  }

  @Test
  void theEndOfTheClientIsTold() throws Exception {
    try (Machine machine = open()) {
      AddressSpaceId space = runAndStop(machine).keySet().iterator().next().space();

      machine.endClient();

      assertThat(machine.rig().await(SpaceGone.class).space()).isEqualTo(space);
      DebuggerRig rig = machine.rig();
      assertThat(rig.loop.call(() -> rig.target().spaces())).isEmpty();
    }
  }
}
