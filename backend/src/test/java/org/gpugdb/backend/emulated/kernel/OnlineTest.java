package org.gpugdb.backend.emulated.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gpugdb.backend.emulated.kernel.Online.COUNT;
import static org.gpugdb.backend.emulated.kernel.Online.END_OF_THREAD;
import static org.gpugdb.backend.emulated.kernel.Online.LOOP;
import static org.gpugdb.backend.emulated.kernel.Online.NOP;
import static org.gpugdb.backend.emulated.kernel.Online.READ_HART;

import java.util.List;
import java.util.stream.IntStream;
import org.gpugdb.backend.emulated.gpu.Topology;
import org.gpugdb.backend.kernel.Errno;
import org.gpugdb.backend.kernel.UserBlock;
import org.gpugdb.backend.uapi.EuControlLayout;
import org.gpugdb.backend.uapi.EuControlLayout.EuControl;
import org.gpugdb.backend.uapi.Event;
import org.gpugdb.backend.uapi.EventHeaderLayout;
import org.gpugdb.backend.uapi.RiscvEuLayout;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The tests that need threads: breakpoints, stopping, stepping, page faults. */
class OnlineTest {
  private static final int SPAN = Topology.TINY.attentionSize();

  private final Online online = new Online(Topology.TINY);

  @AfterEach
  void stop() {
    online.close();
  }

  /** Lets stopped threads pass the breakpoint at which they are. */
  private void resumePast(List<Integer> slots) {
    for (int slot : slots) {
      int cr0 = online.controlRegister(slot, 0);
      online.setControlRegister(slot, 0, cr0 | RiscvEuLayout.CR0_SUPPRESS_BREAKPOINT);
      online.setControlRegister(slot, 1, 0);
    }
    assertThat(online.resume(slots)).isZero();
  }

  @Test
  void basicBreakpoint() {
    online.load(NOP, NOP & ~1, END_OF_THREAD);
    UserBlock fence = online.start(1);

    Event.EuAttention event = online.awaitStopped(1);

    assertThat(event.flags()).isEqualTo(EventHeaderLayout.FLAG_STATE_CHANGE);
    assertThat(event.bitmask().size()).isEqualTo(SPAN);
    assertThat(event.clientHandle()).isEqualTo(online.queueEvent.clientHandle());
    assertThat(event.execQueueHandle()).isEqualTo(online.queueEvent.execQueueHandle());
    assertThat(List.of(event.lrcHandle())).isEqualTo(online.queueEvent.lrcHandles());
    List<Integer> slots = online.slots(event.bitmask());
    assertThat(online.isStopped(slots.get(0))).isTrue();
    assertThat(online.programCounter(slots.get(0))).isEqualTo(4);
    assertThat(online.controlRegister(slots.get(0), 1)).isEqualTo(RiscvEuLayout.CR1_BREAKPOINT);

    resumePast(slots);

    assertThat(online.await(fence)).isZero();
    assertThat(online.stopped().result()).isEqualTo(-Errno.ENOENT);
  }

  @Test
  void breakpointNotInDebugMode() {
    online.load(NOP & ~1, END_OF_THREAD);
    int plain = online.createPlainQueue();
    UserBlock fence = online.start(online.client, plain, 1);

    assertThat(online.client.await(fence, -1, plain)).isEqualTo(-Errno.EIO);
    assertThat(online.debugger.drain()).isEmpty();
    assertThat(online.client.dispatch(plain, 1, Online.CODE, 0, fence)).isEqualTo(-Errno.ECANCELED);
  }

  @Test
  void stoppedThread() {
    online.load(NOP & ~1, END_OF_THREAD);
    UserBlock fence = online.start(2);
    Event.EuAttention event = online.awaitStopped(2);

    long last = event.seqno();
    for (int i = 0; i < 5; i++) {
      Debugger.Control answer = online.stopped();
      assertThat(answer.result()).isZero();
      assertThat(answer.bitmask()).isEqualTo(event.bitmask());
      assertThat(answer.size()).isEqualTo(SPAN);
      assertThat(answer.seqno()).isGreaterThan(last);
      last = answer.seqno();
    }
    // What has not changed is said again.
    Event.EuAttention again = online.debugger.next(Event.EuAttention.class);
    assertThat(again.bitmask()).isEqualTo(event.bitmask());
    assertThat(again.seqno()).isGreaterThan(event.seqno());

    resumePast(online.slots(event.bitmask()));
    assertThat(online.await(fence)).isZero();
  }

  @Test
  void bitmapsOfAnySizeAreServed() {
    online.load(NOP & ~1, END_OF_THREAD);
    online.start(1);
    online.awaitStopped(1);

    for (int size : new int[] {0, 4, SPAN, SPAN + 8}) {
      Debugger.Control answer =
          online.debugger.control(EuControlLayout.STOPPED, online.queueEvent, new byte[size]);
      assertThat(answer.result()).isZero();
      assertThat(answer.size()).isEqualTo(SPAN);
      assertThat(answer.bitmask().isEmpty()).isEqualTo(size == 0);
    }
  }

  @Test
  void resumeOne() {
    online.load(NOP & ~1, END_OF_THREAD);
    UserBlock fence = online.start(8);
    List<Integer> slots = online.slots(online.awaitStopped(8).bitmask());

    for (int slot : slots) {
      resumePast(List.of(slot));
      if (slot != slots.get(7)) {
        awaitAttentionWithout(slot);
      }
    }

    assertThat(online.await(fence)).isZero();
  }

  /** The thread has left, all that were not resumed are still there. */
  private void awaitAttentionWithout(int slot) {
    Debugger.Control answer;
    do {
      answer = online.stopped();
      assertThat(answer.result()).isZero();
    } while (online.slots(answer.bitmask()).contains(slot));
    assertThat(online.slots(answer.bitmask()))
        .containsExactlyElementsOf(IntStream.range(slot + 1, 8).boxed().toList());
  }

  @Test
  void setBreakpoint() {
    online.load(NOP, NOP, END_OF_THREAD);
    int word = online.debugger.peekInt(online.memory, Online.CODE + 4);
    online.debugger.pokeInt(online.memory, Online.CODE + 4, word & ~1);
    assertThat(online.process.fsync(online.memory)).isZero();
    UserBlock fence = online.start(8);

    List<Integer> slots = online.slots(online.awaitStopped(8).bitmask());
    assertThat(slots).allMatch(slot -> online.programCounter(slot) == 4);
    online.debugger.pokeInt(online.memory, Online.CODE + 4, word);
    slots.forEach(slot -> online.setControlRegister(slot, 1, 0));
    assertThat(online.resume(slots)).isZero();

    assertThat(online.await(fence)).isZero();
  }

  @Test
  void interruptAll() {
    online.load(LOOP, END_OF_THREAD);
    UserBlock fence = online.start(8);

    Debugger.Control interrupt = online.interrupt();
    assertThat(interrupt.result()).isZero();
    assertThat(interrupt.size()).isEqualTo(SPAN);
    Event.EuAttention event = online.awaitStopped(8);

    assertThat(event.seqno()).isGreaterThan(interrupt.seqno());
    List<Integer> slots = online.slots(event.bitmask());
    for (int slot : slots) {
      assertThat(online.programCounter(slot)).isZero();
      assertThat(online.controlRegister(slot, 1)).isEqualTo(RiscvEuLayout.CR1_FORCED_EXCEPTION);
      online.setProgramCounter(slot, 4);
      online.setControlRegister(slot, 1, 0);
    }
    assertThat(online.resume(slots)).isZero();
    assertThat(online.await(fence)).isZero();
  }

  @Test
  void interruptAllSetBreakpoint() {
    online.load(COUNT, 0xffdf_f06f, END_OF_THREAD); // j .-4
    online.start(8);
    online.interrupt();
    List<Integer> slots = online.slots(online.awaitStopped(8).bitmask());

    online.debugger.pokeInt(online.memory, Online.CODE, COUNT & ~1);
    assertThat(online.process.fsync(online.memory)).isZero();
    slots.forEach(slot -> online.setControlRegister(slot, 1, 0));
    assertThat(online.resume(slots)).isZero();

    assertThat(online.slots(online.awaitStopped(8).bitmask()))
        .allMatch(slot -> online.programCounter(slot) == 0)
        .allMatch(slot -> online.controlRegister(slot, 1) == RiscvEuLayout.CR1_BREAKPOINT);
  }

  @Test
  void interruptOther() {
    online.load(LOOP);
    int plain = online.createPlainQueue();
    online.start(online.client, plain, 1);

    assertThat(online.interrupt().result()).isEqualTo(-Errno.EINVAL);
    assertThat(online.stopped().result()).isEqualTo(-Errno.EBUSY);
  }

  @Test
  void interruptOtherDebuggable() {
    online.load(LOOP);
    online.start(1);
    online.client.createDebuggableQueue(online.vm);
    Event.ExecQueue second = online.debugger.next(Event.ExecQueue.class);

    assertThat(online.debugger.control(EuControlLayout.INTERRUPT_ALL, second, new byte[0]).result())
        .isEqualTo(-Errno.EINVAL);
    assertThat(online.interrupt().result()).isZero();
  }

  @Test
  void tdctlParameters() {
    online.load(LOOP);
    online.start(1);
    Event.ExecQueue e = online.queueEvent;
    long lrc = e.lrcHandles().get(0);
    long q = e.execQueueHandle();

    assertThat(control(e.clientHandle() + 1, 0, 0, q, lrc, 0, 0)).isEqualTo(-Errno.EINVAL);
    assertThat(control(e.clientHandle(), 0, 0, q + 1, lrc, 0, 0)).isEqualTo(-Errno.EINVAL);
    assertThat(control(e.clientHandle(), 0, 0, q, lrc + 1, 0, 0)).isEqualTo(-Errno.EINVAL);
    assertThat(control(e.clientHandle(), 0, 1, q, lrc, 0, 0)).isEqualTo(-Errno.EINVAL);
    UserBlock bits = online.process.allocate(16);
    assertThat(control(e.clientHandle(), 0, 0, q, lrc, 3, bits.address())).isEqualTo(-Errno.EINVAL);
    assertThat(control(e.clientHandle(), 0, 0, q, lrc, 4, bits.address())).isEqualTo(-Errno.EINVAL);
    assertThat(control(e.clientHandle(), 1, 0, q, lrc, 4, 0x1000)).isEqualTo(-Errno.EFAULT);
    assertThat(control(e.clientHandle(), 1, 0, q, lrc, 4, -1)).isEqualTo(-Errno.EFAULT);
    for (int command : new int[] {3, 4, 77, -1}) {
      assertThat(control(e.clientHandle(), command, 0, q, lrc, 0, 0)).isEqualTo(-Errno.EINVAL);
    }
    assertThat(control(e.clientHandle(), 0, 0, q, lrc, 0, 0)).isZero();
  }

  private int control(
      long client, int command, int flags, long queue, long lrc, int size, long address) {
    return online
        .debugger
        .control(new EuControl(client, command, flags, 0, queue, lrc, 0, size, address))
        .result();
  }

  @Test
  void interruptReconnect() {
    online.load(LOOP);
    UserBlock fence = online.start(2);
    online.interrupt();
    online.awaitStopped(2);

    online.debugger.close();

    assertThat(online.await(fence)).isEqualTo(-Errno.EIO);
    Debugger next = Debugger.attach(online.process, Online.PID);
    assertThat(next.drain())
        .isNotEmpty()
        .noneMatch(Event.EuAttention.class::isInstance)
        .anyMatch(Event.ExecQueue.class::isInstance);
  }

  @Test
  void debuggerReopen() {
    online.load(LOOP, END_OF_THREAD);
    UserBlock fence = online.start(2);
    online.debugger.close();

    online.debugger = Debugger.attach(online.process, Online.PID);
    online.debugger.drain();
    assertThat(online.interrupt().result()).isZero();
    List<Integer> slots = online.slots(online.awaitStopped(2).bitmask());
    slots.forEach(slot -> online.setProgramCounter(slot, 4));
    slots.forEach(slot -> online.setControlRegister(slot, 1, 0));
    assertThat(online.resume(slots)).isZero();

    assertThat(online.await(fence)).isZero();
  }

  @Test
  void singleStep() {
    online.load(COUNT & ~1, COUNT, COUNT, COUNT, COUNT, COUNT, COUNT, COUNT, END_OF_THREAD);
    UserBlock fence = online.start(8);
    List<Integer> slots = online.slots(online.awaitStopped(8).bitmask());

    for (int step = 1; step <= 7; step++) {
      for (int slot : slots) {
        int cr0 = online.controlRegister(slot, 0);
        online.setControlRegister(slot, 0, cr0 | RiscvEuLayout.CR0_SUPPRESS_BREAKPOINT);
        online.setControlRegister(slot, 1, RiscvEuLayout.CR1_BREAKPOINT);
      }
      assertThat(online.resume(slots)).isZero();
      online.awaitStopped(8);
      for (int slot : slots) {
        assertThat(online.programCounter(slot)).isEqualTo(4L * step);
        assertThat(online.register(slot, 6)).isEqualTo(step);
      }
    }
    resumePast(slots);
    assertThat(online.await(fence)).isZero();
  }

  @Test
  void singleStepOne() {
    online.load(COUNT & ~1, COUNT, COUNT, END_OF_THREAD);
    online.start(8);
    List<Integer> slots = online.slots(online.awaitStopped(8).bitmask());
    int one = slots.get(3);

    for (int step = 1; step <= 2; step++) {
      int cr0 = online.controlRegister(one, 0);
      online.setControlRegister(one, 0, cr0 | RiscvEuLayout.CR0_SUPPRESS_BREAKPOINT);
      online.setControlRegister(one, 1, RiscvEuLayout.CR1_BREAKPOINT);
      assertThat(online.resume(List.of(one))).isZero();
      online.awaitStopped(8);
    }

    for (int slot : slots) {
      assertThat(online.programCounter(slot)).isEqualTo(slot == one ? 8 : 0);
    }
  }

  @Test
  void pagefaultOneOfMany() {
    // Thread 5 reads from address 0, the others run for ever.
    online.load(
        READ_HART,
        0x0050_0313, // li t1, 5
        0x0062_8463, // beq t0, t1, .+8
        LOOP,
        0x0000_3383, // ld t2, 0(zero)
        END_OF_THREAD);
    online.start(8);

    Event.Pagefault fault = online.debugger.skipTo(Event.Pagefault.class);

    assertThat(fault.flags()).isEqualTo(EventHeaderLayout.FLAG_STATE_CHANGE);
    assertThat(fault.address()).isZero();
    assertThat(fault.before().isEmpty()).isTrue();
    assertThat(fault.resolved().cardinality()).isEqualTo(8);
    List<Integer> faulted = online.slots(fault.after().xor(fault.resolved()));
    assertThat(faulted).hasSize(1);
    assertThat(online.register(faulted.get(0), 5)).isEqualTo(5);
    assertThat(fault.execQueueHandle()).isEqualTo(online.queueEvent.execQueueHandle());
  }

  @Test
  void aPageFaultWithoutADebuggerEndsTheQueue() {
    online.load(0x0000_3383, END_OF_THREAD);
    online.debugger.close();

    assertThat(online.await(online.start(1))).isEqualTo(-Errno.EIO);
  }

  @Test
  void pagefaultReadGivesZeroAndGoesOn() {
    online.load(0x0000_3383, END_OF_THREAD);
    UserBlock fence = online.start(1);
    Event.Pagefault fault = online.debugger.skipTo(Event.Pagefault.class);
    List<Integer> slots = online.slots(fault.resolved());

    slots.forEach(slot -> online.setControlRegister(slot, 1, 0));
    assertThat(online.resume(slots)).isZero();

    assertThat(online.await(fence)).isZero();
  }

  @Test
  void resetWithAttentionLeavesTheDeviceUsable() {
    online.load(NOP & ~1, END_OF_THREAD);
    UserBlock fence = online.start(1);
    online.awaitStopped(1);
    online.debugger.close();
    assertThat(online.await(fence)).isEqualTo(-Errno.EIO);

    int plain = online.createPlainQueue();
    LocalProcess root = online.process;
    UserBlock word = root.allocate(4);
    word.bytes().putInt(NOP);
    assertThat(root.pwrite(online.memory, word, Online.CODE)).isEqualTo(4);
    assertThat(root.fsync(online.memory)).isZero();
    UserBlock second = online.start(online.client, plain, 8);

    assertThat(online.client.await(second, -1, plain)).isZero();
  }

  @Test
  void breakpointManySessionsSingleTile() {
    online.load(NOP & ~1, END_OF_THREAD);
    UserBlock first = online.start(1);
    online.awaitStopped(1);
    LocalProcess other = online.kernel.process(101, 1000, "other");
    Client second = Client.open(other);
    Debugger debugger = Debugger.attach(online.process, 101);
    int vm = second.createVm();
    int object = second.createObject(0x1000);
    second.map(object, 0x1000).bytes().putInt(0, END_OF_THREAD);
    assertThat(second.bind(vm, List.of(Client.map(object, 0, 0x1000, Online.CODE, 0)))).isZero();
    int queue = second.createDebuggableQueue(vm);
    UserBlock done = second.block(8);
    assertThat(second.dispatch(queue, 1, Online.CODE, 0, done)).isZero();
    Event.ExecQueue waiting = debugger.skipTo(Event.ExecQueue.class);

    // A stopped context keeps the engine: the other one has not begun.
    debugger.drain();
    assertThat(debugger.control(EuControlLayout.STOPPED, waiting, new byte[SPAN]).result())
        .isEqualTo(-Errno.EBUSY);
    resumePast(online.slots(online.awaitStopped(1).bitmask()));

    assertThat(online.await(first)).isZero();
    assertThat(second.await(done, -1, queue)).isZero();
  }
}
