package org.gpugdb.backend.eudebug;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.gpugdb.backend.eudebug.LiveRig.kernel;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.gpugdb.backend.emulated.gpu.Topology;
import org.gpugdb.backend.spi.AddressSpaceId;
import org.gpugdb.backend.spi.BackendException;
import org.gpugdb.backend.spi.Context;
import org.gpugdb.backend.spi.Device.GpuClient;
import org.gpugdb.backend.spi.LoadedModule;
import org.gpugdb.backend.spi.Memory;
import org.gpugdb.backend.spi.Resume;
import org.gpugdb.backend.spi.StopCause;
import org.gpugdb.backend.spi.TargetEvent;
import org.gpugdb.backend.spi.TargetEvent.Stops;
import org.gpugdb.backend.spi.ThreadId;
import org.gpugdb.backend.spi.ThreadStop;
import org.gpugdb.backend.spi.WatchKind;
import org.gpugdb.backend.uapi.CompleteDialects;
import org.gpugdb.backend.uapi.Dialect;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The debugger's side against the emulated machine: everything crosses the kernel interface. */
@Timeout(120)
class LiveDebugTest {
  static List<Dialect> dialects() {
    return CompleteDialects.all();
  }

  /**
   * One whose sessions are with processes, one whose sessions are with files: for what takes long.
   */
  static List<Dialect> bothFlavours() {
    return List.of(Dialect.PRELIM, Dialect.V5);
  }

  @ParameterizedTest
  @MethodSource("dialects")
  void everyWorkItemHitsABreakpointPlantedBeforeTheCodeCanRun(Dialect dialect) throws Exception {
    try (LiveRig rig = LiveRig.attached(dialect, Topology.TINY, kernel("vadd", 32))) {
      rig.host.start();
      AddressSpaceId space = rig.await(TargetEvent.SpaceCreated.class).space();
      LoadedModule module = rig.awaitModule("vadd.elf");
      long vadd = rig.symbol(module, "vadd");
      rig.plant(space, vadd);
      rig.release(module);
      Set<Long> items = new TreeSet<>();
      while (items.size() < 32) {
        Stops stops = rig.await(Stops.class);
        for (ThreadStop stop : stops.batch()) {
          assertThat(stop.cause()).isEqualTo(new StopCause.Breakpoint());
          assertThat(stop.pc()).isEqualTo(vadd);
          items.add(rig.register(stop.thread(), "global_id_x"));
        }
        rig.resumeAll(stops);
      }
      assertThat(rig.awaitHostResults()).contains("32 results checked, 0 wrong");
      assertThat(rig.await(TargetEvent.SpaceGone.class).exitStatus()).isZero();
    }
  }

  @ParameterizedTest
  @MethodSource("dialects")
  void stepsExecuteOneInstructionEach(Dialect dialect) throws Exception {
    try (LiveRig rig = LiveRig.attached(dialect, Topology.TINY, kernel("vadd", 8))) {
      rig.host.start();
      AddressSpaceId space = rig.await(TargetEvent.SpaceCreated.class).space();
      LoadedModule module = rig.awaitModule("vadd.elf");
      long vadd = rig.symbol(module, "vadd");
      rig.plant(space, vadd);
      rig.release(module);
      ThreadId thread = rig.await(Stops.class).batch().get(0).thread();
      long retired = rig.register(thread, "retired");
      for (int i = 1; i <= 10; i++) {
        ThreadStop stop = rig.step(thread);
        assertThat(stop.cause()).isEqualTo(new StopCause.StepDone());
        assertThat(rig.register(thread, "retired")).isEqualTo(retired + i);
        if (i < 5) {
          assertThat(stop.pc()).isEqualTo(vadd + 4L * i);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("dialects")
  void rangeStepLeavesTheRange(Dialect dialect) throws Exception {
    try (LiveRig rig = LiveRig.attached(dialect, Topology.TINY, kernel("vadd", 8))) {
      rig.host.start();
      LoadedModule module = rig.awaitModule("vadd.elf");
      long vadd = rig.symbol(module, "vadd");
      rig.plant(module.space(), vadd);
      rig.release(module);
      ThreadId thread = rig.await(Stops.class).batch().get(0).thread();
      rig.resume(thread, new Resume.RangeStep(vadd, vadd + 0x14));
      ThreadStop stop = rig.awaitStop(thread);
      assertThat(stop.cause()).isEqualTo(new StopCause.StepDone());
      assertThat(stop.pc()).isEqualTo(vadd + 0x14);
    }
  }

  @ParameterizedTest
  @MethodSource("dialects")
  void steppingStopsBehindTheLastInstructionOfTheThread(Dialect dialect) throws Exception {
    try (LiveRig rig = LiveRig.attached(dialect, Topology.TINY, kernel("vadd", 8))) {
      rig.host.start();
      LoadedModule firmware = rig.awaitModule("firmware.elf");
      long end = rig.symbol(firmware, "_thread_end");
      rig.plant(firmware.space(), end);
      rig.release(firmware);
      rig.release(rig.awaitModule("vadd.elf"));
      ThreadId thread = rig.await(Stops.class).batch().get(0).thread();
      ThreadStop stop = rig.step(thread);
      assertThat(stop).isEqualTo(new ThreadStop(thread, end + 4, new StopCause.StepDone()));
      rig.resume(thread, new Resume.RangeStep(end, end + 4));
      assertThat(rig.awaitStop(thread).pc()).isEqualTo(end + 4);
      rig.resume(thread, new Resume.Continue());
      rig.close(rig.target());
      assertThat(rig.awaitHostResults()).contains("0 wrong");
    }
  }

  @ParameterizedTest
  @MethodSource("bothFlavours")
  void stopRequestStopsEverythingAndLetsItGoOnUnharmed(Dialect dialect) throws Exception {
    try (LiveRig rig = LiveRig.attached(dialect, Topology.DEMO, kernel("matmul", 16384))) {
      rig.host.start();
      LoadedModule module = rig.awaitModule("matmul.elf");
      AddressSpaceId space = module.space();
      long matmul = rig.symbol(module, "matmul");
      rig.plant(space, matmul);
      rig.release(module);
      Stops first = rig.await(Stops.class);
      rig.unplant(space, matmul);
      rig.resumeAll(first);
      int interrupted = 0;
      for (int i = 0; i < 10; i++) {
        Stops stops = rig.requestStop(space);
        interrupted += stops.batch().size();
        assertThat(rig.residents(space))
            .extracting(r -> r.thread())
            .as("round %d", i)
            .hasSameElementsAs(rig.loop.call(() -> rig.target().run().stopped(space).keySet()));
        rig.resumeAll(space);
      }
      assertThat(interrupted).isPositive();
      assertThat(rig.awaitHostResults()).contains("0 wrong");
    }
  }

  @ParameterizedTest
  @MethodSource("bothFlavours")
  void stopRequestForOneThreadLeavesTheOthersRunning(Dialect dialect) throws Exception {
    try (LiveRig rig = LiveRig.attached(dialect, Topology.DEMO, kernel("matmul", 16384))) {
      rig.host.start();
      LoadedModule module = rig.awaitModule("matmul.elf");
      AddressSpaceId space = module.space();
      long matmul = rig.symbol(module, "matmul");
      rig.plant(space, matmul);
      rig.release(module);
      Stops first = rig.await(Stops.class);
      rig.unplant(space, matmul);
      ThreadId wanted = first.batch().get(0).thread();
      rig.resumeAll(first);
      Stops stops = rig.requestStop(space, wanted);
      assertThat(stops.batch()).extracting(ThreadStop::thread).isSubsetOf(wanted);
      rig.resumeAll(stops);
      rig.close(rig.target());
      assertThat(rig.awaitHostResults()).contains("0 wrong");
    }
  }

  @ParameterizedTest
  @MethodSource("dialects")
  void sharedLocalMemoryIsThatOfTheThreadsGroup(Dialect dialect) throws Exception {
    try (LiveRig rig = LiveRig.attached(dialect, Topology.TINY, kernel("reduce", 16))) {
      rig.host.start();
      LoadedModule module = rig.awaitModule("reduce.elf");
      long combine = rig.symbol(module, "combine");
      long tmp = rig.symbol(module, "reduce.tmp");
      rig.plant(module.space(), combine);
      rig.release(module);
      ThreadStop stop = rig.await(Stops.class).batch().get(0);
      long group = rig.register(stop.thread(), "group_id_x");
      ByteBuffer values = rig.read(Context.of(stop.thread()), tmp, 32);
      for (int i = 0; i < 8; i++) {
        assertThat(values.getInt(4 * i)).isEqualTo((int) group * 8 + i);
      }
      assertThatThrownBy(() -> rig.read(Context.of(module.space()), tmp, 4))
          .isInstanceOf(BackendException.MemoryFault.class);
      rig.write(Context.of(stop.thread()), tmp + 1, (byte) 1);
      assertThat(rig.read(Context.of(stop.thread()), tmp, 4).getInt(0))
          .isEqualTo((int) group * 8 + 0x100);
      assertThat(rig.read(Context.of(stop.thread()), 0x7000_0000_0000L, 8).remaining())
          .isEqualTo(8);
    }
  }

  @ParameterizedTest
  @MethodSource("dialects")
  void stepOverABarrierEndsBehindItAndTheThreadThenWaits(Dialect dialect) throws Exception {
    try (LiveRig rig = LiveRig.attached(dialect, Topology.TINY, kernel("reduce", 8))) {
      rig.host.start();
      LoadedModule module = rig.awaitModule("reduce.elf");
      long barrier = rig.symbol(module, "_Z7barrierj");
      long csr = rig.find(module, barrier, 0x8c101073 | 0xf8000);
      rig.plant(module.space(), csr);
      rig.release(module);
      ThreadStop stop = rig.await(Stops.class).batch().get(0);
      assertThat(stop.pc()).isEqualTo(csr);
      ThreadStop stepped = rig.step(stop.thread());
      assertThat(stepped.cause()).isEqualTo(new StopCause.StepDone());
      assertThat(stepped.pc()).isEqualTo(csr + 4);
    }
  }

  @ParameterizedTest
  @MethodSource("dialects")
  void outputAppearsAndAFailedAssertionIsAnAbort(Dialect dialect) throws Exception {
    try (LiveRig rig = LiveRig.attached(dialect, Topology.TINY, kernel("hello", 8))) {
      rig.host.start();
      rig.release(rig.awaitModule("hello.elf"));
      StringBuilder text = new StringBuilder();
      while (text.toString().lines().count() < 8) {
        text.append(rig.await(TargetEvent.ConsoleText.class).text());
      }
      assertThat(text.toString().lines())
          .hasSize(8)
          .allMatch(line -> line.startsWith("work-item "));
      assertThat(rig.await(TargetEvent.SpaceGone.class).exitStatus()).isZero();
    }
  }

  @ParameterizedTest
  @MethodSource("dialects")
  void pageFaultStopsTheThreadThatMadeIt(Dialect dialect) throws Exception {
    try (LiveRig rig = LiveRig.attached(dialect, Topology.TINY, kernel("oob", 32))) {
      rig.host.start();
      LoadedModule module = rig.awaitModule("oob.elf");
      rig.release(module);
      Stops stops = rig.await(Stops.class);
      assertThat(stops.batch()).hasSize(1);
      ThreadStop stop = stops.batch().get(0);
      assertThat(stop.cause()).isInstanceOf(StopCause.PageFault.class);
      assertThat(rig.register(stop.thread(), "global_id_x")).isZero();
      assertThat(((StopCause.PageFault) stop.cause()).address())
          .isEqualTo(rig.register(stop.thread(), "fault_address"))
          .isNotZero();
      rig.resumeAll(stops);
      assertThat(rig.awaitHostResults()).contains("32 results checked, 0 wrong");
      assertThat(rig.await(TargetEvent.SpaceGone.class).space()).isEqualTo(module.space());
    }
  }

  @ParameterizedTest
  @MethodSource("dialects")
  void watchpointStopsBehindTheAccess(Dialect dialect) throws Exception {
    try (LiveRig rig = LiveRig.attached(dialect, Topology.TINY, kernel("vadd", 8))) {
      rig.host.start();
      LoadedModule module = rig.awaitModule("vadd.elf");
      long vadd = rig.symbol(module, "vadd");
      rig.plant(module.space(), vadd);
      rig.release(module);
      Stops first = rig.await(Stops.class);
      long output = rig.register(first.batch().get(0).thread(), "a2");
      rig.loop.call(
          () -> {
            rig.target().breakpoints(module.space()).watch(WatchKind.WRITE, output + 12, 4);
            rig.target().breakpoints(module.space()).remove(vadd);
            return true;
          });
      rig.resumeAll(first);
      ThreadStop stop = rig.awaitCause(StopCause.Watchpoint.class);
      assertThat(stop.cause()).isEqualTo(new StopCause.Watchpoint(WatchKind.WRITE, output + 12));
      assertThat(rig.register(stop.thread(), "global_id_x")).isEqualTo(3);
      assertThat(rig.read(Context.of(module.space()), output + 12, 4).getInt(0)).isNotZero();
    }
  }

  @ParameterizedTest
  @MethodSource("dialects")
  void detachingLeavesAClientThatGoesOn(Dialect dialect) throws Exception {
    try (LiveRig rig = LiveRig.attached(dialect, Topology.TINY, kernel("vadd", 64))) {
      rig.host.start();
      LoadedModule module = rig.awaitModule("vadd.elf");
      rig.plant(module.space(), rig.symbol(module, "vadd"));
      rig.plant(module.space(), rig.symbol(module, "add"));
      rig.release(module);
      rig.await(Stops.class);
      CountDownLatch done = new CountDownLatch(1);
      rig.loop.call(
          () -> {
            rig.target().detach(done::countDown);
            return true;
          });
      assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
      assertThat(rig.awaitHostResults()).contains("64 results checked, 0 wrong");
      rig.attach();
    }
  }

  @ParameterizedTest
  @MethodSource("bothFlavours")
  void debuggerThatLeavesInTheMiddleOfARequestHarmsNobody(Dialect dialect) throws Exception {
    try (LiveRig rig = LiveRig.attached(dialect, Topology.DEMO, kernel("matmul", 16384))) {
      rig.host.start();
      LoadedModule module = rig.awaitModule("matmul.elf");
      rig.release(module);
      rig.loop.call(
          () -> {
            rig.target().run().requestStop(module.space(), Set.of());
            rig.target().close();
            rig.target().close();
            return true;
          });
      assertThat(rig.awaitHostResults()).contains("0 wrong");
    }
  }

  @ParameterizedTest
  @MethodSource("dialects")
  void heldModuleIsLetGoByDetaching(Dialect dialect) throws Exception {
    try (LiveRig rig = LiveRig.attached(dialect, Topology.TINY, kernel("vadd", 8))) {
      rig.host.start();
      rig.awaitModule("firmware.elf");
      rig.close(rig.target());
      assertThat(rig.awaitHostResults()).contains("0 wrong");
    }
  }

  @ParameterizedTest
  @MethodSource("bothFlavours")
  void lateDebuggerFindsWhatIsThere(Dialect dialect) throws Exception {
    try (LiveRig rig = LiveRig.attached(dialect, Topology.TINY, kernel("collatz", 40_000))) {
      rig.host.start();
      LoadedModule module = rig.awaitModule("collatz.elf");
      rig.plant(module.space(), rig.symbol(module, "collatz"));
      rig.release(module);
      rig.await(Stops.class);
      rig.close(rig.target());
      rig.attach();
      AddressSpaceId space = rig.await(TargetEvent.SpaceCreated.class).space();
      assertThat(rig.loop.call(() -> rig.target().modules(space)))
          .extracting(LoadedModule::name)
          .containsExactly("firmware.elf", "collatz.elf");
      Stops stops = rig.requestStop(space);
      while (stops.batch().isEmpty()) { // between two work-groups nobody is there to stop
        stops = rig.requestStop(space);
      }
      assertThat(rig.loop.call(() -> rig.target().idlePc(space))).isPresent();
      rig.resumeAll(stops);
      assertThat(rig.awaitHostResults()).contains("0 wrong");
      assertThat(rig.await(TargetEvent.SpaceGone.class).space()).isEqualTo(space);
    }
  }

  @ParameterizedTest
  @MethodSource("dialects")
  void aClientThatEndsIsGoneAndTheNextOneIsNew(Dialect dialect) throws Exception {
    try (LiveRig rig = LiveRig.attached(dialect, Topology.TINY, kernel("vadd", 8))) {
      rig.host.start();
      LoadedModule module = rig.awaitModule("vadd.elf");
      rig.host.kill();
      assertThat(rig.await(TargetEvent.SpaceGone.class).space()).isEqualTo(module.space());
      rig.close(rig.target());
      rig.attach();
      rig.host.start();
      LoadedModule next = rig.awaitModule("vadd.elf");
      assertThat(next.id()).as("told from the other").isNotEqualTo(module.id());
      rig.release(next);
      assertThat(rig.awaitHostResults()).contains("8 results checked, 0 wrong");
      assertThat(rig.await(TargetEvent.SpaceGone.class).exitStatus()).isZero();
      assertThat(rig.heardOf(TargetEvent.DeviceLost.class)).isFalse();
    }
  }

  @ParameterizedTest
  @MethodSource("dialects")
  void theMapIsCompleteWhereMappingsAreTold(Dialect dialect) throws Exception {
    try (LiveRig rig = LiveRig.attached(dialect, Topology.TINY, kernel("vadd", 8))) {
      rig.host.start();
      LoadedModule module = rig.awaitModule("vadd.elf");
      rig.plant(module.space(), rig.symbol(module, "vadd"));
      rig.release(module);
      long output = rig.register(rig.await(Stops.class).batch().get(0).thread(), "a2");
      Memory memory = rig.loop.call(() -> rig.target().memory(Context.of(module.space())));
      boolean listed =
          rig.loop.call(memory::map).stream()
              .anyMatch(r -> output >= r.start() && output < r.start() + r.length());
      assertThat(memory.isMapComplete()).isEqualTo(dialect.byProcess());
      assertThat(listed).isEqualTo(memory.isMapComplete());
      assertThat(rig.read(Context.of(module.space()), output, 4).remaining()).isEqualTo(4);
    }
  }

  @ParameterizedTest
  @MethodSource("dialects")
  void memoryMapNamesCode(Dialect dialect) throws Exception {
    try (LiveRig rig = LiveRig.attached(dialect, Topology.TINY, kernel("reduce", 8))) {
      rig.host.start();
      LoadedModule module = rig.awaitModule("reduce.elf");
      assertThat(rig.loop.call(() -> rig.target().memory(Context.of(module.space())).map()))
          .extracting(Memory.Region::kind)
          .contains("bo", "code", "slm");
      rig.release(module);
      assertThat(rig.awaitHostResults()).contains("0 wrong");
    }
  }

  @Test
  void clientsAreTheProcessesThatUseTheGpu() throws Exception {
    try (LiveRig rig = LiveRig.idle(Topology.TINY, kernel("vadd", 8))) {
      rig.kernel.process(3000, 1000, "bystander");
      assertThat(rig.loop.call(rig.device::clients))
          .containsExactly(new GpuClient(LiveRig.HOST_PID, "host"));
    }
  }

  @ParameterizedTest
  @MethodSource("dialects")
  void imageStartsHaltedAndEndsWithItsStatus(Dialect dialect) throws Exception {
    try (LiveRig rig =
        LiveRig.attached(dialect, Topology.TINY, LiveRig.image("tour-gcc.elf", 1, true))) {
      rig.host.start();
      LoadedModule module = rig.await(TargetEvent.ModuleLoaded.class).module();
      assertThat(module.executable()).isTrue();
      rig.release(module);
      Stops stops = rig.await(Stops.class);
      ThreadStop stop = stops.batch().get(0);
      assertThat(stop.cause()).isEqualTo(new StopCause.Interrupted());
      assertThat(stop.pc()).isEqualTo(rig.symbol(module, "_start"));
      assertThat(rig.register(stop.thread(), "retired")).isZero();
    }
  }
}
