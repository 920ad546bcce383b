package org.gpugdb.backend.emulated.gpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gpugdb.backend.emulated.gpu.GpuRig.DATA;
import static org.gpugdb.backend.emulated.gpu.GpuRig.SLM;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a debugger does to threads in between, they compute the same. */
class StormTest {
  private static final long SUMS = DATA + (1 << 20);

  /** Interrupts that come faster than threads execute would keep them from ever ending. */
  private static final int INTERRUPTS = 500;

  @ParameterizedTest(name = "workers {0}, seed {1}")
  @CsvSource({"1, 1", "1, 2", "2, 3", "4, 4", "4, 5"})
  void sumsRightUnderInterruptsAndPartialResumes(int workers, long seed) {
    GpuConfig config = new GpuConfig(Topology.DEMO, workers, 500, 0, System::nanoTime);
    try (GpuRig rig = new GpuRig(config)) {
      Random random = new Random(seed);
      rig.load(Programs.SUM);
      int terms = 2_000;
      CompletableFuture<DispatchResult> done = rig.submit(rig.range(400, 8, DATA, terms));
      for (int interrupts = 0; !done.isDone(); ) {
        if (interrupts < INTERRUPTS && random.nextInt(4) == 0) {
          rig.device.forceException(rig.context);
          interrupts++;
        }
        resumeSome(rig, random);
      }
      assertThat(GpuRig.await(done)).isEqualTo(DispatchResult.COMPLETED);
      for (int i = 0; i < 400; i++) {
        assertThat(rig.longAt(DATA + i * 8L)).isEqualTo((long) terms * (terms + 1) / 2);
      }
    }
  }

  private static void resumeSome(GpuRig rig, Random random) {
    List<Integer> stopped = new ArrayList<>(rig.stopped());
    Collections.shuffle(stopped, random);
    List<Integer> some = stopped.subList(0, (stopped.size() + 1) / 2);
    if (!some.isEmpty() && rig.device.activeContext().isPresent()) {
      rig.tryGo(some);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void reducesRightWhileSteppedAcrossBarriers(long seed) {
    try (GpuRig rig = new GpuRig(Topology.DEMO)) {
      Random random = new Random(seed);
      rig.load(Programs.REDUCE);
      int local = 16;
      for (int i = 0; i < 8 * local; i++) {
        rig.putInt(DATA + i * 4L, i);
      }
      Work work = new Work.NdRange(1, new Extent(8 * local, 1, 1), new Extent(local, 1, 1));
      CompletableFuture<DispatchResult> done =
          rig.submit(rig.dispatch(work, true, DATA, SUMS, SLM));
      for (int i = 0; !done.isDone(); i++) {
        if (i < INTERRUPTS) {
          rig.device.forceException(rig.context);
        }
        List<Integer> stopped = rig.stopped();
        for (int slot : stopped) {
          if (i < 200 && random.nextInt(3) > 0) {
            rig.tryStep(slot);
          } else {
            rig.tryGo(List.of(slot));
          }
        }
      }
      assertThat(GpuRig.await(done)).isEqualTo(DispatchResult.COMPLETED);
      List<Integer> sums =
          IntStream.range(0, 8)
              .mapToObj(g -> IntStream.range(g * local, (g + 1) * local).sum())
              .toList();
      assertThat(rig.ints(SUMS, 8)).isEqualTo(sums);
    }
  }
}
