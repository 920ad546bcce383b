package org.gpugdb.backend.emulated.gpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gpugdb.backend.emulated.gpu.GpuRig.DATA;
import static org.gpugdb.backend.uapi.RiscvEuLayout.CR1_FORCED_EXCEPTION;
import static org.gpugdb.backend.uapi.RiscvEuLayout.DETAIL_PAGE_FAULT;
import static org.gpugdb.backend.uapi.RiscvEuLayout.SR_EXCEPTION_DETAIL;
import static org.gpugdb.backend.uapi.RiscvEuLayout.SR_FAULT_ADDRESS;

import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.gpugdb.backend.emulated.gpu.DispatchResult.Status;
import org.gpugdb.backend.emulated.gpu.GpuRig.PageFault;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PageFaultTest {
  private static final long NOWHERE = 0x1234_5678_9010L;
  private static final long FLAG = DATA + (1 << 20);

  private final GpuRig rig = new GpuRig(Topology.DEMO);

  @AfterEach
  void close() {
    rig.close();
  }

  @Test
  void showsTheFaultingThreadInTheBitmaps() {
    rig.load(Programs.FAULT);
    rig.plant(4);
    int faulty = 77;
    CompletableFuture<DispatchResult> done = rig.submit(rig.range(256, 64, DATA, faulty, NOWHERE));
    PageFault fault = GpuRig.take(rig.pageFaults);
    assertThat(fault.address()).isEqualTo(NOWHERE & -4096);
    int slot = faulty; // Groups of 64 fill the subslices in order.
    assertThat(faulting(fault).stream()).containsExactly(rig.topology.attentionBit(slot));
    assertThat(fault.resolved().cardinality()).isEqualTo(256);
    assertThat(rig.word(slot)).isEqualTo(3);
    assertThat(rig.sr(slot, SR_FAULT_ADDRESS)).isEqualTo(NOWHERE);
    assertThat(rig.cr(slot, 1)).isEqualTo(CR1_FORCED_EXCEPTION);
    assertThat(rig.sr(slot, SR_EXCEPTION_DETAIL)).isEqualTo(DETAIL_PAGE_FAULT);
    assertThat(rig.sr(0, SR_FAULT_ADDRESS)).isZero();

    rig.unplant(4);
    rig.go(rig.stopped());
    assertThat(GpuRig.await(done)).isEqualTo(DispatchResult.COMPLETED);
    assertThat(rig.ints(DATA, 256)).containsOnly(1);
  }

  @Test
  void leavesANullPageBehind() {
    rig.load(Programs.FAULT);
    rig.start(rig.range(8, 8, DATA, 3, NOWHERE));
    GpuRig.take(rig.pageFaults);
    assertThat(rig.space.mappings())
        .contains(new Mapping(NOWHERE & -4096, 4096, MappingKind.NULL, 0, true));
    assertThat(rig.space.read(NOWHERE, ByteBuffer.allocate(4))).isEqualTo(AddressSpace.NOT_MAPPED);
  }

  @Test
  void stopsTheOthersWhereTheyAre() {
    rig.load(Programs.SPIN);
    rig.putInt(FLAG, 0);
    // All count in DATA but work-item 200, whose counter lies behind the end of the data.
    long counters = DATA + GpuRig.DATA_SIZE - 200 * 8;
    rig.start(rig.range(201, 1, counters, FLAG));
    PageFault fault = GpuRig.take(rig.pageFaults);
    assertThat(fault.address()).isEqualTo(DATA + GpuRig.DATA_SIZE);
    assertThat(fault.resolved().cardinality()).isEqualTo(201);
    assertThat(fault.after().cardinality()).isEqualTo(200);
  }

  @Test
  void resolvesFaultsOfOnePageWithOneReport() {
    rig.load(Programs.VADD);
    CompletableFuture<DispatchResult> done =
        rig.submit(rig.range(64, 64, NOWHERE & -4096, DATA, DATA));
    GpuRig.take(rig.pageFaults);
    rig.awaitStopped(64);
    rig.go(rig.stopped());
    assertThat(GpuRig.await(done)).isEqualTo(DispatchResult.COMPLETED);
    assertThat(rig.pageFaults).isEmpty();
  }

  @Test
  void reportsFaultsOfTwoPagesOneAfterTheOther() {
    rig.load(Programs.SPIN);
    long page = NOWHERE & -4096;
    rig.start(rig.range(256, 64, page + 4096 - 128 * 8, FLAG));
    PageFault first = GpuRig.take(rig.pageFaults);
    rig.go(rig.stopped()); // Those of the other page may have been halted before they could fault.
    PageFault second = GpuRig.take(rig.pageFaults);
    assertThat(List.of(first.address(), second.address()))
        .containsExactlyInAnyOrder(page, page + 4096);
    assertThat(faulting(first).cardinality()).isEqualTo(1);
    assertThat(faulting(second).cardinality()).isEqualTo(1);
  }

  private static BitSet faulting(PageFault fault) {
    BitSet difference = (BitSet) fault.after().clone();
    difference.xor(fault.resolved());
    return difference;
  }

  @Test
  void reportsAWriteToAReadOnlyPageWithoutReplacingIt() {
    rig.load(Programs.VADD);
    rig.start(rig.range(8, 8, DATA, DATA, GpuRig.CODE));
    PageFault fault = GpuRig.take(rig.pageFaults);
    assertThat(fault.address()).isEqualTo(GpuRig.CODE);
    assertThat(rig.intAt(GpuRig.CODE)).isEqualTo(Programs.VADD[0]);
    assertThat(rig.word(0)).isEqualTo(8);
  }

  @Test
  void killsAContextThatNobodyDebugs() {
    rig.context.setDebuggerConnected(false);
    rig.load(Programs.FAULT);
    DispatchResult result = rig.run(rig.range(8, 8, DATA, 3, NOWHERE));
    assertThat(result.status()).isEqualTo(Status.FAILED);
    assertThat(result.detail())
        .contains("page fault")
        .contains("0x123456789010")
        .contains("eu0.0.0.3");
    assertThat(GpuRig.take(rig.resets)).isEqualTo(result.detail());
    assertThat(rig.context.isDead()).isTrue();
    assertThat(rig.context.submit(rig.range(8, 8), r -> {})).isEqualTo(SubmitStatus.CONTEXT_DEAD);
  }

  @Test
  void noticesAnUnmapUnderARunningThread() {
    rig.load(Programs.SPIN);
    rig.start(rig.range(8, 8, DATA, FLAG));
    GpuRig.await(() -> rig.longAt(DATA + 7 * 8) > 0);
    rig.space.unmap(DATA, 4096);
    assertThat(GpuRig.take(rig.pageFaults).address()).isEqualTo(DATA);
    rig.awaitStopped(8);
    List<Integer> words = IntStream.range(0, 8).mapToObj(rig::word).toList();
    assertThat(words).isSubsetOf(3, 4, 5, 6, 7);
  }
}
