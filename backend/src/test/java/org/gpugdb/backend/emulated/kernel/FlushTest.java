package org.gpugdb.backend.emulated.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.gpugdb.backend.emulated.gpu.GpuConfig;
import org.gpugdb.backend.emulated.gpu.Topology;
import org.gpugdb.backend.kernel.Errno;
import org.gpugdb.backend.uapi.Event;
import org.gpugdb.backend.uapi.VmOpenLayout.VmOpen;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** fsync of an address space on a device whose flush takes 300 ms. */
class FlushTest {
  private static final int PID = 100;
  private static final long SECOND = 1_000_000_000L;

  private final ManualClock clock = new ManualClock();
  private final EmulatedKernel kernel =
      EmulatedKernel.open(
          KernelConfig.of(GpuConfig.deterministic(Topology.TINY, 1))
              .withFlushTime(Duration.ofMillis(300))
              .withClock(clock));
  private final LocalProcess process = kernel.process(7, 0, "debugger");
  private Debugger debugger;
  private Event.Vm vm;

  @BeforeEach
  void attach() {
    Client.open(kernel.process(PID, 1000, "app")).createVm();
    debugger = Debugger.attach(process, PID);
    vm = debugger.skipTo(Event.Vm.class);
    debugger.drain();
  }

  @AfterEach
  void stop() {
    kernel.close();
  }

  private int open(long timeoutNanos) {
    return debugger.openVm(new VmOpen(0, vm.clientHandle(), vm.vmHandle(), 0, timeoutNanos));
  }

  private CompletableFuture<Integer> flush(int fd) {
    int arrivals = clock.arrivals();
    CompletableFuture<Integer> flush = CompletableFuture.supplyAsync(() -> process.fsync(fd));
    while (clock.arrivals() == arrivals) {
      assertThat(flush).isNotDone();
      Thread.onSpinWait();
    }
    return flush;
  }

  @Test
  void waitsForItsFlush() throws Exception {
    CompletableFuture<Integer> flush = flush(open(SECOND));

    clock.advance(Duration.ofMillis(299));
    assertThat(flush).isNotDone();
    clock.advance(Duration.ofMillis(1));

    assertThat(flush.get()).isZero();
  }

  @KernelContract("fsync-timeout")
  void givesUpAtTheTimeoutOfItsDescriptor() throws Exception {
    CompletableFuture<Integer> flush = flush(open(SECOND / 10));

    clock.advance(Duration.ofMillis(100));

    assertThat(flush.get()).isEqualTo(-Errno.ETIMEDOUT);
  }

  @KernelContract("fsync-microseconds")
  void aTimeoutBelowAMicrosecondIsNone() {
    assertThat(process.fsync(open(999))).isEqualTo(-Errno.ETIMEDOUT);
    assertThat(process.fsync(open(0))).isEqualTo(-Errno.ETIMEDOUT);
  }

  @KernelContract("fsync-in-progress")
  void anotherFlushIsWaitedForNoLongerThanTheTimeout() throws Exception {
    CompletableFuture<Integer> first = flush(open(SECOND));
    CompletableFuture<Integer> hasty = flush(open(SECOND / 5));

    clock.advance(Duration.ofMillis(200));
    assertThat(hasty.get()).isEqualTo(-Errno.ETIMEDOUT);
    assertThat(first).isNotDone();
    clock.advance(Duration.ofMillis(100));

    assertThat(first.get()).isZero();
  }
}
