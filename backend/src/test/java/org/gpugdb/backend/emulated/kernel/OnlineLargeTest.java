package org.gpugdb.backend.emulated.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gpugdb.backend.emulated.kernel.Online.COUNT;
import static org.gpugdb.backend.emulated.kernel.Online.END_OF_THREAD;
import static org.gpugdb.backend.emulated.kernel.Online.LOOP;
import static org.gpugdb.backend.emulated.kernel.Online.NOP;
import static org.gpugdb.backend.emulated.kernel.Online.READ_HART;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.gpugdb.backend.emulated.gpu.Topology;
import org.gpugdb.backend.kernel.Errno;
import org.gpugdb.backend.kernel.UserBlock;
import org.gpugdb.backend.uapi.Event;
import org.gpugdb.backend.uapi.RiscvEuLayout;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Tests with many threads, and of what outlives what. */
class OnlineLargeTest {
  private static final Topology TOPOLOGY = Topology.DEMO;
  private static final int THREADS = TOPOLOGY.slots();

  /** {@code sd zero, 0(t0)}, after {@code slli t0, t0, 12}: touches a page of its own. */
  private static final int[] TOUCH_OWN_PAGE = {
    READ_HART, 0x00c2_9293, 0x0002_b023, END_OF_THREAD,
  };

  private final Online online = new Online(TOPOLOGY);

  @AfterEach
  void stop() {
    online.close();
  }

  private void clearReasons(List<Integer> slots) {
    for (int slot : slots) {
      int cr0 = online.controlRegister(slot, 0);
      online.setControlRegister(slot, 0, cr0 | RiscvEuLayout.CR0_SUPPRESS_BREAKPOINT);
      online.setControlRegister(slot, 1, 0);
    }
  }

  @Test
  void resumeDss() {
    online.load(NOP & ~1, LOOP);
    online.start(THREADS);
    List<Integer> all = online.slots(online.awaitStopped(THREADS).bitmask());
    int perSubslice = TOPOLOGY.slotsPerSubslice();
    List<Integer> second = all.subList(perSubslice, 2 * perSubslice);

    clearReasons(second);
    assertThat(online.resume(second)).isZero();

    Debugger.Control left;
    do {
      left = online.stopped();
    } while (left.bitmask().cardinality() > THREADS - perSubslice);
    assertThat(online.slots(left.bitmask())).doesNotContainAnyElementsOf(second);
  }

  @Test
  void setBreakpointInTheWindowBeforeTheFenceIsSignalled() {
    int object = online.client.createObject(0x1000);
    online.client.map(object, 0x1000).bytes().putInt(0, NOP).putInt(4, END_OF_THREAD);
    UserBlock fence = online.client.block(8);
    assertThat(
            online.client.bind(
                online.vm, List.of(Client.map(object, 0, 0x1000, Online.CODE, 0)), fence))
        .isZero();
    Event.VmBindUfence ufence = online.debugger.skipTo(Event.VmBindUfence.class);
    online.debugger.pokeInt(online.memory, Online.CODE, NOP & ~1);
    assertThat(online.process.fsync(online.memory)).isZero();
    assertThat(online.debugger.acknowledge(ufence.seqno())).isZero();
    assertThat(online.client.await(fence, -1, 0)).isZero();

    UserBlock done = online.start(THREADS);
    List<Integer> slots = online.slots(online.awaitStopped(THREADS).bitmask());
    clearReasons(slots);
    assertThat(online.resume(slots)).isZero();

    assertThat(online.await(done)).isZero();
  }

  /** Code ahead is poisoned and restored just in time: no thread may ever execute the poison. */
  @Test
  void writesCaching() {
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
      clearReasons(slots);
      assertThat(online.resume(slots)).isZero();
    }

    assertThat(online.await(done)).isZero();
  }

  @Test
  void pagefaultWriteStress() {
    online.load(TOUCH_OWN_PAGE);
    UserBlock done = online.start(16);
    Set<Long> pages = new HashSet<>();
    while (pages.size() < 16) {
      Event.Pagefault fault = online.debugger.skipTo(Event.Pagefault.class);
      assertThat(pages.add(fault.address())).isTrue();
      List<Integer> faulted = online.slots(fault.after().xor(fault.resolved()));
      assertThat(faulted).anyMatch(slot -> online.register(slot, 5) == fault.address());
      List<Integer> stopped = online.slots(fault.resolved());
      stopped.forEach(slot -> online.setControlRegister(slot, 1, 0));
      assertThat(online.resume(stopped)).isZero();
    }

    assertThat(online.await(done)).isZero();
    assertThat(pages)
        .isEqualTo(Set.copyOf(IntStream.range(0, 16).mapToObj(i -> (long) i << 12).toList()));
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
    clearReasons(slots);
    assertThat(online.resume(slots)).isZero();

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
