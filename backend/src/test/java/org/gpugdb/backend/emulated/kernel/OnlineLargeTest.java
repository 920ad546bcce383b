package org.gpugdb.backend.emulated.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gpugdb.backend.emulated.kernel.Online.COUNT;
import static org.gpugdb.backend.emulated.kernel.Online.END_OF_THREAD;
import static org.gpugdb.backend.emulated.kernel.Online.LOOP;
import static org.gpugdb.backend.emulated.kernel.Online.NOP;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
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

  /**
   * Each breakpoint's instruction is poisoned while the one before is visited, and restored when
   * threads have stopped there: the poison must not reach what they write.
   */
  @KernelContract("code-poisoned-ahead")
  void poisonAheadThatIsRestoredInTimeIsNeverExecuted() {
    int steps = 6;
    int[] program = withTarget(2 * steps + 1);
    int first = program.length - 2 * steps - 1;
    for (int step = 0; step < steps; step++) {
      program[first + 2 * step] = COUNT & ~1;
      program[first + 2 * step + 1] = 0x0062_a023; // sw t1, 0(t0)
    }
    program[program.length - 1] = END_OF_THREAD;
    online.load(program);
    UserBlock done = online.start(THREADS);
    int poison = 0x0640_0313; // li t1, 100
    for (int step = 0; step < steps; step++) {
      List<Integer> slots = online.slots(online.awaitStopped(THREADS).bitmask());
      long offset = 4L * (first + 2 * step);
      assertThat(slots).allMatch(slot -> online.programCounter(slot) == offset);
      assertTargets(step);
      online.debugger.pokeInt(online.memory, Online.CODE + offset, COUNT & ~1);
      if (step + 1 < steps) {
        online.debugger.pokeInt(online.memory, Online.CODE + offset + 8, poison & ~1);
      }
      online.resumePast(slots);
    }

    assertThat(online.await(done)).isZero();
    assertTargets(steps);
  }

  /** Decoded code is a cache, too: what was changed under running threads must get there. */
  @KernelContract("code-changed-under-way")
  void codeThatChangesUnderRunningThreadsIsExecutedAfterAFlush() {
    int[] program = withTarget(4);
    int loop = program.length - 2;
    program[loop - 2] = 0x0010_0313; // li t1, 1
    program[loop - 1] = 0x0062_a023; // sw t1, 0(t0)
    program[loop] = LOOP;
    program[loop + 1] = END_OF_THREAD;
    online.load(program);
    UserBlock done = online.start(THREADS);
    while (!targets().stream().allMatch(word -> word == 1)) {
      Thread.onSpinWait();
    }
    assertThat(online.client.await(done, 0, online.queue)).isEqualTo(-Errno.ETIME);

    online.debugger.pokeInt(online.memory, Online.CODE + 4L * loop, NOP);
    assertThat(online.process.fsync(online.memory)).isZero();

    assertThat(online.client.await(done, 60_000_000_000L, online.queue)).isZero();
  }

  /** A program that begins with the address of a word of the thread's own in t0. */
  private static int[] withTarget(int more) {
    int[] begin = {
      0x4001_02b7, // lui t0, 0x40010
      0x0102_9293, // slli t0, t0, 16: DATA
      0xf140_23f3, // csrr t2, mhartid
      0x0023_9393, // slli t2, t2, 2
      0x0072_82b3, // add t0, t0, t2
    };
    return Arrays.copyOf(begin, begin.length + more);
  }

  /** What the threads have written, as the client sees it. */
  private List<Integer> targets() {
    ByteBuffer words = online.data.bytes();
    return IntStream.range(0, THREADS).map(i -> words.getInt(4 * i)).boxed().toList();
  }

  private void assertTargets(int expected) {
    assertThat(targets()).containsOnly(expected);
  }

  @KernelContract("attention-discovery")
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
