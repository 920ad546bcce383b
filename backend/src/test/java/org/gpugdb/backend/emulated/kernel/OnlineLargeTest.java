package org.gpugdb.backend.emulated.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gpugdb.backend.emulated.kernel.Online.COUNT;
import static org.gpugdb.backend.emulated.kernel.Online.END_OF_THREAD;
import static org.gpugdb.backend.emulated.kernel.Online.LOOP;
import static org.gpugdb.backend.emulated.kernel.Online.NOP;

import java.util.Arrays;
import java.util.List;
import org.gpugdb.backend.emulated.gpu.Topology;
import org.gpugdb.backend.kernel.Errno;
import org.gpugdb.backend.kernel.UserBlock;
import org.gpugdb.backend.uapi.Event;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Tests with many threads, and of what outlives what. */
class OnlineLargeTest {
  private static final Topology TOPOLOGY = Topology.DEMO;
  private static final int THREADS = TOPOLOGY.slots();

  private final Online online = new Online(TOPOLOGY);

  @AfterEach
  void stop() {
    online.close();
  }

  @KernelContract("resume-dss")
  void resumeDss() {
    online.load(NOP & ~1, LOOP);
    online.start(THREADS);
    List<Integer> all = online.slots(online.awaitStopped(THREADS).bitmask());
    int perSubslice = TOPOLOGY.slotsPerSubslice();
    List<Integer> second = all.subList(perSubslice, 2 * perSubslice);

    online.resumePast(second);

    Debugger.Control left;
    do {
      left = online.stopped();
    } while (left.bitmask().cardinality() > THREADS - perSubslice);
    assertThat(online.slots(left.bitmask())).doesNotContainAnyElementsOf(second);
  }

  /** Code ahead is poisoned and restored just in time: no thread may ever execute the poison. */
  @Test
  void poisonedCodeAheadIsNeverExecuted() {
    int steps = 6;
    int[] program = new int[steps + 1];
    Arrays.fill(program, COUNT & ~1);
    program[steps] = END_OF_THREAD;
    online.load(program);
    UserBlock done = online.start(8);
    int poison = 0x0640_0313; // li t1, 100
    for (int step = 0; step < steps; step++) {
      List<Integer> slots = online.slots(online.awaitStopped(8).bitmask());
      for (int slot : slots) {
        assertThat(online.programCounter(slot)).isEqualTo(4L * step);
        assertThat(online.register(slot, 6)).isEqualTo(step);
      }
      if (step + 2 < steps) {
        online.debugger.pokeInt(online.memory, Online.CODE + 4L * (step + 2), poison & ~1);
      }
      if (step + 1 < steps) {
        online.debugger.pokeInt(online.memory, Online.CODE + 4L * (step + 1), COUNT & ~1);
      }
      online.resumePast(slots);
    }

    assertThat(online.await(done)).isZero();
  }

  @Test
  void attentionWhileDiscoveryRunsIsToldAfterIt() {
    online.load(NOP & ~1, END_OF_THREAD);
    online.debugger.close();
    for (int i = 0; i < 70; i++) {
      online.client.createVm();
    }
    online.debugger = Debugger.attach(online.process, Online.PID);
    UserBlock done = online.start(1); // the queue of events is full long before discovery ends
    online.debugger.drain();

    List<Integer> slots = online.slots(online.awaitStopped(1).bitmask());
    online.resumePast(slots);

    assertThat(online.await(done)).isZero();
  }

  @Test
  void theDeviceIsFreeWhenAClientDiesWithStoppedThreads() {
    online.load(NOP & ~1, END_OF_THREAD);
    online.start(THREADS);
    online.awaitStopped(THREADS);
    LocalProcess other = online.kernel.process(101, 1000, "other");
    Client next = Client.open(other);
    int vm = next.createVm();
    int object = next.createObject(0x1000);
    next.map(object, 0x1000).bytes().putInt(0, END_OF_THREAD);
    next.bind(vm, List.of(Client.map(object, 0, 0x1000, Online.CODE, 0)));
    int queue = next.createDebuggableQueue(vm);
    UserBlock done = next.block(8);
    assertThat(next.dispatch(queue, THREADS, Online.CODE, 0, done)).isZero();

    online.app.close();

    assertThat(next.await(done, -1, queue)).isZero();
    assertThat(online.debugger.skipTo(Event.Client.class).destroyed()).isTrue();
    assertThat(online.stopped().result()).isEqualTo(-Errno.EINVAL);
    assertThat(online.process.pread(online.memory, online.process.allocate(4), Online.CODE))
        .isEqualTo(-Errno.EINVAL);
  }
}
