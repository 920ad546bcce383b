package org.gpugdb.backend.emulated.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Random;
import org.gpugdb.backend.driver.RemoteKernel;
import org.gpugdb.backend.emulated.gpu.GpuConfig;
import org.gpugdb.backend.emulated.gpu.Topology;
import org.gpugdb.backend.emulated.kernel.EmulatedKernel;
import org.gpugdb.backend.emulated.kernel.KernelConfig;
import org.gpugdb.backend.emulated.kernel.LocalProcess;
import org.gpugdb.backend.kernel.Errno;
import org.gpugdb.backend.kernel.KernelInterface;
import org.gpugdb.backend.kernel.UserBlock;
import org.gpugdb.backend.kernel.wire.CallReply;
import org.gpugdb.backend.kernel.wire.CallRequest;
import org.gpugdb.backend.kernel.wire.Handshake;
import org.gpugdb.backend.kernel.wire.SystemCall;
import org.gpugdb.backend.os.NativeBlock;
import org.gpugdb.backend.uapi.GemCreateLayout;
import org.gpugdb.backend.uapi.GemCreateLayout.GemCreate;
import org.gpugdb.backend.uapi.GemMmapOffsetLayout;
import org.gpugdb.backend.uapi.GemMmapOffsetLayout.GemMmapOffset;
import org.gpugdb.backend.uapi.XeRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** This process is a process of the machine that it serves: both ends of the socket are here. */
@Timeout(60)
class KernelServerTest {
  private static final int PID = (int) ProcessHandle.current().pid();
  private static final String NODE = "/dev/dri/renderD128";
  private static final long WILD = 0x10;
  private static final int SECRET = 0x5ec2e7;

  @TempDir private Path directory;
  private SharedVideoMemory memory;
  private EmulatedKernel machine;
  private KernelServer server;
  private LocalProcess observer;

  @BeforeEach
  void serve() throws IOException {
    memory = SharedVideoMemory.create();
    machine =
        EmulatedKernel.open(
            KernelConfig.of(GpuConfig.deterministic(Topology.preset("tiny"), 0))
                .withVideoMemory(memory));
    observer = machine.process(1, 0, "observer");
    server = KernelServer.open(machine, memory, directory.resolve("socket"));
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
    machine.close();
    memory.close();
  }

  @Test
  void theSocketIsItsOwnersOnly() throws IOException {
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(server.path())))
        .isEqualTo("rw-------");
  }

  @Test
  void aSocketInUseIsNotTakenOver() throws IOException {
    assertThatThrownBy(() -> KernelServer.open(machine, memory, server.path()))
        .hasMessageContaining("in use");
    RemoteKernel.connect(server.path()).close();
  }

  @Test
  void aSocketThatNobodyServesIsReplaced() throws IOException {
    Path stale = directory.resolve("stale");
    try (var listener =
        java.nio.channels.ServerSocketChannel.open(java.net.StandardProtocolFamily.UNIX)) {
      listener.bind(UnixDomainSocketAddress.of(stale));
    }
    try (KernelServer other = KernelServer.open(machine, memory, stale)) {
      RemoteKernel.connect(other.path()).close();
    }
    assertThat(stale).doesNotExist();
  }

  @Test
  void aProcessIsThereWhileItIsConnected() throws IOException {
    try (RemoteKernel kernel = RemoteKernel.connect(server.path())) {
      int node = kernel.open(NODE, KernelInterface.O_RDWR);

      assertThat(node).isGreaterThanOrEqualTo(3);
      assertThat(observer.list("/proc")).contains(Integer.toString(PID));
      assertThat(observer.readlink("/proc/" + PID + "/fd/" + node)).contains(NODE);
      assertThat(kernel.list("/dev/dri")).containsExactlyInAnyOrder("card0", "renderD128");
      assertThat(kernel.readlink("/proc/" + PID + "/fd/" + node)).contains(NODE);
      assertThat(kernel.readlink("/proc/" + PID + "/fd/999")).isEmpty();
      assertThat(kernel.list("/nowhere")).isEmpty();
      assertThat(kernel.close(node)).isZero();
      assertThat(kernel.close(node)).isEqualTo(-Errno.EBADF);
    }
    awaitGone();
  }

  @Test
  void namesThatNeedALargerBufferArriveWhole() throws IOException {
    try (RemoteKernel kernel = RemoteKernel.connect(server.path())) {
      for (int pid = 100_000; pid < 104_000; pid++) {
        machine.process(pid, 0, "many");
      }
      assertThat(kernel.list("/proc")).hasSize(4002).contains("103999");
    }
  }

  @Test
  void wildPointersAreFaults() throws IOException {
    try (RawConnection raw = RawConnection.open(server.path())) {
      int node = raw.openNode();

      assertThat(raw.call(SystemCall.IOCTL, node, XeRequest.GEM_CREATE, WILD, 0, 0))
          .isEqualTo(-Errno.EFAULT);
      assertThat(raw.call(SystemCall.OPEN, 0, 0, WILD, 10, 0)).isEqualTo(-Errno.EFAULT);
      assertThat(raw.call(SystemCall.OPEN, 0, 0, -1, 10, 0)).isEqualTo(-Errno.EFAULT);
      assertThat(raw.call(SystemCall.OPEN, 0, 0, WILD, Long.MAX_VALUE, 0)).isNegative();
      NativeBlock path = raw.text("/proc");
      assertThat(raw.call(SystemCall.LIST, 0, 4096, path.address(), path.size(), WILD))
          .isEqualTo(-Errno.EFAULT);
      NativeBlock comm = raw.text("/proc/1/comm");
      int file = (int) raw.call(SystemCall.OPEN, 0, 0, comm.address(), comm.size(), 0);
      assertThat(raw.call(SystemCall.PREAD, file, 0, WILD, 4, 0)).isEqualTo(-Errno.EFAULT);
      assertThat(raw.call(SystemCall.PREAD, file, 0, WILD, -1, 0)).isEqualTo(-Errno.EINVAL);
      assertThat(raw.call(SystemCall.MMAP, node, 0, 0, 1L << 40, 0)).isEqualTo(-Errno.EINVAL);
      assertThat(raw.call(SystemCall.MUNMAP, 0, 0, 0, 0, 77)).isEqualTo(-Errno.EINVAL);
      assertThat(raw.openNode()).as("still served").isGreaterThan(node);
    }
  }

  @Test
  void aNestedWildPointerIsAFaultToo() throws IOException {
    try (RemoteKernel kernel = RemoteKernel.connect(server.path())) {
      int node = kernel.open(NODE, KernelInterface.O_RDWR);
      try (UserBlock query = kernel.allocate(40)) {
        query.bytes().putInt(8, 0).putInt(12, 0);
        assertThat(kernel.ioctl(node, XeRequest.DEVICE_QUERY, query)).isZero();
        assertThat(query.bytes().getInt(12)).as("size of the answer").isPositive();
        query.bytes().putLong(16, WILD);
        assertThat(kernel.ioctl(node, XeRequest.DEVICE_QUERY, query)).isEqualTo(-Errno.EFAULT);
      }
    }
  }

  @Test
  void aMappedBufferIsTheKernelsMemory() throws IOException {
    try (RemoteKernel kernel = RemoteKernel.connect(server.path())) {
      int node = kernel.open(NODE, KernelInterface.O_RDWR);
      long offset = mmapOffset(kernel, node, 3 << 20);

      UserBlock whole = kernel.mmap(node, offset, 3 << 20).orElseThrow();
      UserBlock tail = kernel.mmap(node, offset + (2 << 20), 1 << 20).orElseThrow();
      whole.bytes().putInt(5 << 19, SECRET);

      assertThat(tail.bytes().getInt(1 << 19)).isEqualTo(SECRET);
      assertThat(kernel.mmap(node, offset, 4 << 20)).as("too long").isEmpty();
      assertThat(kernel.mmap(node, offset + 1, 4096)).as("not a page").isEmpty();
      assertThat(kernel.mmap(99, offset, 4096)).as("no such descriptor").isEmpty();
    }
  }

  @Test
  void aBufferGoesBackWithItsLastReference() throws IOException {
    try (RemoteKernel kernel = RemoteKernel.connect(server.path())) {
      int node = kernel.open(NODE, KernelInterface.O_RDWR);
      UserBlock mapped = kernel.mmap(node, mmapOffset(kernel, node, 4096), 4096).orElseThrow();
      mapped.bytes().putInt(0, SECRET);

      kernel.close(node);
      assertThat(mapped.bytes().getInt(0)).as("the mapping keeps it").isEqualTo(SECRET);
      mapped.close();
      assertThat(mapped.bytes().getInt(0)).as("nothing keeps it").isZero();
    }
  }

  @Test
  void whatAProcessLeavesIsFreed() throws IOException {
    UserBlock mapped;
    try (RemoteKernel kernel = RemoteKernel.connect(server.path())) {
      int node = kernel.open(NODE, KernelInterface.O_RDWR);
      mapped = kernel.mmap(node, mmapOffset(kernel, node, 4096), 4096).orElseThrow();
      mapped.bytes().putInt(0, SECRET);
    }
    awaitGone();
    assertThat(mapped.bytes().getInt(0)).isZero();
  }

  @Test
  void aProcessThatCannotProveItsPidIsRefused() throws IOException {
    try (RawConnection raw = RawConnection.connect(server.path())) {
      assertThat(raw.claim(PID, NativeBlock.allocate(16).address())).isEqualTo(-Errno.EACCES);
      assertThat(raw.isClosed()).isTrue();
    }
    try (RawConnection raw = RawConnection.connect(server.path())) {
      assertThat(raw.claim(1, raw.nonce.address())).as("another process").isNegative();
    }
    try (RawConnection raw = RawConnection.connect(server.path())) {
      assertThat(raw.claim(Integer.MAX_VALUE, raw.nonce.address())).isEqualTo(-Errno.ESRCH);
    }
    try (RawConnection raw = RawConnection.connect(server.path())) {
      assertThat(raw.claim(-1, raw.nonce.address())).isNegative();
    }
    assertThat(observer.list("/proc")).containsExactly("1");
  }

  @Test
  void aPidThatTheMachineHasIsRefused() {
    machine.process(PID, 0, "first");

    assertThatThrownBy(() -> RemoteKernel.connect(server.path())).hasMessageContaining("EBUSY");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void garbageInsteadOfAHandshakeIsRefused(long seed) throws IOException {
    Random random = new Random(seed);
    try (RawConnection raw = RawConnection.connect(server.path())) {
      byte[] garbage = new byte[1 + random.nextInt(4096)];
      random.nextBytes(garbage);
      raw.sendAsMuchAsIsTaken(garbage);
    }
    RemoteKernel.connect(server.path()).close();
    awaitGone();
  }

  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13, 14})
  void garbageInsteadOfCallsHarmsNobodyElse(long seed) throws IOException {
    Random random = new Random(seed);
    try (RemoteKernel bystander = RemoteKernel.connect(server.path())) {
      int node = bystander.open(NODE, KernelInterface.O_RDWR);
      try (RawConnection raw = RawConnection.open(server.path())) {
        for (int i = 0; i < 2000; i++) {
          SystemCall call = SystemCall.of(1 + random.nextInt(14)).orElseThrow();
          // A poll may wait for ever and a close may hit the bystander's node: that is no garbage.
          if (call != SystemCall.POLL && call != SystemCall.CLOSE) {
            raw.call(call, random.nextInt(), random.nextLong(), WILD, random.nextLong(), WILD);
          }
          raw.call(new CallRequest(random.nextInt() | 0x100, 0, 0, 0, 0, 0));
        }
        raw.socket.write(ByteBuffer.allocate(CallRequest.SIZE - 1));
      }
      assertThat(bystander.fcntl(node, KernelInterface.F_GETFL, 0)).isEqualTo(2);
    }
  }

  @Test
  void aNumberThatIsNoCallIsAnswered() throws IOException {
    try (RawConnection raw = RawConnection.open(server.path())) {
      assertThat(raw.call(new CallRequest(0, 0, 0, 0, 0, 0)).result()).isEqualTo(-Errno.ENOSYS);
      assertThat(raw.call(new CallRequest(-1, 0, 0, 0, 0, 0)).result()).isEqualTo(-Errno.ENOSYS);
    }
  }

  @Test
  void callsFailWhenTheKernelIsGone() throws IOException {
    try (RemoteKernel kernel = RemoteKernel.connect(server.path())) {
      server.close();

      assertThat(kernel.open(NODE, KernelInterface.O_RDWR)).isEqualTo(-Errno.ENODEV);
      assertThatThrownBy(() -> RemoteKernel.connect(server.path()))
          .isInstanceOf(IOException.class)
          .hasMessageContaining(server.path().toString());
    }
  }

  @Test
  void aWaitBlocksItsOwnThreadOnlyAndEndsWithTheConnection() throws Exception {
    try (RemoteKernel kernel = RemoteKernel.connect(server.path())) {
      int node = kernel.open(NODE, KernelInterface.O_RDWR);
      int[] result = {0};
      Thread waiter = new Thread(() -> result[0] = kernel.poll(node, KernelInterface.POLLIN, -1));
      waiter.start();

      assertThat(kernel.poll(node, KernelInterface.POLLIN, 1)).isZero();
      assertThat(waiter.isAlive()).isTrue();
      waiter.interrupt();
      waiter.join();

      assertThat(result[0]).isEqualTo(-Errno.EINTR);
      assertThat(kernel.fcntl(node, KernelInterface.F_GETFL, 0)).isEqualTo(2);
    }
  }

  private static long mmapOffset(KernelInterface kernel, int node, long size) {
    try (UserBlock create = kernel.allocate(GemCreateLayout.SIZE);
        UserBlock offset = kernel.allocate(GemMmapOffsetLayout.SIZE)) {
      GemCreateLayout.encode(
          create.bytes(), new GemCreate(0, size, 1, 0, 0, 0, GemCreateLayout.CACHING_WB));
      assertThat(kernel.ioctl(node, XeRequest.GEM_CREATE, create)).isZero();
      int handle = GemCreateLayout.decode(create.bytes()).handle();
      GemMmapOffsetLayout.encode(offset.bytes(), new GemMmapOffset(0, handle, 0, 0));
      assertThat(kernel.ioctl(node, XeRequest.GEM_MMAP_OFFSET, offset)).isZero();
      return GemMmapOffsetLayout.decode(offset.bytes()).offset();
    }
  }

  private void awaitGone() {
    while (observer.list("/proc").contains(Integer.toString(PID))) {
      Thread.onSpinWait();
    }
  }

  /** A connection whose messages are the test's own. */
  private static final class RawConnection implements AutoCloseable {
    final SocketChannel socket;
    final NativeBlock nonce = NativeBlock.allocate(Handshake.NONCE_SIZE);
    private final ByteBuffer bytes =
        ByteBuffer.allocate(CallRequest.SIZE).order(ByteOrder.LITTLE_ENDIAN);

    private RawConnection(SocketChannel socket) {
      this.socket = socket;
    }

    static RawConnection connect(Path path) throws IOException {
      RawConnection raw = new RawConnection(SocketChannel.open(UnixDomainSocketAddress.of(path)));
      raw.receive(Handshake.Challenge.SIZE);
      Handshake.encodeNonce(Handshake.Challenge.decode(raw.bytes).nonce(), raw.nonce.bytes());
      return raw;
    }

    static RawConnection open(Path path) throws IOException {
      RawConnection raw = connect(path);
      assertThat(raw.claim(PID, raw.nonce.address())).isZero();
      return raw;
    }

    long claim(int pid, long address) throws IOException {
      new Handshake.Claim(pid, address).encode(bytes.clear());
      socket.write(bytes.flip());
      receive(CallReply.SIZE);
      return CallReply.decode(bytes).result();
    }

    CallReply call(CallRequest request) throws IOException {
      request.encode(bytes.clear());
      socket.write(bytes.flip());
      receive(CallReply.SIZE);
      return CallReply.decode(bytes);
    }

    long call(SystemCall call, int fd, long request, long address, long length, long offset)
        throws IOException {
      return call(new CallRequest(call.number(), fd, request, address, length, offset)).result();
    }

    int openNode() throws IOException {
      NativeBlock path = text(NODE);
      return (int) call(SystemCall.OPEN, 0, KernelInterface.O_RDWR, path.address(), path.size(), 0);
    }

    NativeBlock text(String text) {
      byte[] ascii = text.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
      NativeBlock block = NativeBlock.allocate(ascii.length);
      block.bytes().put(ascii);
      return block;
    }

    boolean isClosed() throws IOException {
      return socket.read(bytes.clear()) < 0;
    }

    void sendAsMuchAsIsTaken(byte[] garbage) {
      ByteBuffer rest = ByteBuffer.wrap(garbage);
      try {
        while (rest.hasRemaining()) {
          socket.write(rest);
        }
      } catch (IOException refused) {
        assertThat(rest.position()).isGreaterThanOrEqualTo(0);
      }
    }

    private void receive(int size) throws IOException {
      bytes.clear().limit(size);
      while (bytes.hasRemaining()) {
        assertThat(socket.read(bytes)).isPositive();
      }
      bytes.flip();
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
