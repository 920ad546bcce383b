package org.gpugdb.backend.eudebug;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.gpugdb.backend.emulated.gpu.Topology;
import org.gpugdb.backend.spi.AddressSpaceId;
import org.gpugdb.backend.spi.LoadedModule;
import org.gpugdb.backend.spi.Resume;
import org.gpugdb.backend.spi.TargetEvent;
import org.gpugdb.backend.spi.TargetEvent.Stops;
import org.gpugdb.backend.spi.ThreadId;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever a debugger does to a running client, the client's results stay right. */
@Timeout(180)
class LiveStressTest {
  private static final int ROUNDS = 40;

  @ParameterizedTest(name = "{0}, seed {1}")
  @CsvSource({"reduce, 1", "reduce, 2", "matmul, 3", "histogram, 4", "collatz, 5"})
  void anyOrderOfStopsStepsAndBreakpointsIsHarmless(String kernel, long seed) throws Exception {
    Random random = new Random(seed);
    try (LiveRig rig = LiveRig.attached(Topology.DEMO, LiveRig.kernel(kernel, 16_384))) {
      rig.host.start();
      LoadedModule module = rig.awaitModule(kernel + ".elf");
      AddressSpaceId space = module.space();
      long code = rig.symbol(module, kernel);
      rig.plant(space, code);
      rig.release(module);
      rig.await(Stops.class);
      for (int round = 0; round < ROUNDS; round++) {
        disturb(rig, space, code, random);
      }
      rig.loop.call(
          () -> {
            rig.target().breakpoints(space).clear();
            return true;
          });
      rig.requestStop(space);
      rig.resumeAll(space);
      assertThat(rig.awaitHostResults()).contains(" 0 wrong");
      assertThat(rig.await(TargetEvent.SpaceGone.class).space()).isEqualTo(space);
    }
  }

  private static void disturb(LiveRig rig, AddressSpaceId space, long code, Random random)
      throws Exception {
    switch (random.nextInt(4)) {
      case 0 -> rig.plant(space, code + 4L * random.nextInt(40));
      case 1 -> rig.unplant(space, code + 4L * random.nextInt(40));
      case 2 -> rig.requestStop(space);
      default -> rig.requestStop(space, new ThreadId(space, random.nextInt(Topology.DEMO.slots())));
    }
    rig.loop.call(
        () -> {
          List<ThreadId> stopped = new ArrayList<>(rig.target().run().stopped(space).keySet());
          Collections.sort(stopped);
          Map<ThreadId, Resume> how = new HashMap<>();
          for (ThreadId thread : stopped) {
            if (random.nextInt(4) != 0) {
              how.put(thread, anyhow(code, random));
            }
          }
          rig.target().run().resume(how);
          return true;
        });
  }

  private static Resume anyhow(long code, Random random) {
    return switch (random.nextInt(4)) {
      case 0 -> new Resume.Step();
      case 1 -> new Resume.RangeStep(code, code + 4L * random.nextInt(60));
      default -> new Resume.Continue();
    };
  }
}
