package org.gpugdb.backend.emulated.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gpugdb.backend.emulated.kernel.Online.COUNT;
import static org.gpugdb.backend.emulated.kernel.Online.END_OF_THREAD;
import static org.gpugdb.backend.emulated.kernel.Online.LOOP;
import static org.gpugdb.backend.emulated.kernel.Online.NOP;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.gpugdb.backend.emulated.gpu.Topology;
import org.gpugdb.backend.kernel.Errno;
import org.gpugdb.backend.kernel.UserBlock;
import org.gpugdb.backend.uapi.Bitmask;
import org.gpugdb.backend.uapi.Dialect;
import org.gpugdb.backend.uapi.EuControlLayout;
import org.gpugdb.backend.uapi.EuControlLayout.EuControl;
import org.gpugdb.backend.uapi.Event;
import org.gpugdb.backend.uapi.EventCodec;
import org.gpugdb.backend.uapi.EventHeaderLayout;
import org.gpugdb.backend.uapi.RiscvEuLayout;
import org.junit.jupiter.api.AfterEach;

/** Breakpoints, and stopping what runs. */
class OnlineTest {
  private static final int SPAN = Topology.TINY.attentionSize();
  private static final int LAST = END_OF_THREAD;

  /** {@code j .-4}. */
  private static final int BACK_ONE = 0xffdf_f06f;

  private final Online online = new Online(Topology.TINY);

  @AfterEach
  void stop() {
    online.close();
  }

  @KernelContract("basic-breakpoint")
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

    online.resumePast(slots);

    assertThat(online.await(fence)).isZero();
    assertThat(online.stopped().result()).isEqualTo(-Errno.ENOENT);
  }

  @KernelContract("breakpoint-not-in-debug-mode")
  void breakpointNotInDebugMode() {
    online.load(NOP & ~1, END_OF_THREAD);
    int plain = online.createPlainQueue();
    UserBlock fence = online.start(online.client, plain, 1);

    assertThat(online.client.await(fence, -1, plain)).isEqualTo(-Errno.EIO);
    assertThat(online.debugger.drain()).isEmpty();
    assertThat(online.client.dispatch(plain, 1, Online.CODE, 0, fence)).isEqualTo(-Errno.ECANCELED);
  }

  @KernelContract("resume-one")
  void resumeOne() {
    online.load(NOP & ~1, END_OF_THREAD);
    UserBlock fence = online.start(8);
    List<Integer> slots = online.slots(online.awaitStopped(8).bitmask());

    for (int slot : slots) {
      online.resumePast(List.of(slot));
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

  @KernelContract("interrupt-all")
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

  @KernelContract("interrupt-other")
  void interruptOther() {
    online.load(LOOP);
    int plain = online.createPlainQueue();
    online.start(online.client, plain, 1);

    assertThat(online.interrupt().result()).isEqualTo(-Errno.EINVAL);
    assertThat(online.stopped().result()).isEqualTo(-Errno.EBUSY);
  }

  @KernelContract("interrupt-other-debuggable")
  void interruptOtherDebuggable() {
    online.load(LOOP);
    online.start(1);
    online.client.createDebuggableQueue(online.vm);
    Event.ExecQueue second = online.debugger.next(Event.ExecQueue.class);

    assertThat(online.debugger.control(EuControlLayout.INTERRUPT_ALL, second, new byte[0]).result())
        .isEqualTo(-Errno.EINVAL);
    assertThat(online.interrupt().result()).isZero();
  }

  @KernelContract("tdctl-parameters")
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

  @KernelContract("interrupt-reconnect")
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

  @KernelContract("set-breakpoint")
  void setBreakpoint() {
    setBreakpointBeforeTheFence(online);
  }

  @KernelContract("set-breakpoint-faultable")
  void setBreakpointFaultable() {
    try (Online faultable = Online.faultable(Topology.TINY)) {
      setBreakpointBeforeTheFence(faultable);
    }
  }

  /** Plants a breakpoint on the last instruction while the fence of its bind is held. */
  private static void setBreakpointBeforeTheFence(Online online) {
    int object = online.client.createObject(0x1000);
    online.client.map(object, 0x1000).bytes().putInt(0, NOP).putInt(4, NOP).putInt(8, LAST);
    UserBlock fence = online.client.block(8);
    assertThat(
            online.client.bind(
                online.vm, List.of(Client.map(object, 0, 0x1000, Online.CODE, 0)), fence))
        .isZero();
    Event.VmBindUfence ufence = online.debugger.skipTo(Event.VmBindUfence.class);
    online.debugger.pokeInt(online.memory, Online.CODE + 8, LAST & ~1);
    assertThat(online.process.fsync(online.memory)).isZero();
    assertThat(online.debugger.acknowledge(ufence.seqno())).isZero();
    assertThat(online.client.await(fence, -1, 0)).isZero();
    UserBlock done = online.start(8);

    List<Integer> slots = online.slots(online.awaitStopped(8).bitmask());
    assertThat(slots).allMatch(slot -> online.programCounter(slot) == 8);
    online.debugger.pokeInt(online.memory, Online.CODE + 8, LAST);
    slots.forEach(slot -> online.setControlRegister(slot, 1, 0));
    assertThat(online.resume(slots)).isZero();

    assertThat(online.await(done)).isZero();
  }

  /** Seed 6. */
  @KernelContract("set-breakpoint-sigint-debugger")
  void setBreakpointSigintDebugger() throws Exception {
    Random random = new Random(6);
    for (int round = 0; round < 20; round++) {
      online.load(NOP & ~1, END_OF_THREAD);
      UserBlock done = online.start(8);
      FutureTask<Void> session = new FutureTask<>(this::resumeThoughInterrupted, null);
      Thread debugger = new Thread(session, "interrupted debugger");
      debugger.start();
      while (!session.isDone()) {
        LockSupport.parkNanos(random.nextInt(200_000));
        debugger.interrupt();
      }
      session.get();
      assertThat(online.await(done)).isZero();
      assertThat(online.debugger.acknowledge(1)).isEqualTo(-Errno.EINVAL);
      online.debugger.drain();
    }
  }

  /** Reads events until all 8 threads have stopped, and lets them go. */
  private void resumeThoughInterrupted() {
    UserBlock block = online.process.allocate(256);
    Bitmask stopped = Bitmask.of(new byte[0]);
    while (stopped.cardinality() < 8) {
      int result = online.debugger.read(block, Debugger.request(256));
      assertThat(result).isIn(0, -Errno.EINTR);
      if (result == 0) {
        Event event = new EventCodec(Dialect.PRELIM).decode(block.bytes()).orElseThrow();
        stopped = event instanceof Event.EuAttention attention ? attention.bitmask() : stopped;
      }
    }
    for (int slot : online.slots(stopped)) {
      int cr0 = online.controlRegister(slot, 0);
      online.setControlRegister(slot, 0, cr0 | RiscvEuLayout.CR0_SUPPRESS_BREAKPOINT);
      online.setControlRegister(slot, 1, 0);
    }
    int result = -Errno.EINTR;
    while (result == -Errno.EINTR) {
      result = online.resume(online.slots(stopped));
    }
    assertThat(result).isZero();
  }

  @KernelContract("interrupt-all-set-breakpoint")
  void interruptAllSetBreakpoint() {
    interruptAndSetBreakpoint(online);
  }

  @KernelContract("interrupt-all-set-breakpoint-faultable")
  void interruptAllSetBreakpointFaultable() {
    try (Online faultable = Online.faultable(Topology.TINY)) {
      interruptAndSetBreakpoint(faultable);
    }
  }

  /** The breakpoint is on each thread's next instruction: all must hit it. */
  private static void interruptAndSetBreakpoint(Online online) {
    online.load(COUNT, BACK_ONE, END_OF_THREAD);
    online.start(8);
    assertThat(online.interrupt().result()).isZero();
    List<Integer> slots = online.slots(online.awaitStopped(8).bitmask());

    Set<Long> next = new HashSet<>();
    for (int slot : slots) {
      next.add(online.programCounter(slot));
      online.setControlRegister(slot, 1, 0);
    }
    for (long offset : next) {
      int word = online.debugger.peekInt(online.memory, Online.CODE + offset);
      online.debugger.pokeInt(online.memory, Online.CODE + offset, word & ~1);
    }
    assertThat(online.process.fsync(online.memory)).isZero();
    List<Long> before = slots.stream().map(online::programCounter).toList();
    assertThat(online.resume(slots)).isZero();

    List<Integer> again = online.slots(online.awaitStopped(8).bitmask());
    assertThat(again).extracting(online::programCounter).isEqualTo(before);
    assertThat(again)
        .allMatch(slot -> online.controlRegister(slot, 1) == RiscvEuLayout.CR1_BREAKPOINT);
  }

  @KernelContract("debugger-reopen")
  void debuggerReopen() {
    online.load(LOOP, END_OF_THREAD);
    UserBlock fence = online.start(2);
    online.debugger.close();

    online.debugger = Debugger.attach(online.process, Online.PID);
    assertThat(online.debugger.drain())
        .contains(new Event.Client(EventHeaderLayout.FLAG_CREATE, 1, 1))
        .anyMatch(Event.ExecQueue.class::isInstance);
    online.client.createVm();
    assertThat(online.debugger.next(Event.Vm.class).created()).isTrue();
    assertThat(online.interrupt().result()).isZero();
    List<Integer> slots = online.slots(online.awaitStopped(2).bitmask());
    slots.forEach(slot -> online.setProgramCounter(slot, 4));
    slots.forEach(slot -> online.setControlRegister(slot, 1, 0));
    assertThat(online.resume(slots)).isZero();

    assertThat(online.await(fence)).isZero();
  }

  @KernelContract("reset-with-attention")
  void resetWithAttention() {
    online.load(NOP & ~1, END_OF_THREAD);
    UserBlock fence = online.start(1);
    online.awaitStopped(1);
    online.debugger.close();
    assertThat(online.await(fence)).isEqualTo(-Errno.EIO);

    int queue = online.client.createDebuggableQueue(online.vm);
    UserBlock word = online.process.allocate(4);
    word.bytes().putInt(NOP);
    assertThat(online.process.pwrite(online.memory, word, Online.CODE)).isEqualTo(4);
    assertThat(online.process.fsync(online.memory)).isZero();
    UserBlock second = online.start(online.client, queue, 8);

    assertThat(online.client.await(second, -1, queue)).isZero();
  }

  @KernelContract("breakpoint-many-sessions-single-tile")
  void breakpointManySessionsSingleTile() {
    List<Online> all = new ArrayList<>(List.of(online));
    for (int i = 1; i < 4; i++) {
      all.add(Online.beside(online, Online.PID + i, 7 + i));
    }
    List<UserBlock> fences = new ArrayList<>();
    for (Online each : all) {
      each.load(NOP & ~1, END_OF_THREAD);
      fences.add(each.start(2));
    }

    // A stopped context keeps the engine: the others wait for their turn.
    Set<Online> waiting = new HashSet<>(all);
    while (!waiting.isEmpty()) {
      Online stopped = null;
      while (stopped == null) {
        stopped = waiting.stream().filter(o -> o.stopped().result() == 0).findAny().orElse(null);
      }
      Event.EuAttention event = stopped.awaitStopped(2);
      waiting.remove(stopped);
      for (Online other : waiting) {
        assertThat(other.stopped().result()).isEqualTo(-Errno.EBUSY);
        assertThat(other.debugger.drain()).isEmpty();
      }
      stopped.resumePast(stopped.slots(event.bitmask()));
      assertThat(stopped.await(fences.get(all.indexOf(stopped)))).isZero();
    }
  }
}
