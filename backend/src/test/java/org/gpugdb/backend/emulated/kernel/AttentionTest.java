package org.gpugdb.backend.emulated.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gpugdb.backend.emulated.kernel.Online.END_OF_THREAD;
import static org.gpugdb.backend.emulated.kernel.Online.LOOP;
import static org.gpugdb.backend.emulated.kernel.Online.NOP;

import java.time.Duration;
import java.util.List;
import org.gpugdb.backend.emulated.gpu.Topology;
import org.gpugdb.backend.kernel.Errno;
import org.gpugdb.backend.kernel.KernelInterface;
import org.gpugdb.backend.kernel.UserBlock;
import org.gpugdb.backend.uapi.EngineClassInstanceLayout;
import org.gpugdb.backend.uapi.Event;
import org.gpugdb.backend.uapi.EventHeaderLayout;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;

/** What is said of stopped threads as time passes. */
@Timeout(120)
class AttentionTest {
  private static final int THREADS = 2;

  private final ManualClock clock = new ManualClock();
  private final Online online = new Online(Topology.TINY, clock);

  @AfterEach
  void stop() {
    online.close();
  }

  /** Starts threads and waits until both have stopped, and that has just been said. */
  private Event.EuAttention stopAtBreakpoint(UserBlock fence) {
    online.load(NOP & ~1, END_OF_THREAD);
    assertThat(online.client.dispatch(online.queue, THREADS, Online.CODE, Online.SAVE_AREA, fence))
        .isZero();
    while (online.stopped().bitmask().cardinality() < THREADS) {
      Thread.onSpinWait();
    }
    awaitAttention();
    awaitIdleWorker();
    // The next time, the clock shows when.
    for (int i = 0; i < 100 && online.debugger.poll(0) != KernelInterface.POLLIN; i++) {
      pass(1);
    }
    assertThat(online.debugger.poll(0)).as("within 100 ms").isEqualTo(KernelInterface.POLLIN);
    return online.debugger.next(Event.EuAttention.class);
  }

  /** The next event that shows all threads stopped, however much time that takes. */
  private Event.EuAttention awaitAttention() {
    while (true) {
      while (online.debugger.poll(0) != KernelInterface.POLLIN) {
        clock.advance(Duration.ofMillis(1));
      }
      if (online.debugger.next() instanceof Event.EuAttention event
          && event.bitmask().cardinality() == THREADS) {
        return event;
      }
    }
  }

  private void pass(int millis) {
    clock.advance(Duration.ofMillis(millis));
    awaitIdleWorker();
  }

  /** Until the attention worker has said what there is, and waits for the time to say it again. */
  private void awaitIdleWorker() {
    while (!clock.hasWaiter()) {
      Thread.onSpinWait();
    }
  }

  @KernelContract("stopped-thread")
  void stoppedThread() {
    UserBlock fence = online.client.block(8);
    Event.EuAttention event = stopAtBreakpoint(fence);

    long last = event.seqno();
    for (int i = 0; i < 20; i++) {
      pass(99);
      assertThat(online.debugger.poll(0)).isZero();
      pass(1);
      Event.EuAttention again = online.debugger.next(Event.EuAttention.class);
      assertThat(again.bitmask()).isEqualTo(event.bitmask());
      assertThat(again.seqno()).isGreaterThan(last);
      Debugger.Control answer = online.stopped();
      assertThat(answer.result()).isZero();
      assertThat(answer.bitmask()).isEqualTo(event.bitmask());
      assertThat(answer.size()).isEqualTo(online.topology.attentionSize());
      assertThat(answer.seqno()).isGreaterThan(again.seqno());
      last = answer.seqno();
    }

    online.resumePast(online.slots(event.bitmask()));
    assertThat(online.await(fence)).isZero();
    assertThat(online.stopped().result()).isEqualTo(-Errno.ENOENT);
  }

  @KernelContract("attention-abandoned")
  void threadsLeftStoppedCostAResetAtTheNextScan() {
    UserBlock fence = online.client.block(8);
    stopAtBreakpoint(fence);
    online.debugger.close();

    pass(99);
    assertThat(isPending(fence)).isTrue();
    clock.advance(Duration.ofMillis(1));

    assertThat(online.await(fence)).isEqualTo(-Errno.EIO);
  }

  @KernelContract("attention-resumed")
  void threadsThatWereResumedCostNoReset() {
    UserBlock fence = online.client.block(8);
    Event.EuAttention event = stopAtBreakpoint(fence);
    online.resumePast(online.slots(event.bitmask()));
    online.debugger.close();

    assertThat(online.await(fence)).isZero();
    online.load(LOOP);
    UserBlock next = online.start(THREADS);
    clock.advance(Duration.ofSeconds(10));
    assertThat(isPending(next)).isTrue();
  }

  @KernelContract("attention-undebugged")
  void withoutADebuggerThereIsAScanEverySecond() {
    online.load(NOP & ~1, END_OF_THREAD);
    online.debugger.close();
    clock.advance(Duration.ofMillis(101)); // the last scan that was made for the debugger is over
    UserBlock fence = online.start(THREADS);
    while (online.passages(0) + online.passages(1) < THREADS) {
      Thread.onSpinWait();
    }
    awaitIdleWorker();

    pass(998);
    assertThat(isPending(fence)).isTrue();
    clock.advance(Duration.ofMillis(1));

    assertThat(online.await(fence)).isEqualTo(-Errno.EIO);
  }

  @KernelContract("attention-late-debugger")
  void aDebuggerThatComesInTimeIsTold() {
    online.load(NOP & ~1, END_OF_THREAD);
    online.debugger.close();
    clock.advance(Duration.ofMillis(101));
    UserBlock fence = online.start(THREADS);
    while (online.passages(0) + online.passages(1) < THREADS) {
      Thread.onSpinWait();
    }
    awaitIdleWorker();
    pass(990);

    online.debugger = Debugger.attach(online.process, Online.PID);
    Event.EuAttention event = awaitAttention();

    online.resumePast(online.slots(event.bitmask()));
    assertThat(online.await(fence)).isZero();
  }

  /** The worker waits for a reader as clients do, and ends the session as they do. */
  @KernelContract("attention-unread")
  void whatNobodyReadsEndsTheSessionAndCostsAReset() {
    UserBlock fence = online.client.block(8);
    stopAtBreakpoint(fence);
    for (int i = 0; i < 64; i++) {
      pass(100);
    }
    pass(100); // the 65th
    for (int second = 0; second < 24; second++) {
      pass(1000);
    }
    assertThat(online.debugger.poll(0)).isEqualTo(KernelInterface.POLLIN);

    clock.advance(Duration.ofSeconds(1));
    while (online.debugger.poll(0) == KernelInterface.POLLIN) {
      Thread.onSpinWait();
    }

    assertThat(online.debugger.poll(0))
        .isEqualTo(KernelInterface.POLLHUP | KernelInterface.POLLERR);
    assertThat(online.debugger.acknowledge(1)).isEqualTo(-Errno.ENOTCONN);
    clock.advance(Duration.ofSeconds(1));
    assertThat(online.await(fence)).isEqualTo(-Errno.EIO);
  }

  /** Whether threads are still on the device. */
  private boolean isPending(UserBlock fence) {
    return online.client.await(fence, 0, online.queue) == -Errno.ETIME;
  }

  @KernelContract("preempt-breakpoint")
  void preemptBreakpoint() {
    UserBlock fence = online.client.block(8);
    Event.EuAttention event = stopAtBreakpoint(fence);
    Client other = Client.open(online.kernel.process(101, 1000, "other"));
    int vm = other.createVm(0);
    int object = other.createObject(0x1000);
    other.map(object, 0x1000).bytes().putInt(0, END_OF_THREAD);
    other.bind(vm, List.of(Client.map(object, 0, 0x1000, Online.CODE, 0)));
    int queue = other.createQueue(vm, EngineClassInstanceLayout.COMPUTE);
    UserBlock done = other.block(8);
    assertThat(other.dispatch(queue, 1, Online.CODE, 0, done)).isZero();

    for (int i = 0; i < 300; i++) {
      pass(100);
      assertThat(online.debugger.next(Event.EuAttention.class).bitmask())
          .isEqualTo(event.bitmask());
    }
    assertThat(other.await(done, 0, queue)).isEqualTo(-Errno.ETIME);
    online.resumePast(online.slots(event.bitmask()));

    assertThat(online.await(fence)).isZero();
    assertThat(other.await(done, -1, queue)).isZero();
  }

  @KernelContract("common-check")
  void commonCheck() {
    Event.EuAttention event = stopAtBreakpoint(online.client.block(8));

    assertThat(event.flags()).isEqualTo(EventHeaderLayout.FLAG_STATE_CHANGE);
    assertThat(event.bitmask().size()).isEqualTo(online.topology.attentionSize());
    assertThat(event.clientHandle()).isEqualTo(online.queueEvent.clientHandle());
    assertThat(event.execQueueHandle()).isEqualTo(online.queueEvent.execQueueHandle());
    assertThat(online.queueEvent.lrcHandles()).containsExactly(event.lrcHandle());
    assertThat(online.client.destroyQueue(online.queue)).isZero();
    assertThat(online.debugger.next(Event.ExecQueue.class).destroyed()).isTrue();
    for (int i = 0; i < 20; i++) {
      clock.advance(Duration.ofMillis(100));
    }
    assertThat(online.debugger.drain()).isEmpty();
    assertThat(online.stopped().result()).isEqualTo(-Errno.EINVAL);
  }
}
