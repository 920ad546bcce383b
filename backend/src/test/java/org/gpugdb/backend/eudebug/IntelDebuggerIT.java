package org.gpugdb.backend.eudebug;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.gpugdb.backend.doctor.Identity;
import org.gpugdb.backend.doctor.Machine;
import org.gpugdb.backend.os.Shim;
import org.gpugdb.backend.provider.XeProvider;
import org.gpugdb.backend.spi.BackendException;
import org.gpugdb.backend.spi.Capabilities;
import org.gpugdb.backend.spi.Context;
import org.gpugdb.backend.spi.Device.GpuClient;
import org.gpugdb.backend.spi.LoadedModule;
import org.gpugdb.backend.spi.Resume;
import org.gpugdb.backend.spi.StopCause;
import org.gpugdb.backend.spi.TargetEvent.ModuleLoaded;
import org.gpugdb.backend.spi.TargetEvent.Stops;
import org.gpugdb.backend.spi.ThreadId;
import org.gpugdb.backend.spi.ThreadStop;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The back end for real GPUs on the real system calls, as a C library with an Intel GPU answers
 * them: eight Xe cores, a save area as Xe2's system routine lays it out, Intel's instruction
 * format.
 */
@Timeout(300)
class IntelDebuggerIT {
  private static final int THREADS = 512;

  /** Of the attention bitmap: 8 for each Xe core. */
  private static final int BITMAP_BYTES = 64;

  private static final long SAVE_AREA = 0xfff0_0000_0000L;
  private static final int HEADER = 352;
  private static final int SLOT = 0x4400;
  private static final int GRF_BYTES = 64;

  @TempDir private Path directory;
  private Shim shim;
  private DebuggerRig rig;

  @BeforeEach
  void open() throws Exception {
    shim = Shim.openIntel(directory, DebuggerContract.PROGRAM);
    int pid = shim.clientPid();
    Files.createDirectories(shim.tree().resolve("proc/" + pid));
    int user = (Integer) Files.getAttribute(shim.tree(), "unix:uid");
    Machine machine = new Machine(shim.tree(), new Identity(user, Set.of(), 0));
    Map<String, String> options = Map.of("attach", Integer.toString(pid), "dialect", "prelim");
    rig =
        new DebuggerRig(
            loop -> new XeProvider(() -> machine).open(options, loop), new GpuClient(pid, "sleep"));
  }

  @AfterEach
  void close() {
    rig.close();
    assertThat(shim.resets()).isZero();
    assertThat(shim.threads()).doesNotContain("stopped");
    shim.close();
  }

  private LoadedModule load() throws Exception {
    rig.attach();
    shim.startClient();
    return rig.await(ModuleLoaded.class).module();
  }

  private Map<ThreadId, ThreadStop> stopAll(LoadedModule module) throws Exception {
    Map<ThreadId, ThreadStop> stopped = new HashMap<>();
    while (stopped.size() < THREADS) {
      rig.requestStop(module.space());
      stopped.putAll(rig.loop.call(() -> rig.target().run().stopped(module.space())));
    }
    return stopped;
  }

  private ByteBuffer register(ThreadId thread, String name) throws Exception {
    int number = rig.number(name);
    ByteBuffer value =
        ByteBuffer.allocate(rig.device.info().registers().get(number).bits() / Byte.SIZE);
    return rig.loop.call(
        () -> {
          rig.target().registers(thread).read(number, value);
          return value.flip().order(ByteOrder.LITTLE_ENDIAN);
        });
  }

  @Test
  void tellsWhatTheGpuIsAndWhoUsesIt() throws Exception {
    assertThat(rig.device.info().architecture()).isEqualTo("intelgt");
    assertThat(rig.device.info().threads()).isEqualTo(THREADS);
    assertThat(rig.device.info().registers()).hasSize(155);
    assertThat(rig.device.capabilities()).isEqualTo(new Capabilities(0, false, false));
    assertThat(rig.loop.call(rig.device::clients))
        .containsExactly(new GpuClient(shim.clientPid(), "sleep"));
    assertThatThrownBy(
            () -> rig.loop.call(() -> rig.device.attach(new GpuClient(1, "init"), event -> {})))
        .isInstanceOf(BackendException.NotPermitted.class)
        .hasMessageContaining("process 1 is not the one to be debugged");
  }

  @Test
  void threadsStopAndShowTheirRegisters() throws Exception {
    LoadedModule module = load();
    rig.release(module);

    Map<ThreadId, ThreadStop> stopped = stopAll(module);

    assertThat(stopped.values())
        .extracting(ThreadStop::cause)
        .containsOnly(new StopCause.Interrupted());
    long begin = rig.symbol(module, "tick");
    for (ThreadStop stop : stopped.values()) {
      ThreadId thread = stop.thread();
      long base = register(thread, "isabase").getLong();
      assertThat(base).isEqualTo(begin & -0x1000);
      ByteBuffer control = register(thread, "cr0");
      assertThat(control.remaining()).isEqualTo(12);
      assertThat(base + Integer.toUnsignedLong(control.getInt(8))).isEqualTo(stop.pc());
      assertThat(stop.pc()).isIn(begin, begin + 16, begin + 24, begin + 40);
      assertThat(register(thread, "r0").remaining()).isEqualTo(GRF_BYTES);
      assertThat(register(thread, "r0").getInt(16)).isEqualTo(thread.slot()); // r0.4
      assertThat(register(thread, "btbase").getLong())
          .isEqualTo(0x5000 + (thread.slot() & 0xffff_ffe0L));
    }
    ThreadId last = stopped.keySet().stream().max((a, b) -> a.slot() - b.slot()).orElseThrow();
    assertThat(rig.loop.call(() -> rig.target().threadName(last))).isEqualTo("eu1.3.7.7");
    rig.resumeAll(module.space());
  }

  @Test
  void aRegisterOf512BitsIsWrittenIntoTheSaveArea() throws Exception {
    LoadedModule module = load();
    rig.release(module);
    ThreadId thread = stopAll(module).keySet().iterator().next();
    ByteBuffer value = ByteBuffer.allocate(GRF_BYTES);
    while (value.hasRemaining()) {
      value.put((byte) (0x80 + value.position()));
    }
    rig.loop.call(
        () -> {
          rig.target().registers(thread).write(rig.number("r5"), value.flip());
          return true;
        });

    rig.resume(thread, new Resume.Step());
    rig.awaitStop(thread);

    assertThat(register(thread, "r5")).isEqualTo(value.rewind());
    long at = SAVE_AREA + HEADER + (long) thread.slot() * SLOT + 5 * GRF_BYTES;
    for (int i = 0; i < GRF_BYTES; i++) {
      assertThat(shim.gpuByte(at + i)).isEqualTo(0x80 + i);
    }
    assertThat(register(thread, "r6")).isEqualTo(ByteBuffer.allocate(GRF_BYTES));
    rig.resumeAll(module.space());
  }

  @Test
  void breakpointsAreABitOfTheNativeAndOfTheCompactedInstruction() throws Exception {
    LoadedModule module = load();
    long tick = rig.symbol(module, "tick");
    Context context = Context.of(module.space());
    rig.plant(module.space(), tick);
    rig.plant(module.space(), tick + 16);
    rig.release(module);

    Map<ThreadId, ThreadStop> hits = new HashMap<>();
    while (hits.size() < THREADS) {
      rig.await(Stops.class).batch().forEach(stop -> hits.put(stop.thread(), stop));
    }

    assertThat(hits.values()).extracting(ThreadStop::pc).containsOnly(tick);
    assertThat(hits.values())
        .extracting(ThreadStop::cause)
        .containsOnly(new StopCause.Breakpoint());
    assertThat(shim.gpuByte(tick + 3)).isEqualTo(0x40);
    assertThat(shim.gpuByte(tick + 16)).isEqualTo(0x61 | 0x80);
    assertThat(rig.read(context, tick + 3, 1).get()).isZero();
    assertThat(rig.read(context, tick + 16, 1).get()).isEqualTo((byte) 0x61);

    ThreadId thread = hits.keySet().iterator().next();
    rig.resume(thread, new Resume.Continue());
    assertThat(rig.awaitStop(thread).pc()).isEqualTo(tick + 16);
    assertThat(rig.step(thread).pc()).isEqualTo(tick + 24);
    assertThat(rig.step(thread).pc()).isEqualTo(tick + 40);
    assertThat(rig.step(thread).pc()).isEqualTo(tick);

    rig.unplant(module.space(), tick);
    rig.unplant(module.space(), tick + 16);
    rig.resumeAll(module.space());
    assertThat(shim.gpuByte(tick + 3)).isZero();
    assertThat(shim.gpuByte(tick + 16)).isEqualTo(0x61);
  }

  /** The runtime has one where a kernel begins. */
  @Test
  void aDebugBitOfTheCompilersStopsNobody() throws Exception {
    LoadedModule module = load();
    long tick = rig.symbol(module, "tick");
    Context context = Context.of(module.space());
    rig.write(context, tick + 24 + 3, (byte) 0x40);
    rig.release(module);
    Map<ThreadId, ThreadStop> stopped = stopAll(module);

    assertThat(stopped.values())
        .extracting(ThreadStop::cause)
        .containsOnly(new StopCause.Interrupted());
    ThreadId thread = stopped.keySet().iterator().next();
    for (int i = 0; i < 8; i++) { // twice round
      assertThat(rig.step(thread).cause()).isEqualTo(new StopCause.StepDone());
    }
    rig.resume(thread, new Resume.Continue());
    assertThat(shim.gpuByte(tick + 24 + 3)).isEqualTo(0x40);
    stopAll(module);
    rig.write(context, tick + 24 + 3, (byte) 0); // or there is no leaving: they meet it for ever
    rig.resumeAll(module.space());
  }

  @Test
  void oneThreadIsResumedByItsBitAlone() throws Exception {
    LoadedModule module = load();
    rig.release(module);
    Map<ThreadId, ThreadStop> stopped = stopAll(module);
    ThreadId thread =
        stopped.keySet().stream().filter(t -> t.slot() == 77).findFirst().orElseThrow();

    rig.resume(thread, new Resume.Continue());

    StringBuilder bitmap = new StringBuilder("00".repeat(BITMAP_BYTES));
    int inByte = 77 / 8; // eight EUs of eight threads for each Xe core, without gaps
    bitmap.replace(2 * inByte, 2 * inByte + 2, "20");
    assertThat(shim.lastResume())
        .isEqualTo(
            "eu_control client=11 cmd=2 flags=0 seqno=0 queue=33 lrc=44 reserved=0 size=40 bitmap="
                + bitmap);
    List<String> threads = shim.threads();
    assertThat(threads.get(77)).isEqualTo("runs");
    assertThat(Collections.frequency(threads, "stopped")).isEqualTo(THREADS - 1);
    rig.resumeAll(module.space());
  }

  @Test
  void aDebuggerThatLeavesLetsEveryThreadRun() throws Exception {
    LoadedModule module = load();
    rig.plant(module.space(), rig.symbol(module, "tick") + 16);
    rig.release(module);
    rig.await(Stops.class);

    rig.close(rig.target());

    assertThat(shim.threads()).containsOnly("runs");
    assertThat(shim.gpuByte(rig.symbol(module, "tick") + 16)).isEqualTo(0x61);
  }
}
