package org.gpugdb.backend.emulated.gpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gpugdb.backend.emulated.gpu.GpuRig.DATA;
import static org.gpugdb.backend.emulated.gpu.GpuRig.SLM;
import static org.gpugdb.backend.uapi.RiscvEuLayout.*;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.gpugdb.backend.uapi.DebugAreaLayout;
import org.gpugdb.backend.uapi.StateSaveAreaLayout;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SystemRoutineTest {
  private static final int A0 = 10;
  private static final long FLAG = DATA + (1 << 20);

  private final GpuRig rig = new GpuRig(Topology.DEMO);

  @AfterEach
  void close() {
    rig.close();
  }

  @Test
  void stopsEveryThreadBeforeAPlantedBreakpoint() {
    rig.load(Programs.STEPS);
    rig.plant(1);
    CompletableFuture<DispatchResult> done = rig.submit(rig.range(256, 8, 100, DATA));
    rig.awaitStopped(256);
    for (int slot : rig.stopped()) {
      assertThat(rig.word(slot)).isEqualTo(1);
      assertThat(rig.x(slot, A0)).isEqualTo(101);
      assertThat(rig.cr(slot, 0)).isEqualTo(CR0_IN_SYSTEM_ROUTINE);
      assertThat(rig.cr(slot, 1)).isEqualTo(CR1_BREAKPOINT);
      assertThat(rig.count(slot)).isEqualTo(1);
    }
    rig.go(rig.stopped());
    assertThat(GpuRig.await(done)).isEqualTo(DispatchResult.COMPLETED);
    assertThat(rig.longAt(DATA + 8 * 255)).isEqualTo(115);
  }

  @Test
  void identifiesTheThread() {
    rig.load(Programs.STEPS);
    Work work = new Work.NdRange(2, new Extent(16, 4, 1), new Extent(4, 2, 1));
    rig.start(rig.dispatch(work, true, 0, DATA));
    rig.awaitStopped(64);
    int slot = 64 + 5; // Second subslice, sixth work-item of group 1.
    assertThat(rig.sr(slot, SR_IDENTITY)).isEqualTo(1 << 8 | 5);
    assertThat(rig.sr(slot, SR_GROUP_ID)).isEqualTo(1);
    assertThat(rig.sr(slot, SR_LOCAL_ID)).isEqualTo(1);
    assertThat(rig.sr(slot, SR_LOCAL_ID + 1)).isEqualTo(1);
    assertThat(rig.sr(slot, SR_GLOBAL_ID)).isEqualTo(5);
    assertThat(rig.sr(slot, SR_GLOBAL_ID + 1)).isEqualTo(1);
    assertThat(rig.sr(slot, SR_GLOBAL_SIZE)).isEqualTo(16);
    assertThat(rig.sr(slot, SR_LOCAL_SIZE + 1)).isEqualTo(2);
    assertThat(rig.sr(slot, SR_WORK_DIM)).isEqualTo(2);
    assertThat(rig.sr(slot, SR_LRC_HANDLE)).isEqualTo(9);
    assertThat(rig.sr(slot, SR_VM_HANDLE)).isEqualTo(7);
  }

  @Test
  void haltsBeforeTheFirstInstructionWhenAsked() {
    rig.load(Programs.STEPS);
    rig.start(
        rig.dispatch(new Work.NdRange(1, new Extent(8, 1, 1), new Extent(8, 1, 1)), true, 0, DATA));
    rig.awaitStopped(8);
    assertThat(rig.word(0)).isZero();
    assertThat(rig.cr(0, 1)).isEqualTo(CR1_FORCED_EXCEPTION);
    assertThat(rig.sr(0, SR_EXCEPTION_DETAIL)).isEqualTo(DETAIL_HALTED_AT_ENTRY);
    assertThat(rig.sr(0, SR_INSTRET)).isZero();
  }

  @Test
  void stepsOneInstructionOfOneThread() {
    rig.load(Programs.STEPS);
    rig.plant(0);
    rig.start(rig.range(16, 8, 0, DATA));
    rig.awaitStopped(16);
    rig.step(3);
    assertThat(rig.word(3)).isEqualTo(1);
    assertThat(rig.x(3, A0)).isEqualTo(1);
    assertThat(rig.cr(3, 1)).isEqualTo(CR1_BREAKPOINT);
    assertThat(rig.cr(3, 0)).as("suppress is consumed").isEqualTo(CR0_IN_SYSTEM_ROUTINE);
    assertThat(rig.sr(3, SR_INSTRET)).isEqualTo(1);
    assertThat(rig.count(3)).isEqualTo(3);
    assertThat(rig.word(4)).isZero();
    assertThat(rig.count(4)).isEqualTo(1);
  }

  @Test
  void takesRegistersFromTheSlotOnResume() {
    rig.load(Programs.STEPS);
    rig.plant(1);
    CompletableFuture<DispatchResult> done = rig.submit(rig.range(8, 8, 0, DATA));
    rig.awaitStopped(8);
    rig.setX(5, A0, 1000);
    rig.setX(5, 0, 77);
    rig.go(rig.stopped());
    GpuRig.await(done);
    assertThat(rig.longAt(DATA + 8 * 5)).isEqualTo(1014);
    assertThat(rig.longAt(DATA + 8 * 4)).isEqualTo(15);
  }

  @Test
  void hitsAgainWithoutSuppress() {
    rig.load(Programs.STEPS);
    rig.plant(1);
    rig.start(rig.range(8, 8, 0, DATA));
    rig.awaitStopped(8);
    rig.command(2, StateSaveAreaLayout.CMD_RESUME);
    rig.setCr(2, 1, 0);
    rig.resume(List.of(2));
    GpuRig.await(() -> rig.count(2) == 3 && rig.stopped().size() == 8);
    assertThat(rig.word(2)).isEqualTo(1);
  }

  @Test
  void staysInTheSystemRoutineWithoutACommand() {
    rig.load(Programs.STEPS);
    rig.plant(1);
    rig.start(rig.range(8, 8, 0, DATA));
    rig.awaitStopped(8);
    rig.resume(List.of(2));
    rig.awaitReady(2);
    assertThat(rig.count(2)).isEqualTo(1);
  }

  @Test
  void forcesRunningAndWaitingThreads() {
    rig.load(Programs.SPIN);
    CompletableFuture<DispatchResult> done = rig.submit(rig.range(256, 64, DATA, FLAG));
    assertThat(rig.device.activeContext()).contains(rig.context);
    assertThat(rig.device.forceException(rig.context)).isTrue();
    rig.awaitStopped(256);
    assertThat(rig.cr(100, 1)).isEqualTo(CR1_FORCED_EXCEPTION);
    long counted = rig.longAt(DATA);
    rig.go(rig.stopped());
    GpuRig.await(() -> rig.longAt(DATA) > counted);
    rig.putInt(FLAG, 1);
    assertThat(GpuRig.await(done)).isEqualTo(DispatchResult.COMPLETED);
    assertThat(rig.device.forceException(rig.context)).isFalse();
  }

  @Test
  void readsAndWritesTheThreadsOwnMemory() {
    rig.load(Programs.WINDOWS);
    rig.start(rig.range(16, 8, SLM, THREAD_WINDOW_BASE));
    rig.awaitStopped(16);
    int first = 1; // Work-item 1 of group 0.
    int second = 64 + 1; // Work-item 1 of group 1, on the next subslice.
    assertThat(rig.cr(first, 1)).isEqualTo(CR1_SOFTWARE_EXCEPTION);
    assertThat(rig.readOwn(first, SLM_ADDRESS_BIT).getInt(4)).isEqualTo(1);
    assertThat(rig.readOwn(second, SLM_ADDRESS_BIT).getInt(4)).isEqualTo(9);
    assertThat(rig.readOwn(first, WINDOW_ADDRESS_BIT).getInt(0)).isEqualTo(1);
    assertThat(rig.readOwn(second, WINDOW_ADDRESS_BIT).getInt(0)).isEqualTo(9);
    rig.writeOwn(second, SLM_ADDRESS_BIT | 16, littleEndian(1, 2, 3, 4));
    assertThat(rig.readOwn(64, SLM_ADDRESS_BIT | 16).getInt(4))
        .as("shared by the group")
        .isEqualTo(2);
    assertThat(rig.readOwn(first, SLM_ADDRESS_BIT | 16).getInt(4)).isEqualTo(5);
  }

  private static ByteBuffer littleEndian(int... words) {
    ByteBuffer bytes = ByteBuffer.allocate(words.length * 4).order(ByteOrder.LITTLE_ENDIAN);
    IntStream.of(words).forEach(bytes::putInt);
    return bytes.flip();
  }

  @ParameterizedTest
  @CsvSource({
    "0x00000073, SOFTWARE, 3, ecall",
    "0x00100073, SOFTWARE, 0, ebreak",
    "0x8c401073, SOFTWARE, 1, 'csrw 0x8c4, zero: abort'",
    "0xffffffff, ILLEGAL, 0, no instruction",
    "0x8c185073, ILLEGAL, 0, 'csrwi 0x8c1, 16: no such barrier'",
    "0xcd829073, ILLEGAL, 0, 'csrw 0xcd8, t0: read-only'",
    "0x002575af, ILLEGAL, 0, amoadd.d without a size",
    "0x00e5272f, ILLEGAL, 2, 'amoadd.w a4, a4, (a0): misaligned'"
  })
  void tellsExceptionsApart(String word, String exception, int detail, String what) {
    rig.load(new int[] {Long.decode(word).intValue(), 0x8c001073});
    rig.start(rig.range(1, 1, DATA + 1, DATA));
    rig.awaitStopped(1);
    int cr1 = exception.equals("SOFTWARE") ? CR1_SOFTWARE_EXCEPTION : CR1_ILLEGAL_OPCODE;
    assertThat(rig.cr(0, 1)).as(what).isEqualTo(cr1);
    assertThat(rig.sr(0, SR_EXCEPTION_DETAIL)).as(what).isEqualTo(detail);
    assertThat(rig.word(0)).as(what).isZero();
  }

  @Test
  void completesAStepOverABarrierAtOnce() {
    rig.load(Programs.STEPS);
    rig.plant(3);
    CompletableFuture<DispatchResult> done = rig.submit(rig.range(8, 8, 0, DATA));
    rig.awaitStopped(8);
    rig.step(6);
    assertThat(rig.word(6)).isEqualTo(4);
    rig.go(List.of(6));
    GpuRig.await(
        () ->
            rig.occupancy(6, DebugAreaLayout.OCCUPANCY_STATE_OFFSET)
                == DebugAreaLayout.STATE_AT_BARRIER);
    rig.device.forceException(rig.context);
    rig.awaitStopped(8);
    assertThat(rig.word(6)).as("still behind the barrier").isEqualTo(4);
    rig.go(IntStream.range(0, 8).boxed().toList());
    assertThat(GpuRig.await(done)).isEqualTo(DispatchResult.COMPLETED);
    assertThat(rig.longAt(DATA + 8 * 6)).isEqualTo(15);
  }

  @Test
  void stopsAThreadThatWaitsAtABarrier() {
    rig.load(Programs.STEPS);
    rig.plant(2);
    CompletableFuture<DispatchResult> done = rig.submit(rig.range(8, 8, 0, DATA));
    rig.awaitStopped(8);
    rig.go(IntStream.range(0, 7).boxed().toList());
    GpuRig.await(
        () ->
            rig.occupancy(0, DebugAreaLayout.OCCUPANCY_STATE_OFFSET)
                == DebugAreaLayout.STATE_AT_BARRIER);
    rig.device.forceException(rig.context);
    rig.awaitStopped(8);
    assertThat(rig.word(0)).isEqualTo(3);
    rig.go(rig.stopped());
    assertThat(GpuRig.await(done)).isEqualTo(DispatchResult.COMPLETED);
    assertThat(rig.longAt(DATA)).isEqualTo(15);
  }
}
