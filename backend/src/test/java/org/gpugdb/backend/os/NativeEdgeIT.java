package org.gpugdb.backend.os;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gpugdb.backend.kernel.KernelInterface.F_SETFL;
import static org.gpugdb.backend.kernel.KernelInterface.O_NONBLOCK;
import static org.gpugdb.backend.kernel.KernelInterface.O_RDWR;
import static org.gpugdb.backend.kernel.KernelInterface.POLLIN;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.gpugdb.backend.kernel.Errno;
import org.gpugdb.backend.kernel.UserBlock;
import org.gpugdb.backend.uapi.AckEventLayout.AckEvent;
import org.gpugdb.backend.uapi.Bitmask;
import org.gpugdb.backend.uapi.ConnectLayout;
import org.gpugdb.backend.uapi.ConnectLayout.Connect;
import org.gpugdb.backend.uapi.DebugRequest;
import org.gpugdb.backend.uapi.Dialect;
import org.gpugdb.backend.uapi.EngineClassInstanceLayout.EngineClassInstance;
import org.gpugdb.backend.uapi.EuControlLayout.EuControl;
import org.gpugdb.backend.uapi.Event;
import org.gpugdb.backend.uapi.EventCodec;
import org.gpugdb.backend.uapi.EventHeaderLayout;
import org.gpugdb.backend.uapi.EventHeaderLayout.EventHeader;
import org.gpugdb.backend.uapi.EventKind;
import org.gpugdb.backend.uapi.ReadMetadataLayout;
import org.gpugdb.backend.uapi.ReadMetadataLayout.ReadMetadata;
import org.gpugdb.backend.uapi.VmOpenLayout.VmOpen;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the debugger's system calls give back, as a C library with a debug interface answers. */
@Timeout(120)
class NativeEdgeIT {
  private static final Path PROGRAM = Path.of("src/test/resources/images/spin-gcc.elf");
  private static final Dialect DIALECT = Dialect.PRELIM;
  private static final long SEQNO = 0x6162_6364_6566_6768L;

  @TempDir private Path directory;
  private final LinuxKernel kernel = new LinuxKernel(new HashSet<>(DIALECT.requests().values()));
  private Shim shim;
  private int node;

  @BeforeEach
  void open() throws Exception {
    shim = Shim.open(directory, PROGRAM);
    node = kernel.open(Shim.CARD, O_RDWR);
  }

  @AfterEach
  void close() {
    kernel.close(node);
    shim.close();
  }

  private int request(int fd, DebugRequest request, UserBlock argument) {
    return kernel.ioctl(fd, DIALECT.code(request), argument);
  }

  private int connect() {
    UserBlock block = kernel.allocate(ConnectLayout.SIZE);
    ConnectLayout.encode(block.bytes(), new Connect(0, shim.clientPid(), 0, 0));
    int session = request(node, DebugRequest.CONNECT, block);
    assertThat(session).isNotNegative();
    assertThat(ConnectLayout.decode(block.bytes()).version()).isEqualTo(1);
    return session;
  }

  private UserBlock buffer(int length) {
    UserBlock block = kernel.allocate(length);
    EventHeaderLayout.encode(
        block.bytes(), new EventHeader(length, EventHeaderLayout.TYPE_READ, 0, 0, 0));
    return block;
  }

  private int read(int session, UserBlock buffer) {
    return request(session, DebugRequest.READ_EVENT, buffer);
  }

  @Test
  void anEventOfEachKindArrives() {
    int session = connect();
    shim.queueGoldenEvents();
    List<Event> events = new ArrayList<>();
    for (int i = 0; i < DIALECT.eventTypes().size(); i++) {
      UserBlock buffer = buffer(256);
      assertThat(read(session, buffer)).isZero();
      events.add(new EventCodec(DIALECT).decode(buffer.bytes()).orElseThrow());
    }

    long a = 0x1112131415161718L;
    long b = 0x2122232425262728L;
    long c = 0x3132333435363738L;
    long d = 0x4142434445464748L;
    int create = EventHeaderLayout.FLAG_CREATE;
    int change = EventHeaderLayout.FLAG_STATE_CHANGE;
    assertThat(events)
        .containsExactly(
            new Event.Client(create, 1, a),
            new Event.Vm(EventHeaderLayout.FLAG_DESTROY, 2, a, b),
            new Event.ExecQueue(create, 3, a, b, c, 0x51525354, List.of(d, a)),
            new Event.EuAttention(change, 4, a, b, c, bitmap(0x70)),
            new Event.VmBind(change, 5, a, b, 0x51525354, 0x61626364),
            new Event.VmBindOp(EventHeaderLayout.FLAG_DESTROY, 6, a, b, c, d),
            new Event.VmBindUfence(create | EventHeaderLayout.FLAG_NEED_ACK, 7, a),
            new Event.Metadata(create, 8, a, b, c, d),
            new Event.VmBindOpMetadata(create, 9, a, b, c),
            new Event.Pagefault(change, 10, a, b, c, d, bitmap(0x80), bitmap(0x90), bitmap(0xa0)),
            new Event.SyncHost(change, 11, a, b, c),
            new Event.ExecQueuePlacements(
                create,
                12,
                a,
                b,
                c,
                d,
                List.of(
                    new EngineClassInstance(0x5152, 0x5354, 0x5556),
                    new EngineClassInstance(0x6162, 0x6364, 0x6566))));
    assertThat(events).extracting(Event::kind).containsExactlyInAnyOrder(kinds());
    kernel.close(session);
  }

  private static EventKind[] kinds() {
    return DIALECT.eventTypes().keySet().toArray(EventKind[]::new);
  }

  private static Bitmask bitmap(int first) {
    byte[] bytes = new byte[16];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (first + i);
    }
    return Bitmask.of(bytes);
  }

  @Test
  void anEventThatIsTooBigStaysAndTellsItsSize() {
    int session = connect();
    shim.queueGoldenEvents();
    assertThat(read(session, buffer(32))).isZero(); // a client's
    UserBlock small = buffer(39);

    assertThat(read(session, small)).isEqualTo(-Errno.EMSGSIZE);
    assertThat(EventHeaderLayout.decode(small.bytes()).len()).isEqualTo(40);
    UserBlock enough = buffer(40);
    assertThat(read(session, enough)).isZero();

    EventCodec codec = new EventCodec(DIALECT);
    assertThat(codec.decode(enough.bytes())).get().isInstanceOf(Event.Vm.class);
    kernel.close(session);
  }

  @Test
  void aReadThatFindsNothingSaysSo() {
    int session = connect();
    assertThat(read(session, buffer(64))).isEqualTo(-Errno.ENOENT); // after a while
    assertThat(kernel.poll(session, POLLIN, 0)).isZero();
    kernel.fcntl(session, F_SETFL, O_NONBLOCK);
    assertThat(read(session, buffer(64))).isEqualTo(-Errno.EAGAIN); // at once
    shim.disconnect();
    assertThat(read(session, buffer(64))).isEqualTo(-Errno.ENOTCONN);
    kernel.close(session);
  }

  @Test
  void anEventWakesWhoeverPolls() throws Exception {
    int session = connect();
    CompletableFuture<Integer> polled =
        CompletableFuture.supplyAsync(() -> kernel.poll(session, POLLIN, 60_000));

    shim.startClient();

    assertThat(polled.get(60, TimeUnit.SECONDS)).isEqualTo(POLLIN);
    assertThat(read(session, buffer(64))).isZero();
    kernel.close(session);
  }

  @Test
  void aSignalInterruptsAReadAndLosesNothing() throws Exception {
    int session = connect();
    CompletableFuture<Integer> interrupted =
        CompletableFuture.supplyAsync(
            () -> {
              int result = -Errno.ENOENT;
              while (result == -Errno.ENOENT) {
                result = read(session, buffer(64));
              }
              return result;
            });

    while (!shim.interrupt()) {
      Thread.onSpinWait();
    }

    assertThat(interrupted.get(60, TimeUnit.SECONDS)).isEqualTo(-Errno.EINTR);
    shim.startClient();
    UserBlock buffer = buffer(64);
    assertThat(read(session, buffer)).isZero();
    assertThat(EventHeaderLayout.decode(buffer.bytes()).seqno()).isEqualTo(1);
    kernel.close(session);
  }

  @Test
  void everyErrorNumberComesBackWithWhatWasWritten() {
    int mirror = kernel.open(Shim.MIRROR, O_RDWR);
    UserBlock block = kernel.allocate(ConnectLayout.SIZE);
    for (int errno = 1; errno < 134; errno++) {
      shim.mirrorFailure(new byte[] {(byte) errno}, errno);

      assertThat(request(mirror, DebugRequest.CONNECT, block)).isEqualTo(-errno);
      assertThat(block.bytes().get()).isEqualTo((byte) errno);
    }
    kernel.close(mirror);
  }

  @Test
  void aSuccessIsNotTakenForTheLastFailure() {
    int mirror = kernel.open(Shim.MIRROR, O_RDWR);
    UserBlock block = kernel.allocate(ConnectLayout.SIZE);
    assertThat(kernel.close(-1)).isEqualTo(-Errno.EBADF);
    for (int result : new int[] {0, 1, Integer.MAX_VALUE}) {
      shim.mirror(new byte[0], result);
      assertThat(request(mirror, DebugRequest.CONNECT, block)).isEqualTo(result);
    }
    kernel.close(mirror);
  }

  @Test
  void everyFieldOfARequestIsWhereTheOtherSideReadsIt() {
    int session = connect();
    UserBlock block = kernel.allocate(64);
    ByteBuffer bytes = block.bytes();
    DIALECT.structs().vmOpen().encode(bytes, new VmOpen(0x11, 0x12, 0x13, 0x14, 0x15));
    assertThat(request(session, DebugRequest.VM_OPEN, block)).isEqualTo(-Errno.EINVAL);
    assertThat(shim.lastRequest())
        .isEqualTo("vm_open extensions=11 client=12 vm=13 flags=14 timeout=15");

    EuControl control =
        new EuControl(0x21, 0x22, 0x23, SEQNO, 0x24, 0x25, 0x26, 4, block.slice(60, 4).address());
    block.bytes().putInt(60, 0x44332211);
    DIALECT.structs().euControl().encode(bytes, control);
    assertThat(request(session, DebugRequest.EU_CONTROL, block)).isEqualTo(-Errno.EINVAL);
    assertThat(shim.lastRequest())
        .isEqualTo(
            "eu_control client=21 cmd=22 flags=23 seqno=6162636465666768 queue=24 lrc=25"
                + " reserved=26 size=4 bitmap=11223344");

    ReadMetadataLayout.encode(bytes, new ReadMetadata(0x31, 0x32, 0x33, 0x34, 0, 0x35));
    assertThat(request(session, DebugRequest.READ_METADATA, block)).isEqualTo(-Errno.EINVAL);
    assertThat(shim.lastRequest())
        .isEqualTo("read_metadata client=31 metadata=32 flags=33 reserved=34 ptr=0 size=35");

    DIALECT.structs().ack().encode(bytes, new AckEvent(0x41, 0x42, SEQNO, 0));
    assertThat(request(session, DebugRequest.ACK_EVENT, block)).isEqualTo(-Errno.EINVAL);
    assertThat(shim.lastRequest()).isEqualTo("ack type=41 flags=42 seqno=6162636465666768");
    kernel.close(session);
  }

  @Test
  void transfersEndWhereTheMappingsDo() {
    int session = connect();
    shim.startClient();
    while (kernel.poll(session, POLLIN, 0) == POLLIN) {
      assertThat(read(session, buffer(256))).isZero();
    }
    UserBlock block = kernel.allocate(64);
    DIALECT.structs().vmOpen().encode(block.bytes(), new VmOpen(0, Shim.CLIENT, Shim.VM, 0, 0));
    int vm = request(session, DebugRequest.VM_OPEN, block);
    assertThat(vm).isNotNegative();
    long end = Shim.RAM + Shim.RAM_SIZE;

    assertThat(kernel.pread(vm, block, end - 5)).isEqualTo(5);
    assertThat(kernel.pwrite(vm, block, end - 6)).isEqualTo(6);
    assertThat(kernel.pread(vm, block, end)).isEqualTo(-Errno.EINVAL);
    assertThat(kernel.pwrite(vm, block, Shim.RAM - 1)).isEqualTo(-Errno.EINVAL);
    assertThat(kernel.pread(vm, block.slice(0, 0), end)).isZero();
    for (String call : List.of("pread", "pwrite", "fsync")) {
      shim.fail(call, Errno.ETIMEDOUT, 1);
    }
    assertThat(kernel.pread(vm, block, Shim.RAM)).isEqualTo(-Errno.ETIMEDOUT);
    assertThat(kernel.pwrite(vm, block, Shim.RAM)).isEqualTo(-Errno.ETIMEDOUT);
    assertThat(kernel.fsync(vm)).isEqualTo(-Errno.ETIMEDOUT);
    assertThat(kernel.fsync(vm)).isZero();
    assertThat(shim.failuresLeft()).isZero();
    kernel.close(vm);
    kernel.close(session);
  }

  @Test
  void aRequestThatTheEdgeWasNotMadeForGoesNowhere() {
    int mirror = kernel.open(Shim.MIRROR, O_RDWR);
    shim.mirror(new byte[0], 0);
    byte[] argument = new byte[ConnectLayout.SIZE];
    UserBlock block = kernel.allocate(ConnectLayout.SIZE);
    assertThat(request(mirror, DebugRequest.CONNECT, block)).isZero();
    Set<Long> none = Set.of();

    int result = new LinuxKernel(none).ioctl(mirror, DIALECT.code(DebugRequest.ACK_EVENT), block);

    assertThat(result).isEqualTo(-Errno.ENOTTY);
    assertThat(shim.mirrored(argument)).isEqualTo(DIALECT.code(DebugRequest.CONNECT));
    kernel.close(mirror);
  }
}
