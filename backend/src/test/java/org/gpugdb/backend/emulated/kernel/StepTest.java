package org.gpugdb.backend.emulated.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gpugdb.backend.emulated.kernel.Online.COUNT;
import static org.gpugdb.backend.emulated.kernel.Online.END_OF_THREAD;

import java.util.Arrays;
import java.util.List;
import org.gpugdb.backend.emulated.gpu.Topology;
import org.gpugdb.backend.kernel.UserBlock;
import org.junit.jupiter.api.AfterEach;

/** One instruction at a time. */
class StepTest {
  private static final int STEPS = 16;
  private static final int THREADS = 8;

  private final Online online = new Online(Topology.TINY);

  @AfterEach
  void stop() {
    online.close();
  }

  /** Starts threads that stop at the first of many instructions. */
  private UserBlock start() {
    int[] program = new int[STEPS + 2];
    Arrays.fill(program, COUNT);
    program[0] = COUNT & ~1;
    program[STEPS + 1] = END_OF_THREAD;
    online.load(program);
    return online.start(THREADS);
  }

  @KernelContract("single-step")
  void singleStep() {
    UserBlock fence = start();
    List<Integer> slots = online.slots(online.awaitStopped(THREADS).bitmask());

    for (int step = 1; step <= STEPS; step++) {
      online.step(slots);
      online.awaitStopped(THREADS);
      for (int slot : slots) {
        assertThat(online.programCounter(slot)).isEqualTo(4L * step);
        assertThat(online.register(slot, 6)).isEqualTo(step);
      }
    }
    online.resumePast(slots);
    assertThat(online.await(fence)).isZero();
  }

  @KernelContract("single-step-one")
  void singleStepOne() {
    UserBlock fence = start();
    List<Integer> slots = online.slots(online.awaitStopped(THREADS).bitmask());
    int one = slots.get(3);

    for (int step = 1; step <= 2; step++) {
      online.step(List.of(one));
      online.awaitStopped(THREADS);
      for (int slot : slots) {
        assertThat(online.programCounter(slot)).isEqualTo(slot == one ? 4L * step : 0);
        assertThat(online.register(slot, 6)).isEqualTo(slot == one ? step : 0);
      }
    }
    online.resumePast(slots);
    assertThat(online.await(fence)).isZero();
  }
}
