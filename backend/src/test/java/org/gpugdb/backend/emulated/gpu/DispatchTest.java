package org.gpugdb.backend.emulated.gpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gpugdb.backend.emulated.gpu.GpuRig.DATA;
import static org.gpugdb.backend.emulated.gpu.GpuRig.SLM;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.gpugdb.backend.uapi.DebugAreaLayout;
import org.gpugdb.backend.uapi.RiscvEuLayout;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DispatchTest {
  private static final long A = DATA;
  private static final long B = DATA + (1 << 20);
  private static final long C = DATA + (2 << 20);

  @ParameterizedTest
  @ValueSource(strings = {"tiny", "demo", "big", "huge"})
  void addsVectorsOnEveryPreset(String preset) {
    try (GpuRig rig = new GpuRig(Topology.preset(preset))) {
      rig.load(Programs.VADD);
      for (int i = 0; i < 256; i++) {
        rig.putInt(A + i * 4L, i);
        rig.putInt(B + i * 4L, 1000 * i);
      }
      assertThat(rig.run(rig.range(256, 8, A, B, C))).isEqualTo(DispatchResult.COMPLETED);
      assertThat(rig.ints(C, 256))
          .isEqualTo(IntStream.range(0, 256).mapToObj(i -> 1001 * i).toList());
      assertThat(rig.device.activeContext()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 8, 64})
  void reducesInSharedLocalMemory(int local) {
    try (GpuRig rig = new GpuRig(Topology.DEMO)) {
      rig.load(Programs.REDUCE);
      int groups = 100;
      for (int i = 0; i < groups * local; i++) {
        rig.putInt(A + i * 4L, i);
      }
      assertThat(rig.run(rig.range(groups * local, local, A, B, SLM)))
          .isEqualTo(DispatchResult.COMPLETED);
      List<Integer> sums =
          IntStream.range(0, groups)
              .mapToObj(g -> IntStream.range(g * local, (g + 1) * local).sum())
              .toList();
      assertThat(rig.ints(B, groups)).isEqualTo(sums);
    }
  }

  @Test
  void reachesMemoryOfAProcess() {
    try (GpuRig rig = new GpuRig(Topology.DEMO)) {
      ByteBuffer process = ByteBuffer.allocate(8192).order(ByteOrder.LITTLE_ENDIAN);
      long user = 0x5000_0000_0000L;
      rig.space.mapUser(user, 8192, new HeapMemory(process, 0x7000), 0x7000, true);
      rig.load(Programs.VADD);
      IntStream.range(0, 1024).forEach(i -> process.putInt(i * 4, i));
      assertThat(rig.run(rig.range(1024, 64, user, user, user + 4096)))
          .isEqualTo(DispatchResult.COMPLETED);
      assertThat(IntStream.range(0, 1024).map(i -> process.getInt(4096 + i * 4)).toArray())
          .isEqualTo(IntStream.range(0, 1024).map(i -> 2 * i).toArray());
    }
  }

  /** Bytes that a process has at an address. */
  private record HeapMemory(ByteBuffer bytes, long base) implements UserMemory {
    @Override
    public int read(long address, ByteBuffer to) {
      int count = to.remaining();
      to.put(bytes.slice((int) (address - base), count));
      return count;
    }

    @Override
    public int write(long address, ByteBuffer from) {
      int count = from.remaining();
      bytes.slice((int) (address - base), count).put(from);
      return count;
    }
  }

  @Test
  void limitsResidentGroupsBySharedLocalMemory() {
    try (GpuRig rig = new GpuRig(Topology.DEMO)) {
      rig.load(Programs.WINDOWS);
      rig.start(rig.range(256, 1, SLM, A));
      rig.awaitStopped(4 * Subslice.SLM_CAPACITY / 4096);
      rig.go(rig.stopped());
      assertThat(rig.stopped().size()).isLessThanOrEqualTo(4 * Subslice.SLM_CAPACITY / 4096);
    }
  }

  @Test
  void freesAllSlotsAtTheEnd() {
    try (GpuRig rig = new GpuRig(Topology.DEMO)) {
      rig.load(Programs.REDUCE);
      rig.run(rig.range(640, 64, A, B, SLM));
      assertThat(
              IntStream.range(0, 256)
                  .map(slot -> rig.occupancy(slot, DebugAreaLayout.OCCUPANCY_STATE_OFFSET)))
          .containsOnly(DebugAreaLayout.STATE_FREE);
    }
  }

  @Test
  void endsBareHartsWithTheExitCall() {
    try (GpuRig rig = new GpuRig(Topology.DEMO)) {
      rig.load(Programs.HARTS);
      assertThat(rig.run(rig.dispatch(new Work.Harts(100), false, A)))
          .isEqualTo(DispatchResult.COMPLETED);
      assertThat(rig.intAt(A + 12)).isEqualTo(4);
      assertThat(rig.intAt(GpuRig.DEBUG_AREA + DebugAreaLayout.EXITED_OFFSET)).isEqualTo(1);
      assertThat(rig.intAt(GpuRig.DEBUG_AREA + DebugAreaLayout.EXIT_STATUS_OFFSET)).isEqualTo(42);
    }
  }

  @Test
  void putsBareHartsIntoTheSlotsInOrder() {
    try (GpuRig rig = new GpuRig(Topology.DEMO)) {
      rig.load(Programs.HARTS);
      rig.start(rig.dispatch(new Work.Harts(100), true, A));
      rig.awaitStopped(100);
      assertThat(rig.stopped()).isEqualTo(IntStream.range(0, 100).boxed().toList());
      assertThat(rig.stopped().stream().map(slot -> (int) rig.sr(slot, RiscvEuLayout.SR_HART_ID)))
          .containsExactlyElementsOf(rig.stopped());
    }
  }

  @Test
  void refusesWhatCannotRun() {
    try (GpuRig rig = new GpuRig(Topology.DEMO)) {
      assertThat(status(rig, rig.range(65, 65))).isEqualTo(SubmitStatus.TOO_MANY_THREADS);
      assertThat(status(rig, rig.range(10, 4))).isEqualTo(SubmitStatus.BAD_SHAPE);
      assertThat(status(rig, rig.range(0, 4))).isEqualTo(SubmitStatus.BAD_SHAPE);
      assertThat(status(rig, rig.dispatch(new Work.Harts(257), false)))
          .isEqualTo(SubmitStatus.TOO_MANY_THREADS);
      assertThat(status(rig, rig.range(8, 8, 1, 2, 3, 4, 5, 6, 7, 8, 9)))
          .isEqualTo(SubmitStatus.BAD_ARGUMENTS);
    }
  }

  private static SubmitStatus status(GpuRig rig, Dispatch dispatch) {
    return rig.context.submit(dispatch, result -> {});
  }

  @Test
  void alternatesBetweenContexts() {
    try (GpuRig rig = new GpuRig(GpuConfig.deterministic(Topology.TINY, 0));
        ExecContext other = rig.device.createContext(rig.space, 10, false)) {
      rig.load(Programs.LOG);
      BlockingQueue<String> ended = new LinkedBlockingQueue<>();
      Dispatch dispatch = rig.range(8, 8, A, B);
      // On the only worker: none of them can begin before all are there.
      rig.context.submit(
          dispatch,
          before -> {
            rig.context.submit(dispatch, result -> ended.add("first of one"));
            rig.context.submit(dispatch, result -> ended.add("second of one"));
            other.submit(dispatch, result -> ended.add("first of the other"));
            other.submit(dispatch, result -> ended.add("second of the other"));
          });
      List<String> order = Stream.generate(() -> GpuRig.take(ended)).limit(4).toList();
      assertThat(order)
          .containsExactly(
              "first of one", "first of the other", "second of one", "second of the other");
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 42})
  void executesInTheSameOrderEveryTimeWhenDeterministic(long seed) {
    assertThat(log(seed)).isEqualTo(log(seed));
  }

  private static List<Integer> log(long seed) {
    try (GpuRig rig = new GpuRig(GpuConfig.deterministic(Topology.DEMO, seed))) {
      rig.load(Programs.LOG);
      rig.run(rig.range(512, 16, A, B));
      assertThat(rig.intAt(A)).isEqualTo(8 * 512);
      return rig.ints(B, 8 * 512);
    }
  }
}
