package org.gpugdb.backend.emulated.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.gpugdb.backend.emulated.kernel.Online.END_OF_THREAD;
import static org.gpugdb.backend.emulated.kernel.Online.LOOP;
import static org.gpugdb.backend.emulated.kernel.Online.NOP;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import org.gpugdb.backend.emulated.gpu.GpuConfig;
import org.gpugdb.backend.emulated.gpu.Topology;
import org.gpugdb.backend.kernel.Errno;
import org.gpugdb.backend.kernel.KernelInterface;
import org.gpugdb.backend.kernel.UserBlock;
import org.gpugdb.backend.spi.AddressSpaceId;
import org.gpugdb.backend.spi.BackendException;
import org.gpugdb.backend.spi.Context;
import org.gpugdb.backend.spi.TargetEvent.DeviceLost;
import org.gpugdb.backend.spi.TargetEvent.SpaceGone;
import org.gpugdb.backend.spi.TargetEvent.Stops;
import org.gpugdb.backend.uapi.DebugRequest;
import org.gpugdb.backend.uapi.Dialect;
import org.gpugdb.backend.uapi.MetadataType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The debugger when things go wrong around it. */
@Timeout(180)
class FaultTest {
  private static final int PID = Online.PID;
  private static final long VA = 0x1a_0000L;
  private static final long PAGE = 0x1000;
  private static final int THREADS = Topology.DEMO.slots();

  private final Online online = new Online(Topology.DEMO);
  private final LocalProcess process = online.kernel.process(200, 1000, "real debugger");

  @AfterEach
  void stop() {
    online.close();
  }

  /** Takes the place of the debugger that has loaded the client's code. */
  private Attached takeOver(KernelInterface kernel) throws Exception {
    online.debugger.close();
    return new Attached(kernel).attach(PID);
  }

  /** Attaches, and lets threads run into a breakpoint. */
  private Attached withStoppedThreads(KernelInterface kernel) throws Exception {
    online.load(NOP & ~1, END_OF_THREAD);
    Attached attached = takeOver(kernel);
    attached.space();
    online.start(THREADS);
    assertThat(attached.await(Stops.class).batch()).isNotEmpty();
    return attached;
  }

  @Test
  void plainFencesAreAcknowledgedWhileTheLoopStandsStill() throws Exception {
    try (Attached attached = takeOver(process)) {
      AddressSpaceId space = attached.space();
      CountDownLatch stuck = new CountDownLatch(1);
      attached.loop.execute(() -> awaitQuietly(stuck));
      Client client = online.client;
      int object = client.createObject(PAGE);
      UserBlock fence = client.block(8);

      // Far more events than the kernel queues.
      for (int i = 0; i < 300; i++) {
        fence.bytes().putLong(0, 0);
        assertThat(
                client.bind(
                    online.vm, List.of(Client.map(object, 0, PAGE, VA + i * PAGE, 0)), fence))
            .isZero();
        assertThat(client.await(fence, -1, 0)).isZero();
      }
      stuck.countDown();

      while (attached.ask(() -> attached.target().memory(Context.of(space)).map()).size() < 300) {
        Thread.onSpinWait();
      }
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void aSecondDebuggerIsToldThatThereIsOne() throws Exception {
    try (Attached first = takeOver(process);
        Attached second = new Attached(online.kernel.process(201, 1000, "second"))) {
      assertThatThrownBy(() -> second.attach(PID))
          .isInstanceOf(BackendException.OutOfResources.class)
          .hasMessage("process 100 already has a debugger on this GPU");
      first.onLoop(() -> first.target().close());
      assertThat(second.attach(PID).space()).isNotNull();
    }
  }

  @Test
  void aClientKilledWithStoppedThreadsIsASpaceThatIsGone() throws Exception {
    try (Attached attached = withStoppedThreads(process)) {
      AddressSpaceId space = attached.space();

      online.app.close();

      assertThat(attached.await(SpaceGone.class).space()).isEqualTo(space);
      assertNothingHangs(attached, space);
    }
    assertTheDeviceCanBeDebugged();
  }

  @Test
  void aClientKilledWhileItsThreadsRunIsASpaceThatIsGone() throws Exception {
    online.load(LOOP);
    try (Attached attached = takeOver(process)) {
      AddressSpaceId space = attached.space();
      online.start(THREADS);
      attached.onLoop(() -> attached.target().run().requestStop(space, Set.of()));

      online.app.close();

      assertThat(attached.await(SpaceGone.class).space()).isEqualTo(space);
      assertNothingHangs(attached, space);
    }
    assertTheDeviceCanBeDebugged();
  }

  @Test
  void aClientKilledWhileItIsListedIsGone() throws Exception {
    online.debugger.close();
    for (int round = 0; round < 10; round++) {
      int pid = 300 + round;
      LocalProcess app = online.kernel.process(pid, 1000, "app");
      Client client = Client.open(app);
      for (int i = 0; i < 40; i++) {
        client.createMetadata(MetadataType.ELF_BINARY, "x");
        client.createDebuggableQueue(client.createVm());
      }
      try (Attached attached = new Attached(process)) {
        CompletableFuture<Void> kill = CompletableFuture.runAsync(app::close);
        try {
          attached.attach(pid);
        } catch (BackendException.InvalidArgument gone) {
          assertThat(gone).hasMessageContaining("no process");
          continue;
        } finally {
          kill.get();
        }
        while (!attached.ask(() -> attached.target().spaces().isEmpty())) {
          Thread.onSpinWait();
        }
      }
    }
    assertTheDeviceCanBeDebugged();
  }

  /** The kernel takes threads without a debugger for a hang: it resets the device. */
  @Test
  void aDebuggerKilledWithStoppedThreadsCostsTheClientItsQueue() throws Exception {
    online.load(NOP & ~1, END_OF_THREAD);
    Attached attached = takeOver(process);
    attached.space();
    UserBlock done = online.start(THREADS);
    attached.await(Stops.class);

    process.close();

    assertThat(attached.await(DeviceLost.class).why()).isNotEmpty();
    attached.close();
    assertThat(online.await(done)).isEqualTo(-Errno.EIO);
    assertTheDeviceCanBeDebugged();
    try (Attached again = new Attached(online.kernel.process(201, 1000, "again")).attach(PID)) {
      AddressSpaceId space = again.space();
      again.onLoop(() -> again.target().run().requestStop(space, Set.of()));
      assertThat(again.await(Stops.class).batch()).isEmpty();
    }
  }

  /** Closing in order is not the death of a debugger: what it has stopped goes on. */
  @Test
  void aDebuggerClosedWithStoppedThreadsLetsThemGo() throws Exception {
    online.load(NOP, NOP, END_OF_THREAD);
    UserBlock done;
    try (Attached attached = takeOver(process)) {
      AddressSpaceId space = attached.space();
      attached.onLoop(() -> attached.target().breakpoints(space).insert(Online.CODE + 4));
      done = online.start(THREADS);
      attached.await(Stops.class);
    }

    assertThat(online.await(done)).isZero();
    try (Attached again = new Attached(process).attach(PID)) {
      assertThat(again.space()).isNotNull();
      assertThat(online.await(online.start(THREADS))).isZero();
    }
  }

  /** Every call fails as those on a device that was pulled out. */
  private static final class Pulled extends InterposedKernel {
    private volatile boolean out;

    Pulled(KernelInterface kernel) {
      super(kernel);
    }

    @Override
    public int ioctl(int fd, long request, UserBlock argument) {
      return out ? -Errno.ENODEV : super.ioctl(fd, request, argument);
    }

    @Override
    public long pread(int fd, UserBlock to, long offset) {
      return out ? -Errno.ENODEV : super.pread(fd, to, offset);
    }

    @Override
    public long pwrite(int fd, UserBlock from, long offset) {
      return out ? -Errno.ENODEV : super.pwrite(fd, from, offset);
    }

    @Override
    public int fsync(int fd) {
      return out ? -Errno.ENODEV : super.fsync(fd);
    }

    @Override
    public int poll(int fd, int events, int millis) {
      return out ? POLLHUP | POLLERR : super.poll(fd, events, millis);
    }
  }

  @Test
  void aDeviceThatIsPulledOutIsLost() throws Exception {
    Pulled kernel = new Pulled(process);
    try (Attached attached = withStoppedThreads(kernel)) {
      AddressSpaceId space = attached.space();

      kernel.out = true;

      assertThat(attached.await(DeviceLost.class).why()).isNotEmpty();
      assertNothingHangs(attached, space);
    }
  }

  /** Nothing can be asked about a space that is gone, and everything says so at once. */
  private static void assertNothingHangs(Attached attached, AddressSpaceId space) throws Exception {
    assertThat(attached.ask(() -> attached.target().spaces())).isEmpty();
    assertThatThrownBy(
            () -> attached.onLoop(() -> attached.target().run().requestStop(space, Set.of())))
        .isInstanceOf(BackendException.class);
    assertThat(attached.ask(() -> attached.target().run().stopped(space))).isEmpty();
    assertThatThrownBy(() -> attached.ask(() -> attached.target().memory(Context.of(space)).map()))
        .isInstanceOf(BackendException.class);
    attached.onLoop(() -> attached.target().close());
  }

  private void assertTheDeviceCanBeDebugged() {
    Online next = Online.beside(online, 101, 9);
    next.load(NOP & ~1, END_OF_THREAD);
    UserBlock done = next.start(THREADS);
    next.resumePast(next.slots(next.awaitStopped(THREADS).bitmask()));
    assertThat(next.await(done)).isZero();
  }

  /** A reader that does not come back makes the kernel end the session, after 25 s. */
  private static final class StuckReader extends InterposedKernel {
    private final CountDownLatch free = new CountDownLatch(1);
    private volatile boolean stuck;

    StuckReader(KernelInterface kernel) {
      super(kernel);
    }

    @Override
    public int ioctl(int fd, long request, UserBlock argument) {
      if (stuck && request == Dialect.PRELIM.code(DebugRequest.READ_EVENT)) {
        awaitQuietly(free);
      }
      return super.ioctl(fd, request, argument);
    }
  }

  /** A hundred times as fast as the real one, so that 25 s are over soon. */
  private static final class FastClock implements KernelClock {
    private static final int FACTOR = 100;
    private final long origin = System.nanoTime();

    @Override
    public long nanos() {
      return (System.nanoTime() - origin) * FACTOR;
    }

    @Override
    @SuppressWarnings("WaitNotInLoop") // it is the caller's
    public void await(Lock lock, Condition condition, long nanos) throws InterruptedException {
      var unused = condition.awaitNanos(nanos / FACTOR);
    }
  }

  @Test
  void aSessionThatTheKernelHasEndedIsALostDevice() throws Exception {
    KernelConfig config =
        KernelConfig.of(GpuConfig.deterministic(Topology.TINY, 1)).withClock(new FastClock());
    try (EmulatedKernel machine = EmulatedKernel.open(config)) {
      Client client = Client.open(machine.process(PID, 1000, "app"));
      StuckReader kernel = new StuckReader(machine.process(7, 1000, "debugger"));
      try (Attached attached = new Attached(kernel).attach(PID)) {
        client.createDebuggableQueue(client.createVm());
        attached.space();
        kernel.stuck = true;
        for (int i = 0; i < 70; i++) {
          client.createMetadata(MetadataType.ELF_BINARY, "x"); // one of these waits for 25 s
        }
        kernel.free.countDown();

        assertThat(attached.await(DeviceLost.class).why()).isNotEmpty();
        assertThat(attached.ask(() -> attached.target().spaces())).isEmpty();
        attached.onLoop(() -> attached.target().close());
        assertThat(attached.attach(PID).space()).isNotNull();
      }
    }
  }
}
