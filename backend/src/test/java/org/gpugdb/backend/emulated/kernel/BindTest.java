package org.gpugdb.backend.emulated.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gpugdb.backend.uapi.EventHeaderLayout.FLAG_CREATE;
import static org.gpugdb.backend.uapi.EventHeaderLayout.FLAG_DESTROY;
import static org.gpugdb.backend.uapi.EventHeaderLayout.FLAG_NEED_ACK;
import static org.gpugdb.backend.uapi.EventHeaderLayout.FLAG_STATE_CHANGE;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.gpugdb.backend.emulated.gpu.GpuConfig;
import org.gpugdb.backend.emulated.gpu.Topology;
import org.gpugdb.backend.kernel.Errno;
import org.gpugdb.backend.kernel.UserBlock;
import org.gpugdb.backend.uapi.Event;
import org.gpugdb.backend.uapi.MetadataType;
import org.gpugdb.backend.uapi.VmBindOpLayout;
import org.gpugdb.backend.uapi.VmBindOpLayout.VmBindOp;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a debugger is told of binds, the fences it holds, and metadata. */
class BindTest {
  private static final int PID = 100;
  private static final long VA = 0x1a_0000L;
  private static final long PAGE = 0x1000;

  private final ManualClock clock = new ManualClock();
  private final EmulatedKernel kernel =
      EmulatedKernel.open(
          KernelConfig.of(GpuConfig.deterministic(Topology.TINY, 1)).withClock(clock));
  private final LocalProcess app = kernel.process(PID, 1000, "app");
  private final LocalProcess debuggerProcess = kernel.process(7, 0, "debugger");
  private Debugger debugger;
  private Client client;
  private int vm;
  private int object;

  @BeforeEach
  void attachAndCreate() {
    debugger = Debugger.attach(debuggerProcess, PID);
    client = Client.open(app);
    vm = client.createVm();
    object = client.createObject(4 * PAGE);
    assertThat(debugger.drain())
        .containsExactly(new Event.Client(FLAG_CREATE, 1, 1), new Event.Vm(FLAG_CREATE, 2, 1, 1));
  }

  @AfterEach
  void stop() {
    kernel.close();
  }

  private void bind(VmBindOp... ops) {
    assertThat(client.bind(vm, List.of(ops))).isZero();
  }

  private static Event.VmBind head(long seqno, int flags, int ops) {
    return new Event.VmBind(FLAG_STATE_CHANGE, seqno, 1, 1, flags, ops);
  }

  @KernelContract("basic-vm-bind")
  void basicVmBind() {
    bind(Client.map(object, 0, PAGE, VA, 0));
    bind(Client.unmap(VA, PAGE));

    assertThat(debugger.drain())
        .containsExactly(
            head(3, 0, 1),
            new Event.VmBindOp(FLAG_CREATE, 4, 3, 0, VA, PAGE),
            head(5, 0, 1),
            new Event.VmBindOp(FLAG_DESTROY, 6, 5, 0, VA, PAGE));
  }

  @KernelContract("basic-vm-bind-extended")
  void basicVmBindExtended() {
    bind(Client.map(object, 0, PAGE, VA, 0));
    bind(
        Client.map(object, 0, 2 * PAGE, VA + PAGE, 0),
        Client.map(object, PAGE, PAGE, VA + 3 * PAGE, 0),
        Client.unmap(VA + 2 * PAGE, PAGE));
    bind(Client.map(object, 3 * PAGE, PAGE, VA, 0));
    bind(Client.unmap(VA + 3 * PAGE, PAGE));
    bind(Client.unmapAll(object));

    assertThat(debugger.drain())
        .containsExactly(
            head(3, 0, 1),
            new Event.VmBindOp(FLAG_CREATE, 4, 3, 0, VA, PAGE),
            head(5, 0, 3),
            new Event.VmBindOp(FLAG_CREATE, 6, 5, 0, VA + PAGE, 2 * PAGE),
            new Event.VmBindOp(FLAG_CREATE, 7, 5, 0, VA + 3 * PAGE, PAGE),
            new Event.VmBindOp(FLAG_DESTROY, 8, 5, 0, VA + 2 * PAGE, PAGE),
            head(9, 0, 1),
            new Event.VmBindOp(FLAG_CREATE, 10, 9, 0, VA, PAGE),
            head(11, 0, 1),
            new Event.VmBindOp(FLAG_DESTROY, 12, 11, 0, VA + 3 * PAGE, PAGE),
            head(13, 0, 1),
            new Event.VmBindOp(FLAG_DESTROY, 14, 13, 0, 0, 0));
  }

  @KernelContract("basic-vm-bind-vm-destroy")
  void basicVmBindVmDestroy() {
    bind(Client.map(object, 0, PAGE, VA, 0));
    debugger.drain();

    assertThat(client.destroyVm(vm)).isZero();

    assertThat(debugger.drain()).containsExactly(new Event.Vm(FLAG_DESTROY, 5, 1, 1));
  }

  @Test
  void addressSpacesNotInLongRunningModeAreNotReported() {
    int other = client.createVm(0);
    assertThat(client.bind(other, List.of(Client.map(object, 0, PAGE, VA, 0)))).isZero();
    assertThat(client.destroyVm(other)).isZero();

    assertThat(debugger.drain()).isEmpty();
  }

  @KernelContract("basic-vm-bind-ufence")
  void basicVmBindUfence() throws Exception {
    UserBlock fence = client.block(8);
    assertThat(client.bind(vm, List.of(Client.map(object, 0, PAGE, VA, 0)), fence)).isZero();
    CompletableFuture<Integer> wait =
        CompletableFuture.supplyAsync(() -> client.await(fence, -1, 0));

    assertThat(debugger.drain())
        .containsExactly(
            head(3, Event.VmBind.UFENCE, 1),
            new Event.VmBindOp(FLAG_CREATE, 4, 3, 0, VA, PAGE),
            new Event.VmBindUfence(FLAG_CREATE | FLAG_NEED_ACK, 5, 3));
    assertThat(debugger.acknowledge(4)).isEqualTo(-Errno.EINVAL);
    assertThat(fence.bytes().getLong(0)).isZero();
    assertThat(wait).isNotDone();

    assertThat(debugger.acknowledge(5)).isZero();

    assertThat(wait.get()).isZero();
    assertThat(fence.bytes().getLong(0)).isEqualTo(Client.SIGNALLED);
    assertThat(debugger.acknowledge(5)).isEqualTo(-Errno.EINVAL);
  }

  @KernelContract("basic-vm-bind-ufence-delay-ack")
  void basicVmBindUfenceDelayAck() throws Exception {
    UserBlock fence = client.block(8);
    client.bind(vm, List.of(Client.map(object, 0, PAGE, VA, 0)), fence);
    CompletableFuture<Integer> wait =
        CompletableFuture.supplyAsync(() -> client.await(fence, 60_000_000_000L, 0));
    clock.awaitWaiter();

    clock.advance(Duration.ofSeconds(48));
    clock.awaitBlocked(wait);
    debugger.drain();
    assertThat(debugger.acknowledge(5)).isZero();

    assertThat(wait.get()).isZero();
  }

  @Test
  void aWaitEndsWithItsTime() throws Exception {
    UserBlock fence = client.block(8);
    CompletableFuture<Integer> wait =
        CompletableFuture.supplyAsync(() -> client.await(fence, 1_000_000, 0));
    clock.awaitWaiter();
    clock.advance(Duration.ofMillis(1));

    assertThat(wait.get()).isEqualTo(-Errno.ETIME);
    assertThat(client.await(fence, 0, 0)).isEqualTo(-Errno.ETIME);
    assertThat(client.await(fence.slice(4, 4), 0, 0)).isEqualTo(-Errno.EINVAL);
  }

  @KernelContract("basic-vm-bind-ufence-reconnect")
  void basicVmBindUfenceReconnect() {
    UserBlock fence = client.block(8);
    client.bind(vm, List.of(Client.map(object, 0, PAGE, VA, 0)), fence);

    debugger.close();

    assertThat(client.await(fence, 0, 0)).isZero();
    Debugger next = Debugger.attach(debuggerProcess, PID);
    assertThat(next.drain())
        .containsExactly(
            new Event.Client(FLAG_CREATE, 1, 1),
            new Event.Vm(FLAG_CREATE, 2, 1, 1),
            head(3, 0, 1),
            new Event.VmBindOp(FLAG_CREATE, 4, 3, 0, VA, PAGE));
  }

  @KernelContract("basic-vm-bind-ufence-sigint-client")
  void basicVmBindUfenceSigintClient() throws Exception {
    UserBlock fence = client.block(8);
    client.bind(vm, List.of(Client.map(object, 0, PAGE, VA, 0)), fence);
    CompletableFuture<Integer> wait =
        CompletableFuture.supplyAsync(() -> client.await(fence, 60_000_000_000L, 0));
    clock.awaitWaiter();

    app.close();

    assertThat(wait.get()).isEqualTo(-Errno.EINTR);
    List<Event> events = debugger.drain();
    assertThat(events.get(events.size() - 1)).isEqualTo(new Event.Client(FLAG_DESTROY, 6, 1));
    assertThat(debugger.acknowledge(5)).isZero();
    assertThat(debugger.poll(0)).isZero();
  }

  @Test
  void withoutADebuggerFencesAreSignalledAtOnce() {
    debugger.close();
    UserBlock fence = client.block(8);

    client.bind(vm, List.of(Client.map(object, 0, PAGE, VA, 0)), fence);

    assertThat(client.await(fence, 0, 0)).isZero();
  }

  @KernelContract("attach-debug-metadata")
  void attachDebugMetadata() {
    int elf = client.createMetadata(MetadataType.ELF_BINARY, "an ELF file");
    int module = client.createMetadata(MetadataType.PROGRAM_MODULE, "\1\0\0\0");
    bind(
        Client.map(object, 0, PAGE, VA, client.attach(elf, module)),
        Client.map(object, PAGE, PAGE, VA + PAGE, client.attach(elf)));

    assertThat(debugger.drain())
        .containsExactly(
            new Event.Metadata(FLAG_CREATE, 3, 1, 1, 0, 11),
            new Event.Metadata(FLAG_CREATE, 4, 1, 2, 1, 4),
            head(5, 0, 2),
            new Event.VmBindOp(FLAG_CREATE, 6, 5, 2, VA, PAGE),
            new Event.VmBindOpMetadata(FLAG_CREATE, 7, 6, 1, 70),
            new Event.VmBindOpMetadata(FLAG_CREATE, 8, 6, 2, 71),
            new Event.VmBindOp(FLAG_CREATE, 9, 5, 1, VA + PAGE, PAGE),
            new Event.VmBindOpMetadata(FLAG_CREATE, 10, 9, 1, 70));
    UserBlock buffer = debuggerProcess.allocate(11);
    assertThat(debugger.readMetadata(1, 1, buffer.address(), 11)).isEqualTo(11);
    assertThat(StandardCharsets.US_ASCII.decode(buffer.bytes()).toString())
        .isEqualTo("an ELF file");
  }

  @Test
  void metadataIsAttachedToMapsOnlyAndMustExist() {
    int elf = client.createMetadata(MetadataType.ELF_BINARY, "x");
    VmBindOp unmap =
        new VmBindOp(client.attach(elf), 0, 0, 0, PAGE, VA, VmBindOpLayout.OP_UNMAP, 0, 0);

    assertThat(client.bind(vm, List.of(unmap))).isEqualTo(-Errno.EINVAL);
    assertThat(client.bind(vm, List.of(Client.map(object, 0, PAGE, VA, client.attach(99)))))
        .isEqualTo(-Errno.ENOENT);
    int[] seventeen = new int[17];
    Arrays.fill(seventeen, elf);
    assertThat(client.bind(vm, List.of(Client.map(object, 0, PAGE, VA, client.attach(seventeen)))))
        .isEqualTo(-Errno.E2BIG);
  }

  @KernelContract("read-metadata")
  void readMetadata() {
    int id = client.createMetadata(MetadataType.ELF_BINARY, "an ELF file");
    debugger.drain();
    UserBlock buffer = debuggerProcess.allocate(16);

    assertThat(debugger.readMetadata(1, 1, 0, 0)).isEqualTo(11);
    assertThat(debugger.readMetadata(1, 1, buffer.address(), 10)).isEqualTo(-Errno.EINVAL);
    assertThat(debugger.readMetadata(1, 2, buffer.address(), 16)).isEqualTo(-Errno.EINVAL);
    assertThat(debugger.readMetadata(2, 1, buffer.address(), 16)).isEqualTo(-Errno.EINVAL);
    assertThat(debugger.readMetadata(1, 1, 0x1000, 16)).isEqualTo(-Errno.EFAULT);
    assertThat(debugger.readMetadata(1, 1, buffer.address(), 16)).isEqualTo(11);
    byte[] content = new byte[12];
    buffer.bytes().get(content);
    assertThat(new String(content, StandardCharsets.US_ASCII)).isEqualTo("an ELF file\0");

    assertThat(client.destroyMetadata(id)).isZero();
    assertThat(client.destroyMetadata(id)).isEqualTo(-Errno.ENOENT);
    assertThat(debugger.drain()).containsExactly(new Event.Metadata(FLAG_DESTROY, 4, 1, 1, 0, 11));
    assertThat(debugger.readMetadata(1, 1, buffer.address(), 16)).isEqualTo(-Errno.EINVAL);
  }

  @Test
  void badOperationsChangeNothing() {
    VmBindOp good = Client.map(object, 0, PAGE, VA, 0);
    UserBlock small = client.block((int) PAGE);
    small.close();
    for (VmBindOp bad :
        List.of(
            Client.map(object, 0, 5 * PAGE, VA, 0),
            Client.map(object, 4 * PAGE, PAGE, VA, 0),
            Client.map(object, 1, PAGE, VA, 0),
            Client.map(object, 0, PAGE, VA + 8, 0),
            Client.map(object, 0, 0, VA, 0),
            Client.map(object, 0, PAGE, 1L << 48, 0),
            Client.map(object, 0, PAGE, -PAGE, 0),
            Client.map(0, 0, PAGE, VA, 0),
            new VmBindOp(0, object, 0, 0, PAGE, VA, VmBindOpLayout.OP_UNMAP, 0, 0),
            new VmBindOp(0, object, 0, 0, PAGE, VA, VmBindOpLayout.OP_UNMAP_ALL, 0, 0),
            new VmBindOp(0, 0, 0, 0, PAGE, VA, 5, 0, 0),
            new VmBindOp(0, object, 0, 0, PAGE, VA, VmBindOpLayout.OP_MAP, 1 << 6, 0))) {
      assertThat(client.bind(vm, List.of(good, bad))).as("%s", bad).isEqualTo(-Errno.EINVAL);
    }
    assertThat(client.bind(vm, List.of(Client.map(77, 0, PAGE, VA, 0)))).isEqualTo(-Errno.ENOENT);
    assertThat(client.bind(vm, List.of(Client.mapUser(small, VA, 0)))).isEqualTo(-Errno.EFAULT);
    assertThat(client.bind(99, List.of(good))).isEqualTo(-Errno.EINVAL);

    assertThat(debugger.drain()).isEmpty();
    assertThat(debuggerProcess.pread(debugger.openVm(1, 1), debuggerProcess.allocate(1), VA))
        .isEqualTo(-Errno.EINVAL);
  }
}
