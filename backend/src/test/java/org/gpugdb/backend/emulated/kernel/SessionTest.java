package org.gpugdb.backend.emulated.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.gpugdb.backend.emulated.gpu.GpuConfig;
import org.gpugdb.backend.emulated.gpu.Topology;
import org.gpugdb.backend.kernel.Errno;
import org.gpugdb.backend.kernel.KernelInterface;
import org.gpugdb.backend.kernel.UserBlock;
import org.gpugdb.backend.uapi.ConnectLayout.Connect;
import org.gpugdb.backend.uapi.Event;
import org.gpugdb.backend.uapi.EventHeaderLayout;
import org.gpugdb.backend.uapi.EventHeaderLayout.EventHeader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** basic-connect, connect-user, basic-close, basic-read-event, multiple-sessions, sysfs-toggle. */
class SessionTest {
  private static final int PID = 100;
  private static final String SWITCH = "/sys/class/drm/card0/device/prelim_enable_eudebug";

  private final ManualClock clock = new ManualClock();
  private final EmulatedKernel kernel =
      EmulatedKernel.open(
          KernelConfig.of(GpuConfig.deterministic(Topology.TINY, 1)).withClock(clock));
  private final LocalProcess app = kernel.process(PID, 1000, "app");
  private final LocalProcess debugger = kernel.process(7, 0, "debugger");

  @AfterEach
  void stop() {
    kernel.close();
  }

  @ParameterizedTest
  @CsvSource({
    "0, 999, 0, 0, 2", // ENOENT: no such process
    "0, 4294967396, 0, 0, 2",
    "0, 0, 0, 0, 22",
    "0, 100, 0, -1, 22",
    "0, 100, 0, 2, 22",
    "0, 100, -1, 0, 22",
    "-1, 100, 0, 0, 22",
  })
  void basicConnectRefuses(long extensions, long pid, int flags, int version, int errno) {
    assertThat(Debugger.connect(debugger, new Connect(extensions, pid, flags, version)))
        .isEqualTo(-errno);
  }

  @Test
  void basicConnectAcceptsBothVersions() {
    int first = Debugger.connect(debugger, new Connect(0, PID, 0, 0));
    assertThat(first).isGreaterThanOrEqualTo(3);
    assertThat(debugger.close(first)).isZero();

    assertThat(Debugger.connect(debugger, new Connect(0, PID, 0, 1))).isGreaterThanOrEqualTo(3);
  }

  @Test
  void theSessionIsBlockingAndStaysOpenOverExec() {
    int session = Debugger.connect(debugger, PID);

    assertThat(debugger.fcntl(session, KernelInterface.F_GETFD, 0)).isZero();
    assertThat(debugger.fcntl(session, KernelInterface.F_GETFL, 0)).isZero();
    assertThat(debugger.readlink("/proc/7/fd/" + session)).contains("anon_inode:[xe_eudebug]");
  }

  @ParameterizedTest
  @CsvSource({"1000, 0, 13", "1000, 1000, 0", "0, 1000, 0", "1000, 1001, 13"})
  void connectUserFollowsThePermissionTable(int debuggerUid, int appUid, int errno) {
    LocalProcess from = kernel.process(20, debuggerUid, "from");
    LocalProcess to = kernel.process(21, appUid, "to");

    int result = Debugger.connect(from, to.pid());

    assertThat(result < 0 ? -result : 0).isEqualTo(errno);
  }

  @Test
  void basicCloseMakesRoomForTheNextSession() {
    int session = Debugger.connect(debugger, PID);

    assertThat(Debugger.connect(debugger, PID)).isEqualTo(-Errno.EBUSY);
    debugger.close(session);
    assertThat(Debugger.connect(debugger, PID)).isGreaterThanOrEqualTo(3);
  }

  @Test
  void basicReadEvent() {
    Debugger session = Debugger.attach(debugger, PID);
    assertThat(session.drain()).isEmpty();
    assertThat(session.poll(0)).isZero();
    UserBlock block = debugger.allocate(64);
    Client client = Client.open(app);
    assertThat(session.poll(0)).isEqualTo(KernelInterface.POLLIN);

    assertThat(session.next(Event.Client.class))
        .isEqualTo(new Event.Client(EventHeaderLayout.FLAG_CREATE, 1, 1));
    client.close();

    assertThat(session.read(block, new EventHeader(64, 0, 0, 0, 0))).isEqualTo(-Errno.EINVAL);
    assertThat(session.read(block, new EventHeader(64, 2, 0, 0, 0))).isEqualTo(-Errno.EINVAL);
    assertThat(session.read(block, new EventHeader(64, 14, 0, 0, 0))).isEqualTo(-Errno.EINVAL);
    assertThat(session.read(block, new EventHeader(64, 1, 1, 0, 0))).isEqualTo(-Errno.EINVAL);
    assertThat(session.read(block, new EventHeader(64, 1, 0, 0, 1))).isEqualTo(-Errno.EINVAL);
    for (int length : new int[] {0, 23}) {
      assertThat(session.read(block, Debugger.request(length))).isEqualTo(-Errno.EINVAL);
      assertThat(length(block)).isEqualTo(length);
    }
    for (int length : new int[] {24, 31}) {
      assertThat(session.read(block, Debugger.request(length))).isEqualTo(-Errno.EMSGSIZE);
      assertThat(length(block)).isEqualTo(32);
    }
    assertThat(session.read(block, Debugger.request(32))).isZero();
    assertThat(EventHeaderLayout.decode(block.bytes()))
        .isEqualTo(new EventHeader(32, 2, EventHeaderLayout.FLAG_DESTROY, 2, 0));

    session.setNonBlocking();
    assertThat(session.read(block, Debugger.request(64))).isEqualTo(-Errno.EAGAIN);
    app.close();
    assertThat(session.read(block, Debugger.request(64))).isEqualTo(-Errno.EAGAIN);
    assertThat(session.poll(0)).isZero();
  }

  private static int length(UserBlock block) {
    return block.bytes().order(ByteOrder.LITTLE_ENDIAN).getInt(0);
  }

  @Test
  void aBlockingReadGivesUpAfterFiveSeconds() throws Exception {
    Debugger session = Debugger.attach(debugger, PID);
    session.drain();
    UserBlock block = debugger.allocate(64);
    CompletableFuture<Integer> read =
        CompletableFuture.supplyAsync(() -> session.read(block, Debugger.request(64)));
    clock.awaitWaiter();

    clock.advance(Duration.ofMillis(4999));
    assertThat(read).isNotDone();
    clock.advance(Duration.ofMillis(1));

    assertThat(read.get()).isEqualTo(-Errno.ENOENT);
  }

  @Test
  void aReadEndsWhenItsProcessIsKilled() throws Exception {
    Debugger session = Debugger.attach(debugger, PID);
    UserBlock block = debugger.allocate(64);
    CompletableFuture<Integer> read =
        CompletableFuture.supplyAsync(() -> session.read(block, Debugger.request(64)));
    clock.awaitWaiter();

    debugger.close();

    assertThat(read.get()).isEqualTo(-Errno.EINTR);
    assertThat(Debugger.connect(kernel.process(8, 0, "next"), PID)).isGreaterThanOrEqualTo(3);
  }

  @Test
  void anEventThatCannotBeCopiedOutEndsTheSession() {
    Debugger session = Debugger.attach(debugger, PID);
    Client.open(app);
    UserBlock page = debugger.allocate(4096);
    UserBlock tail = page.slice(4096 - 24, 24);

    assertThat(session.read(tail, Debugger.request(32))).isEqualTo(-Errno.EFAULT);

    assertThat(session.poll(0)).isEqualTo(KernelInterface.POLLHUP | KernelInterface.POLLERR);
    assertThat(session.read(page, Debugger.request(64))).isEqualTo(-Errno.ENOTCONN);
    assertThat(session.acknowledge(1)).isEqualTo(-Errno.ENOTCONN);
    assertThat(Debugger.connect(debugger, PID)).isGreaterThanOrEqualTo(3);
  }

  @Test
  void theWholeRequestValueCounts() {
    Debugger session = Debugger.attach(debugger, PID);
    session.drain();
    UserBlock block = debugger.allocate(64);

    assertThat(debugger.ioctl(session.session(), 0x40106a05L, block)).isEqualTo(-Errno.EINVAL);
    assertThat(debugger.ioctl(session.session(), 0xc0106a04L, block)).isEqualTo(-Errno.EINVAL);
    assertThat(debugger.ioctl(session.session(), 0xc0186499L, block)).isEqualTo(-Errno.EINVAL);
    assertThat(debugger.pread(session.session(), block, 0)).isEqualTo(-Errno.EINVAL);
  }

  @Test
  void multipleSessionsDoNotHearOfEachOther() {
    LocalProcess other = kernel.process(101, 1000, "other");
    Debugger first = Debugger.attach(debugger, PID);
    Debugger second = Debugger.attach(debugger, 101);
    Client.open(other);
    Client.open(other);
    Client.open(app);

    assertThat(first.drain()).containsExactly(new Event.Client(1, 1, 1));
    assertThat(second.drain())
        .containsExactly(new Event.Client(1, 1, 1), new Event.Client(1, 2, 2));
  }

  @Test
  void sysfsToggle() {
    LocalProcess root = kernel.process(1, 0, "root");
    for (String value : new String[] {"0", "1", "1", "0", "0", "1", "n", "y", "off", "on\n"}) {
      boolean on = value.startsWith("1") || value.startsWith("y") || value.startsWith("on");
      assertThat(write(root, value)).isEqualTo(value.length());
      assertThat(read(root)).isEqualTo(on ? "1\n" : "0\n");
      int session = Debugger.connect(debugger, PID);
      if (on) {
        assertThat(debugger.close(session)).isZero();
      } else {
        assertThat(session).isEqualTo(-Errno.ENODEV);
      }
    }
  }

  @Test
  void aMachineMayStartWithDebuggingOff() {
    KernelConfig usual = KernelConfig.of(GpuConfig.deterministic(Topology.TINY, 1));
    KernelConfig off =
        new KernelConfig(
            usual.gpu(),
            usual.videoMemory(),
            usual.dialect(),
            /* eudebugEnabled= */ false,
            usual.attentionPeriod(),
            usual.clock());
    try (EmulatedKernel machine = EmulatedKernel.open(off)) {
      LocalProcess root = machine.process(1, 0, "root");

      assertThat(read(root)).isEqualTo("0\n");
      assertThat(Debugger.connect(root, 1)).isEqualTo(-Errno.ENODEV);
      assertThat(write(root, "1")).isEqualTo(1);
      assertThat(Debugger.connect(root, 1)).isGreaterThanOrEqualTo(3);
    }
  }

  @Test
  void theSwitchRefusesWhatItShould() {
    LocalProcess root = kernel.process(1, 0, "root");

    assertThat(write(root, "maybe")).isEqualTo(-Errno.EINVAL);
    assertThat(app.open(SWITCH, KernelInterface.O_RDWR)).isEqualTo(-Errno.EACCES);
    assertThat(read(app)).isEqualTo("1\n");
    int session = Debugger.connect(debugger, PID);
    assertThat(write(root, "0")).isEqualTo(-Errno.EBUSY);
    assertThat(write(root, "1")).isEqualTo(1);
    debugger.close(session);
    assertThat(write(root, "0")).isEqualTo(1);
  }

  private static long write(LocalProcess process, String text) {
    int fd = process.open(SWITCH, KernelInterface.O_RDWR);
    UserBlock block = process.allocate(text.length());
    block.bytes().put(text.getBytes(StandardCharsets.US_ASCII));
    long result = process.pwrite(fd, block, 0);
    process.close(fd);
    return result;
  }

  private static String read(LocalProcess process) {
    int fd = process.open(SWITCH, KernelInterface.O_RDONLY);
    UserBlock block = process.allocate(16);
    int count = (int) process.pread(fd, block, 0);
    process.close(fd);
    byte[] text = new byte[count];
    block.bytes().get(text);
    return new String(text, StandardCharsets.US_ASCII);
  }
}
