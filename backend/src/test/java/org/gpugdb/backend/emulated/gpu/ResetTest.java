package org.gpugdb.backend.emulated.gpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gpugdb.backend.emulated.gpu.GpuRig.DATA;

import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.gpugdb.backend.emulated.gpu.DispatchResult.Status;
import org.gpugdb.backend.uapi.DebugAreaLayout;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ResetTest {
  private static final long FLAG = DATA + (1 << 20);

  private final GpuRig rig = new GpuRig(Topology.DEMO);

  @AfterEach
  void close() {
    rig.close();
  }

  @Test
  void killsWhatRunsAndWhatIsQueued() {
    rig.load(Programs.SPIN);
    CompletableFuture<DispatchResult> running = rig.submit(rig.range(1000, 8, DATA, FLAG));
    CompletableFuture<DispatchResult> queued = rig.submit(rig.range(8, 8, DATA, FLAG));
    rig.device.reset("test");
    assertThat(rig.device.activeContext()).isEmpty();
    assertThat(GpuRig.await(running)).isEqualTo(new DispatchResult(Status.FAILED, "test"));
    assertThat(GpuRig.await(queued)).isEqualTo(new DispatchResult(Status.FAILED, "test"));
    assertFree();
  }

  @Test
  void leavesNothingOfStoppedThreads() {
    rig.load(Programs.STEPS);
    rig.plant(1);
    CompletableFuture<DispatchResult> done = rig.submit(rig.range(256, 8, 0, DATA));
    rig.awaitStopped(256);
    rig.device.reset("test");
    assertThat(rig.stopped()).isEmpty();
    GpuRig.await(done);
    assertFree();
    assertThat(IntStream.range(0, 256).map(rig::count))
        .as("even: not in the system routine")
        .containsOnly(2);
  }

  @Test
  void letsOtherContextsRun() {
    rig.load(Programs.SPIN);
    rig.start(rig.range(256, 8, DATA, FLAG));
    try (ExecContext other = rig.device.createContext(rig.space, 10, true)) {
      rig.putInt(FLAG + 4, 1);
      CompletableFuture<DispatchResult> done = new CompletableFuture<>();
      other.submit(rig.range(256, 8, DATA, FLAG + 4), done::complete);
      rig.device.reset("test");
      assertThat(GpuRig.await(done)).isEqualTo(DispatchResult.COMPLETED);
    }
  }

  @Test
  void cancelsTheWorkOfAClosedContext() {
    rig.load(Programs.SPIN);
    CompletableFuture<DispatchResult> done = rig.submit(rig.range(256, 8, DATA, FLAG));
    rig.context.close();
    assertThat(GpuRig.await(done).status()).isEqualTo(Status.CANCELLED);
    assertFree();
  }

  @Test
  void killsAContextThatCannotHandleAnException() {
    rig.load(Programs.WINDOWS);
    try (ExecContext plain = rig.device.createContext(rig.space, 10, false)) {
      CompletableFuture<DispatchResult> done = new CompletableFuture<>();
      plain.submit(rig.range(256, 8, GpuRig.SLM, DATA), done::complete);
      assertThat(GpuRig.await(done).detail()).startsWith("software breakpoint at 0x400000000018");
      assertThat(GpuRig.take(rig.resets)).startsWith("software breakpoint");
    }
    assertFree();
  }

  private void assertFree() {
    assertThat(
            IntStream.range(0, 256)
                .map(slot -> rig.occupancy(slot, DebugAreaLayout.OCCUPANCY_STATE_OFFSET)))
        .containsOnly(DebugAreaLayout.STATE_FREE);
  }
}
