package org.gpugdb.backend.emulated.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gpugdb.backend.uapi.EventHeaderLayout.FLAG_CREATE;
import static org.gpugdb.backend.uapi.EventHeaderLayout.FLAG_DESTROY;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.gpugdb.backend.emulated.gpu.GpuConfig;
import org.gpugdb.backend.emulated.gpu.Topology;
import org.gpugdb.backend.kernel.Errno;
import org.gpugdb.backend.kernel.KernelInterface;
import org.gpugdb.backend.kernel.UserBlock;
import org.gpugdb.backend.uapi.EngineClassInstanceLayout;
import org.gpugdb.backend.uapi.Event;
import org.gpugdb.backend.uapi.VmCreateLayout;
import org.junit.jupiter.api.AfterEach;

/** What a debugger is told of clients, address spaces and queues. */
class QueueTest {
  private static final int PID = 100;
  private static final int COMPUTE = EngineClassInstanceLayout.COMPUTE;

  private final EmulatedKernel kernel =
      EmulatedKernel.open(KernelConfig.of(GpuConfig.deterministic(Topology.TINY, 1)));
  private final LocalProcess app = kernel.process(PID, 1000, "app");
  private final LocalProcess process = kernel.process(7, 0, "debugger");

  @AfterEach
  void stop() {
    kernel.close();
  }

  private Debugger attach() {
    Debugger debugger = Debugger.attach(process, PID);
    debugger.drain();
    return debugger;
  }

  @KernelContract("basic-client")
  void basicClient() {
    Debugger debugger = attach();
    Client first = Client.open(app);
    Client second = Client.open(app);
    first.close();
    second.close();

    assertThat(debugger.drain())
        .containsExactly(
            new Event.Client(FLAG_CREATE, 1, 1),
            new Event.Client(FLAG_CREATE, 2, 2),
            new Event.Client(FLAG_DESTROY, 3, 1),
            new Event.Client(FLAG_DESTROY, 4, 2));
  }

  @KernelContract("basic-client-th")
  void basicClientThreads() {
    Debugger debugger = attach();
    Client client = Client.open(app);
    CompletableFuture<?>[] threads =
        IntStream.range(0, 8)
            .mapToObj(
                i ->
                    CompletableFuture.runAsync(
                        () -> assertThat(client.destroyVm(client.createVm())).isZero()))
            .toArray(CompletableFuture<?>[]::new);
    Set<Long> created = new HashSet<>();
    Set<Long> destroyed = new HashSet<>();
    debugger.next(Event.Client.class);
    for (int i = 0; i < 16; i++) {
      Event.Vm event = debugger.next(Event.Vm.class);
      assertThat(event.created() ? created.add(event.vmHandle()) : destroyed.add(event.vmHandle()))
          .isTrue();
      assertThat(created).containsAll(destroyed);
    }
    CompletableFuture.allOf(threads).join();

    assertThat(destroyed).isEqualTo(created).hasSize(8);
  }

  @KernelContract("basic-vms")
  void basicVms() {
    Debugger debugger = attach();
    Client client = Client.open(app);
    int first = client.createVm();
    int second = client.createVm(VmCreateLayout.FLAG_LR_MODE | VmCreateLayout.FLAG_FAULT_MODE);
    client.createVm(VmCreateLayout.FLAG_SCRATCH_PAGE);
    client.destroyVm(second);
    client.destroyVm(first);

    assertThat(debugger.drain())
        .containsExactly(
            new Event.Client(FLAG_CREATE, 1, 1),
            new Event.Vm(FLAG_CREATE, 2, 1, 1),
            new Event.Vm(FLAG_CREATE, 3, 1, 2),
            new Event.Vm(FLAG_DESTROY, 4, 1, 2),
            new Event.Vm(FLAG_DESTROY, 5, 1, 1));
  }

  @KernelContract("basic-exec-queues")
  void basicExecQueues() {
    Debugger debugger = attach();
    Client client = Client.open(app);
    int vm = client.createVm();
    int queue = client.createDebuggableQueue(vm);
    int plain = client.createQueue(vm, COMPUTE);
    assertThat(client.destroyVm(vm)).isEqualTo(-Errno.EBUSY);
    assertThat(client.destroyQueue(queue)).isZero();
    assertThat(client.destroyQueue(queue)).isEqualTo(-Errno.ENOENT);
    assertThat(client.destroyQueue(plain)).isZero();
    assertThat(client.destroyVm(vm)).isZero();

    assertThat(debugger.drain())
        .containsExactly(
            new Event.Client(FLAG_CREATE, 1, 1),
            new Event.Vm(FLAG_CREATE, 2, 1, 1),
            new Event.ExecQueue(FLAG_CREATE, 3, 1, 1, 1, COMPUTE, List.of(1L)),
            new Event.ExecQueuePlacements(FLAG_CREATE, 4, 1, 1, 1, 1, List.of(Engines.COMPUTE)),
            new Event.ExecQueue(FLAG_DESTROY, 5, 1, 1, 1, COMPUTE, List.of(1L)),
            new Event.Vm(FLAG_DESTROY, 6, 1, 1));
  }

  @KernelContract("basic-exec-queues-enable")
  void basicExecQueuesEnableTakesExactlyOne() {
    Client client = Client.open(app);
    int vm = client.createVm();

    assertThat(client.createQueue(vm, COMPUTE, 1)).isPositive();
    assertThat(client.createQueue(vm, COMPUTE, 1, 1)).isPositive();
    assertThat(client.createQueue(vm, COMPUTE, 0)).isEqualTo(-Errno.EINVAL);
    for (int bit = 1; bit < 64; bit++) {
      assertThat(client.createQueue(vm, COMPUTE, 1L << bit)).isEqualTo(-Errno.EINVAL);
    }
  }

  @KernelContract("basic-exec-queues-enable")
  void basicExecQueuesEnableWantsAnEngineThatExecutesAndALongRunningVm() {
    Client client = Client.open(app);
    int vm = client.createVm();

    assertThat(client.createQueue(vm, EngineClassInstanceLayout.COPY, 1)).isEqualTo(-Errno.EINVAL);
    assertThat(client.createQueue(vm, EngineClassInstanceLayout.COPY)).isPositive();
    assertThat(client.createQueue(vm, EngineClassInstanceLayout.VIDEO_DECODE))
        .isEqualTo(-Errno.EINVAL);
    assertThat(client.createQueue(client.createVm(0), COMPUTE, 1)).isEqualTo(-Errno.EINVAL);
    assertThat(client.createQueue(99, COMPUTE)).isEqualTo(-Errno.ENOENT);
  }

  @KernelContract("basic-exec-queues-enable")
  void basicExecQueuesEnableWantsTheSwitch() {
    Client client = Client.open(app);
    int vm = client.createVm();
    int fd =
        process.open("/sys/class/drm/card0/device/prelim_enable_eudebug", KernelInterface.O_WRONLY);
    UserBlock off = process.allocate(1);
    off.bytes().put("0".getBytes(StandardCharsets.US_ASCII));
    assertThat(process.pwrite(fd, off, 0)).isEqualTo(1);

    assertThat(client.createQueue(vm, COMPUTE, 1)).isEqualTo(-Errno.EPERM);
    assertThat(client.createQueue(vm, COMPUTE)).isPositive();
  }
}
