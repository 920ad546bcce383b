package org.gpugdb.backend.emulated.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.gpugdb.backend.emulated.gpu.GpuConfig;
import org.gpugdb.backend.emulated.gpu.Topology;
import org.gpugdb.backend.kernel.Errno;
import org.gpugdb.backend.kernel.KernelInterface;
import org.gpugdb.backend.kernel.UserBlock;
import org.gpugdb.backend.uapi.MetadataType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

/** What becomes of a client whose debugger reads nothing. */
@Timeout(120)
class BackPressureTest {
  private static final int PID = 100;
  private static final long VA = 0x1a_0000L;
  private static final long PAGE = 0x1000;

  private final ManualClock clock = new ManualClock();
  private final EmulatedKernel kernel =
      EmulatedKernel.open(
          KernelConfig.of(GpuConfig.deterministic(Topology.TINY, 1)).withClock(clock));
  private final LocalProcess app = kernel.process(PID, 1000, "app");
  private final LocalProcess process = kernel.process(7, 0, "debugger");
  private Debugger debugger;
  private Client client;

  @BeforeEach
  void attachAndCreate() {
    debugger = Debugger.attach(process, PID);
    client = Client.open(app);
    debugger.drain();
  }

  @AfterEach
  void stop() {
    kernel.close();
  }

  private CompletableFuture<Integer> createMetadata() {
    return CompletableFuture.supplyAsync(() -> client.createMetadata(MetadataType.ELF_BINARY, "x"));
  }

  @KernelContract("event-queue-size")
  void sixtyFourEventsFitAndTheNextWaits() throws Exception {
    for (int i = 0; i < 64; i++) {
      client.createMetadata(MetadataType.ELF_BINARY, "x"); // none of these waits
    }
    CompletableFuture<Integer> last = createMetadata();
    clock.awaitBlocked(last);

    debugger.next();

    assertThat(last.get()).isEqualTo(65);
    assertThat(debugger.drain()).hasSize(64);
  }

  @KernelContract("event-queue-patience")
  void aClientWaitsTwentyFiveSecondsAfterEachReadThenTheSessionEnds() throws Exception {
    int vm = client.createVm();
    int object = client.createObject(4 * PAGE);
    UserBlock fence = client.block(8);
    for (int i = 0; i < 63; i++) {
      client.createMetadata(MetadataType.ELF_BINARY, "x");
    }
    CompletableFuture<Integer> bind =
        CompletableFuture.supplyAsync(
            () -> client.bind(vm, List.of(Client.map(object, 0, PAGE, VA, 0)), fence));
    clock.awaitBlocked(bind);

    passSeconds(24, bind);
    int before = clock.arrivals();
    debugger.next(); // progress: 25 more seconds
    while (clock.arrivals() == before) {
      Thread.onSpinWait();
    }
    passSeconds(24, bind);
    assertThat(debugger.poll(0)).isEqualTo(KernelInterface.POLLIN);
    clock.advance(Duration.ofSeconds(1));

    assertThat(bind.get()).isZero();
    assertThat(debugger.poll(0)).isEqualTo(KernelInterface.POLLHUP | KernelInterface.POLLERR);
    assertThat(debugger.acknowledge(1)).isEqualTo(-Errno.ENOTCONN);
    assertThat(client.await(fence, 0, 0)).isZero();
    assertThat(Debugger.connect(process, PID)).isGreaterThanOrEqualTo(3);
  }

  private void passSeconds(int seconds, Future<?> waiting) {
    for (int second = 0; second < seconds; second++) {
      clock.advance(Duration.ofSeconds(1));
      clock.awaitBlocked(waiting);
    }
  }
}
