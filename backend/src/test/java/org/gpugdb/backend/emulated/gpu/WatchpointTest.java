package org.gpugdb.backend.emulated.gpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gpugdb.backend.emulated.gpu.GpuRig.DATA;
import static org.gpugdb.backend.uapi.RiscvEuLayout.CR1_WATCHPOINT;
import static org.gpugdb.backend.uapi.RiscvEuLayout.SR_WATCH_ADDRESS;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.gpugdb.backend.uapi.DebugAreaLayout;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WatchpointTest {
  private static final long SUMS = DATA + (1 << 20);

  private final GpuRig rig = new GpuRig(Topology.DEMO);

  @AfterEach
  void close() {
    rig.close();
  }

  private void watch(int slot, long address, int length, int kind) {
    long entry =
        GpuRig.DEBUG_AREA
            + DebugAreaLayout.WATCH_OFFSET
            + (long) slot * DebugAreaLayout.WATCH_SLOT_SIZE;
    rig.putLong(entry + DebugAreaLayout.WATCH_ADDRESS_OFFSET, address);
    rig.putInt(entry + DebugAreaLayout.WATCH_LENGTH_OFFSET, length);
    rig.putInt(entry + DebugAreaLayout.WATCH_KIND_OFFSET, kind);
    rig.space.flush();
  }

  @Test
  void stopsAfterTheWrite() {
    rig.load(Programs.VADD);
    watch(3, SUMS + 4 * 99, 4, DebugAreaLayout.WATCH_WRITE);
    rig.putInt(DATA + 4 * 99, 7);
    CompletableFuture<DispatchResult> done = rig.submit(rig.range(128, 8, DATA, DATA, SUMS));
    rig.awaitStopped(1);
    int slot = rig.stopped().get(0);
    assertThat(rig.cr(slot, 1)).isEqualTo(CR1_WATCHPOINT);
    assertThat(rig.sr(slot, SR_WATCH_ADDRESS)).isEqualTo(SUMS + 4 * 99);
    assertThat(rig.word(slot)).isEqualTo(9);
    assertThat(rig.intAt(SUMS + 4 * 99)).isEqualTo(14);
    rig.go(List.of(slot));
    assertThat(GpuRig.await(done)).isEqualTo(DispatchResult.COMPLETED);
  }

  @Test
  void takesEffectInRunningThreadsWithTheFlush() {
    rig.load(Programs.SPIN);
    rig.start(rig.range(64, 64, DATA, SUMS));
    GpuRig.await(() -> rig.longAt(DATA) > 0);
    watch(0, DATA + 8 * 5, 8, DebugAreaLayout.WATCH_READ);
    rig.awaitStopped(1);
    assertThat(rig.word(rig.stopped().get(0))).isEqualTo(4);
    watch(0, 0, 0, DebugAreaLayout.WATCH_OFF);
    rig.go(rig.stopped());
    long counted = rig.longAt(DATA + 8 * 5);
    GpuRig.await(() -> rig.longAt(DATA + 8 * 5) > counted + 10);
    assertThat(rig.stopped()).isEmpty();
  }
}
