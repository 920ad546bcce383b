package org.gpugdb.backend.emulated.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gpugdb.backend.uapi.EventHeaderLayout.FLAG_CREATE;

import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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

/** Connecting, the descriptor of a session, reading events, and the switch. */
class SessionTest {
  private static final int PID = 100;

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

  @KernelContract("basic-connect")
  void basicConnect() {
    assertThat(connect(0, 999, 0, 0)).isEqualTo(-Errno.ENOENT);
    assertThat(connect(0, (1L << 32) + PID, 0, 0)).isEqualTo(-Errno.ENOENT);
    assertThat(connect(0, 0, 0, 0)).isEqualTo(-Errno.EINVAL);
    assertThat(connect(0, PID, 0, -1)).isEqualTo(-Errno.EINVAL);
    assertThat(connect(0, PID, 0, 2)).isEqualTo(-Errno.EINVAL);
    assertThat(connect(0, PID, ~0, 0)).isEqualTo(-Errno.EINVAL);
    assertThat(connect(~0L, PID, 0, 0)).isEqualTo(-Errno.EINVAL);
    for (int version : new int[] {0, 1}) {
      int session = connect(0, PID, 0, version);
      assertThat(session).isGreaterThanOrEqualTo(3);
      assertThat(debugger.close(session)).isZero();
    }
  }

  private int connect(long extensions, long pid, int flags, int version) {
    return Debugger.connect(debugger, new Connect(extensions, pid, flags, version));
  }

  @Test
  void theSessionIsBlockingAndStaysOpenOverExec() {
    int session = Debugger.connect(debugger, PID);

    assertThat(debugger.fcntl(session, KernelInterface.F_GETFD, 0)).isZero();
    assertThat(debugger.fcntl(session, KernelInterface.F_GETFL, 0)).isZero();
    assertThat(debugger.readlink("/proc/7/fd/" + session)).contains("anon_inode:[xe_eudebug]");
  }

  @KernelContract("connect-user")
  void connectUser() {
    LocalProcess user = kernel.process(20, 1000, "user");
    int[] targets = {
      kernel.process(21, 0, "roots").pid(),
      kernel.process(22, 1000, "own").pid(),
      kernel.process(23, 1001, "others").pid(),
    };

    assertThat(Debugger.connect(user, targets[0])).isEqualTo(-Errno.EACCES);
    assertThat(Debugger.connect(user, targets[2])).isEqualTo(-Errno.EACCES);
    int session = Debugger.connect(user, targets[1]);
    assertThat(session).isGreaterThanOrEqualTo(3);
    user.close(session);
    for (int target : targets) {
      assertThat(Debugger.connect(debugger, target)).isGreaterThanOrEqualTo(3);
    }
  }

  @KernelContract("basic-close")
  void basicClose() {
    for (int round = 0; round < 3; round++) {
      int session = Debugger.connect(debugger, PID);
      assertThat(session).isGreaterThanOrEqualTo(3);
      assertThat(Debugger.connect(debugger, PID)).isEqualTo(-Errno.EBUSY);
      LocalProcess other = kernel.process(30 + round, 0, "other debugger");
      assertThat(Debugger.connect(other, PID)).isEqualTo(-Errno.EBUSY);
      assertThat(debugger.close(session)).isZero();
    }
  }

  @KernelContract("basic-read-event")
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

  @KernelContract("basic-read-event")
  void aBlockingReadGivesUpAfterFiveSeconds() throws Exception {
    Debugger session = Debugger.attach(debugger, PID);
    session.drain();
    UserBlock block = debugger.allocate(64);
    CompletableFuture<Integer> read =
        CompletableFuture.supplyAsync(() -> session.read(block, Debugger.request(64)));
    clock.awaitWaiter();

    clock.advance(Duration.ofMillis(4999));
    clock.awaitBlocked(read);
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

  @KernelContract("read-event-copy-out")
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

  @KernelContract("session-requests")
  void theWholeRequestValueCounts() {
    Debugger session = Debugger.attach(debugger, PID);
    session.drain();
    UserBlock block = debugger.allocate(64);

    assertThat(debugger.ioctl(session.session(), 0x40106a05L, block)).isEqualTo(-Errno.EINVAL);
    assertThat(debugger.ioctl(session.session(), 0xc0106a04L, block)).isEqualTo(-Errno.EINVAL);
    assertThat(debugger.ioctl(session.session(), 0xc0186499L, block)).isEqualTo(-Errno.EINVAL);
    assertThat(debugger.pread(session.session(), block, 0)).isEqualTo(-Errno.EINVAL);
  }

  @KernelContract("multiple-sessions")
  void multipleSessions() {
    int count = 4;
    List<CompletableFuture<List<Event>>> rounds = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      LocalProcess target = kernel.process(200 + i, 1000, "target");
      Debugger session = Debugger.attach(kernel.process(300 + i, 1000, "debugger"), 200 + i);
      int clients = i + 1;
      rounds.add(CompletableFuture.supplyAsync(() -> openAndCreate(session, target, clients)));
    }

    for (int i = 0; i < count; i++) {
      List<Event> expected = new ArrayList<>();
      for (long client = 1; client <= i + 1; client++) {
        expected.add(new Event.Client(FLAG_CREATE, 2 * client - 1, client));
        expected.add(new Event.Vm(FLAG_CREATE, 2 * client, client, client));
      }
      assertThat(rounds.get(i).join()).isEqualTo(expected);
    }
  }

  private static List<Event> openAndCreate(Debugger session, LocalProcess target, int clients) {
    List<Event> events = new ArrayList<>(session.drain());
    for (int i = 0; i < clients; i++) {
      Client.open(target).createVm();
    }
    events.addAll(session.drain());
    assertThat(session.acknowledge(1)).isEqualTo(-Errno.EINVAL);
    return events;
  }

  @KernelContract("sysfs-toggle")
  void sysfsToggle() {
    Sysfs root = Sysfs.of(kernel.process(1, 0, "root"));
    String[] values = {"0", "1", "1", "0", "0", "1", "n", "y", "off", "on\n"};
    for (String value : values) {
      boolean on = value.startsWith("1") || value.startsWith("y") || value.startsWith("on");
      assertThat(root.enable(value)).isEqualTo(value.length());
      assertThat(root.enabled()).isEqualTo(on ? "1\n" : "0\n");
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
    KernelConfig off =
        KernelConfig.of(GpuConfig.deterministic(Topology.TINY, 1)).withEudebugEnabled(false);
    try (EmulatedKernel machine = EmulatedKernel.open(off)) {
      LocalProcess root = machine.process(1, 0, "root");
      Sysfs sysfs = Sysfs.of(root);

      assertThat(sysfs.enabled()).isEqualTo("0\n");
      assertThat(Debugger.connect(root, 1)).isEqualTo(-Errno.ENODEV);
      assertThat(sysfs.enable("1")).isEqualTo(1);
      assertThat(Debugger.connect(root, 1)).isGreaterThanOrEqualTo(3);
    }
  }

  @KernelContract("sysfs-refusals")
  void theSwitchRefusesWhatItShould() {
    Sysfs root = Sysfs.of(kernel.process(1, 0, "root"));

    assertThat(root.enable("maybe")).isEqualTo(-Errno.EINVAL);
    assertThat(Sysfs.of(app).enable("0")).isEqualTo(-Errno.EACCES);
    assertThat(Sysfs.of(app).enabled()).isEqualTo("1\n");
    int session = Debugger.connect(debugger, PID);
    assertThat(root.enable("0")).isEqualTo(-Errno.EBUSY);
    assertThat(root.enable("1")).isEqualTo(1);
    debugger.close(session);
    assertThat(root.enable("0")).isEqualTo(1);
  }
}
