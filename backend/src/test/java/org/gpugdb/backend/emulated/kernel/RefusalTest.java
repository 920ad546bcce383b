package org.gpugdb.backend.emulated.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntSupplier;
import org.gpugdb.backend.emulated.gpu.GpuConfig;
import org.gpugdb.backend.emulated.gpu.Topology;
import org.gpugdb.backend.kernel.Errno;
import org.gpugdb.backend.kernel.KernelInterface;
import org.gpugdb.backend.kernel.UserBlock;
import org.gpugdb.backend.uapi.AckEventLayout.AckEvent;
import org.gpugdb.backend.uapi.AttachDebugExtensionLayout;
import org.gpugdb.backend.uapi.AttachDebugExtensionLayout.AttachDebugExtension;
import org.gpugdb.backend.uapi.DebugRequest;
import org.gpugdb.backend.uapi.Dialect;
import org.gpugdb.backend.uapi.EngineClassInstanceLayout;
import org.gpugdb.backend.uapi.MetadataCreateLayout;
import org.gpugdb.backend.uapi.MetadataCreateLayout.MetadataCreate;
import org.gpugdb.backend.uapi.MetadataDestroyLayout;
import org.gpugdb.backend.uapi.MetadataDestroyLayout.MetadataDestroy;
import org.gpugdb.backend.uapi.MetadataType;
import org.gpugdb.backend.uapi.ReadMetadataLayout;
import org.gpugdb.backend.uapi.ReadMetadataLayout.ReadMetadata;
import org.gpugdb.backend.uapi.VmOpenLayout.VmOpen;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

/** Requests that the debug interface refuses, or lets wait. */
@Timeout(120)
class RefusalTest {
  private static final int PID = 100;
  private static final long VA = 0x1a_0000L;
  private static final int PAGE = 0x1000;

  /** Of poll(2). */
  private static final int POLLOUT = 4;

  private final EmulatedKernel kernel =
      EmulatedKernel.open(KernelConfig.of(GpuConfig.deterministic(Topology.TINY, 1)));
  private final LocalProcess app = kernel.process(PID, 1000, "app");
  private final LocalProcess process = kernel.process(7, 0, "debugger");
  private final Client client = Client.open(app);
  private final int vm = client.createVm();
  private Debugger debugger;

  @BeforeEach
  void attach() {
    debugger = Debugger.attach(process, PID);
    debugger.drain();
  }

  @AfterEach
  void stop() {
    kernel.close();
  }

  private int request(DebugRequest request, UserBlock block) {
    return process.ioctl(debugger.session(), Dialect.PRELIM.code(request), block);
  }

  private static UserBlock gone(LocalProcess process) {
    UserBlock block = process.allocate(64);
    block.close();
    return block;
  }

  @KernelContract("session-bad-pointers")
  void argumentsMustBeReadable() {
    UserBlock gone = gone(process);
    for (DebugRequest onSession :
        List.of(
            DebugRequest.READ_EVENT,
            DebugRequest.VM_OPEN,
            DebugRequest.EU_CONTROL,
            DebugRequest.READ_METADATA,
            DebugRequest.ACK_EVENT)) {
      assertThat(request(onSession, gone)).as("%s", onSession).isEqualTo(-Errno.EFAULT);
    }
  }

  private int acknowledge(AckEvent arguments) {
    UserBlock block = process.allocate(16);
    Dialect.PRELIM.structs().ack().encode(block.bytes(), arguments);
    return request(DebugRequest.ACK_EVENT, block);
  }

  private int readMetadata(ReadMetadata arguments) {
    UserBlock block = process.allocate(ReadMetadataLayout.SIZE);
    ReadMetadataLayout.encode(block.bytes(), arguments);
    return request(DebugRequest.READ_METADATA, block);
  }

  @KernelContract("session-flags")
  void flagsMustBeZero() {
    client.createMetadata(MetadataType.ELF_BINARY, "x");
    int object = client.createObject(PAGE);
    UserBlock fence = client.block(8);
    assertThat(client.bind(vm, List.of(Client.map(object, 0, PAGE, VA, 0)), fence)).isZero();
    long held = debugger.drain().stream().mapToLong(e -> e.seqno()).max().orElseThrow();

    assertThat(acknowledge(new AckEvent(0, 1, held, 0))).isEqualTo(-Errno.EINVAL);
    assertThat(acknowledge(new AckEvent(0, 0, held, 0))).isZero();
    assertThat(acknowledge(new AckEvent(0, 0, held, 0))).as("again").isEqualTo(-Errno.EINVAL);
    UserBlock extension = client.block(AttachDebugExtensionLayout.SIZE);
    AttachDebugExtensionLayout.encode(
        extension.bytes(),
        new AttachDebugExtension(0, AttachDebugExtensionLayout.NAME, 1, /* flags= */ 1, 0));
    assertThat(client.bind(vm, List.of(Client.map(object, 0, PAGE, VA, extension.address()))))
        .isEqualTo(-Errno.EINVAL);
    assertThat(readMetadata(new ReadMetadata(1, 1, 1, 0, 0, 0))).isEqualTo(-Errno.EINVAL);
    assertThat(readMetadata(new ReadMetadata(1, 1, 0, 0, 0, 0))).isZero();
  }

  @KernelContract("session-detached")
  void aSessionThatIsOverServesNothing() {
    client.createVm();
    UserBlock tail = process.allocate(4096).slice(4096 - 24, 24);
    client.createVm();
    assertThat(debugger.read(tail, Debugger.request(64))).isEqualTo(-Errno.EFAULT);

    assertThat(debugger.read(process.allocate(64), Debugger.request(64)))
        .as("though an event was queued")
        .isEqualTo(-Errno.ENOTCONN);
    assertThat(debugger.openVm(1, 1)).isEqualTo(-Errno.ENOTCONN);
    assertThat(readMetadata(new ReadMetadata(1, 1, 0, 0, 0, 0))).isEqualTo(-Errno.ENOTCONN);
    assertThat(acknowledge(new AckEvent(0, 0, 1, 0))).isEqualTo(-Errno.ENOTCONN);
    assertThat(debugger.openVm(new VmOpen(0, 1, 1, 1, 0)))
        .as("bad flags are noticed first")
        .isEqualTo(-Errno.EINVAL);
  }

  @KernelContract("session-poll")
  void aSessionIsNeverWritable() {
    int both = KernelInterface.POLLIN | POLLOUT;

    assertThat(process.poll(debugger.session(), both, 0)).isZero();
    client.createVm();
    assertThat(process.poll(debugger.session(), both, 0)).isEqualTo(KernelInterface.POLLIN);
  }

  @KernelContract("vm-file-operations")
  void anAddressSpaceCanBeOpenedTwiceAndOffersNoMoreThanItsBytes() {
    int first = debugger.openVm(new VmOpen(0, 1, 1, 0, 10_000_000_000L));
    int second = debugger.openVm(1, 1);
    assertThat(second).isNotEqualTo(first);
    assertThat(process.close(first)).isZero();
    int object = client.createObject(PAGE);
    client.bind(vm, List.of(Client.map(object, 0, PAGE, VA, 0)));
    debugger.drain();

    debugger.pokeInt(second, VA, 42);

    assertThat(debugger.peekInt(second, VA)).isEqualTo(42);
    UserBlock gone = gone(process);
    assertThat(process.pread(second, gone, VA)).isEqualTo(-Errno.EFAULT);
    assertThat(process.pwrite(second, gone, VA)).isEqualTo(-Errno.EFAULT);
    assertThat(process.mmap(second, 0, PAGE)).isEmpty();
    assertThat(process.ioctl(second, Dialect.PRELIM.code(DebugRequest.READ_EVENT), gone))
        .isEqualTo(-Errno.ENOTTY);
    assertThat(process.readlink("/proc/7/fd/" + second)).contains("anon_inode:[xe_eudebug.vm]");
  }

  private int createMetadata(long extensions, long type, long address, long length) {
    UserBlock block = client.block(MetadataCreateLayout.SIZE);
    MetadataCreateLayout.encode(
        block.bytes(), new MetadataCreate(extensions, type, address, length, 0));
    return client.ioctl(Dialect.PRELIM.code(DebugRequest.METADATA_CREATE), block);
  }

  @KernelContract("metadata-parameters")
  void metadataMustHaveAKnownTypeAndContent() {
    long data = client.block(8).address();

    assertThat(createMetadata(1, 0, data, 8)).isEqualTo(-Errno.EINVAL);
    assertThat(createMetadata(0, 5, data, 8)).isEqualTo(-Errno.EINVAL);
    assertThat(createMetadata(0, 0, 0, 8)).isEqualTo(-Errno.EINVAL);
    assertThat(createMetadata(0, 0, data, 0)).isEqualTo(-Errno.EINVAL);
    assertThat(createMetadata(0, 0, 0x1000, 8)).isEqualTo(-Errno.EFAULT);
    assertThat(createMetadata(0, 4, data, 8)).isZero();
    UserBlock block = client.block(MetadataDestroyLayout.SIZE);
    MetadataDestroyLayout.encode(block.bytes(), new MetadataDestroy(1, 1));
    assertThat(client.ioctl(Dialect.PRELIM.code(DebugRequest.METADATA_DESTROY), block))
        .isEqualTo(-Errno.EINVAL);
  }

  /** What the kernel has copied is what a debugger reads, whatever the client does with its own. */
  @KernelContract("metadata-copy")
  void metadataIsACopy() {
    UserBlock data = client.block(8);
    data.bytes().putLong(0, 42);
    assertThat(createMetadata(0, 0, data.address(), 8)).isZero();
    debugger.drain();
    data.bytes().putLong(0, 43);
    UserBlock seen = process.allocate(8);

    assertThat(debugger.readMetadata(1, 1, seen.address(), 8)).isEqualTo(8);

    assertThat(seen.bytes().getLong(0)).isEqualTo(42);
  }

  /** More than the queue of events holds, so that discovery stands still until they are read. */
  private void discoverMuch() {
    debugger.close();
    for (int i = 0; i < 70; i++) {
      client.createMetadata(MetadataType.ELF_BINARY, "x");
    }
    debugger = Debugger.attach(process, PID);
    debugger.next();
  }

  @KernelContract("discovery-waiters")
  void whatChangesTheSetOfObjectsWaitsForDiscovery() throws Exception {
    int object = client.createObject(PAGE);
    int spare = client.createVm();
    int queue = client.createDebuggableQueue(vm);
    int metadata = client.createMetadata(MetadataType.ELF_BINARY, "y");
    LocalProcess other = kernel.process(8, 0, "other debugger");
    List<IntSupplier> waiting =
        List.of(
            () -> client.createVm(),
            () -> client.destroyVm(spare),
            () -> client.bind(vm, List.of(Client.map(object, 0, PAGE, VA, 0))),
            () -> client.createQueue(vm, EngineClassInstanceLayout.COMPUTE),
            () -> client.destroyQueue(queue),
            () -> client.createMetadata(MetadataType.ELF_BINARY, "z"),
            () -> client.destroyMetadata(metadata),
            () -> Debugger.connect(other, kernel.process(200, 0, "target").pid()));
    discoverMuch();

    List<Call> calls = waiting.stream().map(Call::begin).toList();
    calls.forEach(Call::awaitBlocked);
    assertThat(client.createObject(PAGE)).as("what needs not wait").isPositive();
    assertThat(client.await(client.block(8), 0, 0)).isEqualTo(-Errno.ETIME);
    assertThat(calls).noneMatch(call -> call.result.isDone());
    debugger.drain();

    for (Call call : calls) {
      assertThat(call.result.get()).isNotNegative();
    }
  }

  /** A request in a thread of its own. */
  private record Call(Thread thread, CompletableFuture<Integer> result) {
    static Call begin(IntSupplier request) {
      CompletableFuture<Integer> result = new CompletableFuture<>();
      Thread thread =
          new Thread(
              () -> {
                try {
                  result.complete(request.getAsInt());
                } catch (Throwable e) {
                  result.completeExceptionally(e);
                }
              },
              "request");
      thread.start();
      return new Call(thread, result);
    }

    private void awaitBlocked() {
      while (thread.getState() != Thread.State.WAITING) {
        assertThat(result).isNotDone();
        Thread.onSpinWait();
      }
      assertThat(result).isNotDone();
    }
  }
}
