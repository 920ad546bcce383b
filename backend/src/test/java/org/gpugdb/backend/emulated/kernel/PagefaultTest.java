package org.gpugdb.backend.emulated.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gpugdb.backend.emulated.kernel.Online.END_OF_THREAD;
import static org.gpugdb.backend.emulated.kernel.Online.LOOP;
import static org.gpugdb.backend.emulated.kernel.Online.READ_HART;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import org.gpugdb.backend.emulated.gpu.Topology;
import org.gpugdb.backend.kernel.Errno;
import org.gpugdb.backend.kernel.UserBlock;
import org.gpugdb.backend.uapi.Event;
import org.gpugdb.backend.uapi.EventHeaderLayout;
import org.gpugdb.backend.uapi.RiscvEuLayout;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;

/** Threads that touch what is not mapped. */
@Timeout(180)
class PagefaultTest {
  /** {@code csrr t3, 0xcd8}: who the thread is. */
  private static final int READ_IDENTITY = 0xcd80_2e73;

  /** {@code addi t0, t0, 1}. */
  private static final int NEXT_NUMBER = 0x0012_8293;

  /** {@code slli t0, t0, 12}: a page of the thread's own. */
  private static final int TO_PAGE = 0x00c2_9293;

  /** {@code ld t2, 0(t0)}. */
  private static final int LOAD = 0x0002_b383;

  /** {@code sd t3, 0(t0)}. */
  private static final int STORE = 0x01c2_b023;

  private final Online online = new Online(Topology.DEMO);

  @AfterEach
  void stop() {
    online.close();
  }

  private UserBlock start(int access, int threads) {
    online.load(
        READ_IDENTITY,
        READ_HART,
        NEXT_NUMBER,
        TO_PAGE,
        access,
        LOAD, // from the page that is there by now
        END_OF_THREAD);
    return online.start(threads);
  }

  /** The threads of a fault, all of which have tried to access its page. */
  private List<Integer> faulted(Event.Pagefault fault) {
    assertThat(fault.flags()).isEqualTo(EventHeaderLayout.FLAG_STATE_CHANGE);
    assertThat(fault.clientHandle()).isEqualTo(online.queueEvent.clientHandle());
    assertThat(fault.execQueueHandle()).isEqualTo(online.queueEvent.execQueueHandle());
    assertThat(online.queueEvent.lrcHandles()).containsExactly(fault.lrcHandle());
    for (var part : List.of(fault.before(), fault.after(), fault.resolved())) {
      assertThat(part.size()).isEqualTo(online.topology.attentionSize());
    }
    List<Integer> slots = online.slots(fault.after().xor(fault.resolved()));
    assertThat(online.slots(fault.resolved())).containsAll(slots);
    for (int slot : slots) {
      assertThat(online.stateRegister(slot, RiscvEuLayout.SR_IDENTITY))
          .isEqualTo(online.register(slot, 28));
    }
    return slots;
  }

  private void resume(List<Integer> slots) {
    slots.forEach(slot -> online.setControlRegister(slot, 1, 0));
    assertThat(online.resume(slots)).isZero();
  }

  /** One thread. It reads zero from the page, whatever it has written before. */
  private void checkOne(int access) {
    UserBlock done = start(access, 1);
    Event.Pagefault fault = online.debugger.skipTo(Event.Pagefault.class);
    assertThat(fault.address()).isEqualTo(0x1000);
    assertThat(fault.before().isEmpty()).isTrue();
    List<Integer> slots = faulted(fault);
    assertThat(slots).hasSize(1);
    int slot = slots.get(0);
    assertThat(online.programCounter(slot)).isEqualTo(16);
    online.step(slots);
    awaitProgramCounter(slot, 20);
    online.step(slots);
    awaitProgramCounter(slot, 24);
    assertThat(online.register(slot, 7)).isZero();
    resume(slots);

    assertThat(online.await(done)).isZero();
  }

  private void awaitProgramCounter(int slot, long offset) {
    while (!online.isStopped(slot) || online.programCounter(slot) != offset) {
      online.debugger.next(Event.EuAttention.class);
    }
  }

  @KernelContract("pagefault-read")
  void pagefaultRead() {
    checkOne(LOAD);
  }

  @KernelContract("pagefault-write")
  void pagefaultWrite() {
    checkOne(STORE);
  }

  @KernelContract("pagefault-read-stress")
  void pagefaultReadStress() throws InterruptedException {
    checkMany(LOAD);
  }

  @KernelContract("pagefault-write-stress")
  void pagefaultWriteStress() throws InterruptedException {
    checkMany(STORE);
  }

  /**
   * Each of many threads touches a page of its own, and each page is reported once. There are more
   * events than the kernel queues, and EU_CONTROL waits for faults to be reported: somebody else
   * has to read them.
   */
  private void checkMany(int access) throws InterruptedException {
    int threads = 64;
    UserBlock done = start(access, threads);
    BlockingQueue<Event.Pagefault> faults = new LinkedBlockingQueue<>();
    CompletableFuture<Void> reader =
        CompletableFuture.runAsync(
            () -> {
              for (int i = 0; i < threads; i++) {
                faults.add(online.debugger.skipTo(Event.Pagefault.class));
              }
            });
    Set<Long> pages = new HashSet<>();
    while (pages.size() < threads) {
      Event.Pagefault fault = faults.take();
      assertThat(pages.add(fault.address())).isTrue();
      assertThat(faulted(fault)).anyMatch(slot -> online.register(slot, 5) == fault.address());
      List<Integer> stopped = online.slots(fault.resolved());
      stopped.forEach(slot -> online.setControlRegister(slot, 1, 0));
      // Resumed for an earlier fault, all threads may have ended when the last one is read.
      assertThat(online.resume(stopped)).isIn(0, -Errno.ENOENT);
    }
    Set<Long> expected = new HashSet<>();
    for (long thread = 1; thread <= threads; thread++) {
      expected.add(thread << 12);
    }

    reader.join();
    assertThat(online.await(done)).isZero();
    assertThat(pages).isEqualTo(expected);
  }

  @KernelContract("pagefault-one-of-many")
  void pagefaultOneOfMany() {
    // Thread 5 reads from address 0, the others run for ever.
    online.load(
        READ_IDENTITY,
        READ_HART,
        0x0050_0313, // li t1, 5
        0x0062_8463, // beq t0, t1, .+8
        LOOP,
        0x0000_3383, // ld t2, 0(zero)
        END_OF_THREAD);
    int threads = online.topology.slots();
    UserBlock done = online.start(threads);

    Event.Pagefault fault = online.debugger.skipTo(Event.Pagefault.class);

    assertThat(fault.address()).isZero();
    assertThat(fault.before().isEmpty()).isTrue();
    assertThat(fault.resolved().cardinality()).isEqualTo(threads);
    List<Integer> faulted = faulted(fault);
    assertThat(faulted).hasSize(1);
    assertThat(online.register(faulted.get(0), 5)).isEqualTo(5);
    List<Integer> all = online.slots(fault.resolved());
    all.stream().filter(s -> !faulted.contains(s)).forEach(s -> online.setProgramCounter(s, 24));
    resume(all);
    assertThat(online.await(done)).isZero();
  }

  @KernelContract("pagefault-plain-queue")
  void aPageFaultOfAQueueThatIsNotDebuggableIsNobodysBusiness() {
    online.load(0x0000_3383, END_OF_THREAD);
    int plain = online.createPlainQueue();
    UserBlock done = online.start(online.client, plain, 1);

    assertThat(online.client.await(done, -1, plain)).isEqualTo(-Errno.EIO);
    assertThat(online.debugger.drain()).isEmpty();
  }

  @KernelContract("pagefault-null-page")
  void theNullPageIsNoMemoryForTheDebugger() {
    start(STORE, 1);
    Event.Pagefault fault = online.debugger.skipTo(Event.Pagefault.class);

    UserBlock word = online.process.allocate(8);
    assertThat(online.process.pread(online.memory, word, fault.address())).isEqualTo(-Errno.EINVAL);
    assertThat(online.process.pwrite(online.memory, word, fault.address()))
        .isEqualTo(-Errno.EINVAL);
  }

  /**
   * The report of a fault needs the kernel, which is kept from it until the fault has been handled
   * as far as that goes and the other request is there.
   */
  @KernelContract("pagefault-eu-control")
  void euControlWaitsUntilAFaultHasBeenReported() throws Exception {
    online.load(
        0x4001_02b7, // lui t0, 0x40010
        0x0102_9293, // slli t0, t0, 16: DATA
        0x0002_b303, // ld t1, 0(t0)
        0xfe03_0ee3, // beqz t1, .-4
        0x0000_3383, // ld t2, 0(zero)
        END_OF_THREAD);
    online.debugger.poke(online.memory, Online.DATA, new byte[8]);
    online.start(1);
    CompletableFuture<Debugger.Control> answer = new CompletableFuture<>();
    Thread request = new Thread(() -> answer.complete(online.stopped()), "EU_CONTROL");
    online.kernel.lock().lock();
    try {
      request.start();
      while (request.getState() != Thread.State.WAITING) {
        Thread.onSpinWait();
      }
      online.debugger.poke(online.memory, Online.DATA, new byte[] {1});
      while (!online.kernel.device().isResolvingPageFault()) {
        Thread.onSpinWait();
      }
    } finally {
      online.kernel.lock().unlock();
    }

    Event.Pagefault fault = online.debugger.skipTo(Event.Pagefault.class);

    assertThat(answer.get().result()).isZero();
    assertThat(answer.get().seqno()).isGreaterThan(fault.seqno());
    assertThat(answer.get().bitmask()).isEqualTo(fault.resolved());
  }

  @KernelContract("pagefault-undebugged")
  void aPageFaultWithoutADebuggerEndsTheQueue() {
    online.load(0x0000_3383, END_OF_THREAD);
    online.debugger.close();

    assertThat(online.await(online.start(1))).isEqualTo(-Errno.EIO);
  }
}
