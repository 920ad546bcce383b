package org.gpugdb.backend.eudebug;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.gpugdb.backend.emulated.gpu.GpuConfig;
import org.gpugdb.backend.emulated.gpu.Topology;
import org.gpugdb.backend.emulated.kernel.EmulatedKernel;
import org.gpugdb.backend.emulated.kernel.InterposedKernel;
import org.gpugdb.backend.emulated.kernel.KernelConfig;
import org.gpugdb.backend.emulated.kernel.LocalProcess;
import org.gpugdb.backend.kernel.Errno;
import org.gpugdb.backend.kernel.KernelInterface;
import org.gpugdb.backend.spi.BackendException;
import org.gpugdb.backend.spi.Device.GpuClient;
import org.gpugdb.backend.spi.TargetEvent;
import org.gpugdb.backend.uapi.Dialect;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Finding and connecting to clients where sessions are with files. */
class ConnectorTest {
  private static final String RENDER = "/dev/dri/renderD128";
  private static final String CARD = "/dev/dri/card0";
  private static final int PID = 100;
  private static final int DEBUGGER_PID = 50;

  private final EmulatedKernel machine =
      EmulatedKernel.open(
          KernelConfig.of(GpuConfig.parallel(Topology.TINY)).withDialect(Dialect.V5));
  private final LocalProcess app = machine.process(PID, 1000, "app");
  private final LocalProcess debugger = machine.process(DEBUGGER_PID, 1000, "debugger");
  private int device;

  @BeforeEach
  void openDevice() {
    device = debugger.open(RENDER, KernelInterface.O_RDWR);
    assertThat(device).isPositive();
  }

  @AfterEach
  void close() {
    machine.close();
  }

  private static int openNode(LocalProcess process, String node) {
    int fd = process.open(node, KernelInterface.O_RDWR);
    assertThat(fd).isPositive();
    return fd;
  }

  private static List<GpuClient> clients(KernelInterface kernel) {
    return new ClientList(kernel, RENDER, /* byProcess= */ false).clients();
  }

  private List<GpuClient> clients() {
    return clients(debugger);
  }

  private Session connect(KernelInterface kernel, GpuClient client) throws BackendException {
    return new Connector(kernel, Dialect.V5, RENDER, device).connect(client);
  }

  private int openDescriptors() {
    return debugger.list("/proc/self/fd").size();
  }

  private void assertRefused(
      KernelInterface kernel, GpuClient client, Class<?> kind, String sentence) {
    int before = openDescriptors();
    assertThatThrownBy(() -> connect(kernel, client))
        .isInstanceOf(kind)
        .hasMessageContaining(sentence);
    assertThat(openDescriptors()).as("descriptors left behind").isEqualTo(before);
  }

  @Test
  void everyFileIsAClientByWhicheverNodeItWasOpened() {
    openNode(app, RENDER);
    openNode(app, CARD);
    assertThat(clients())
        .extracting(GpuClient::pid, GpuClient::name)
        .containsExactly(tuple(PID, "app"), tuple(PID, "app"));
    assertThat(clients()).extracting(GpuClient::file).doesNotHaveDuplicates().doesNotContain(0L);
  }

  @Test
  void aProcessWithoutAFileIsNone() {
    assertThat(app.open("/sys/class/drm/card0/device/device", KernelInterface.O_RDONLY))
        .isPositive();
    assertThat(clients()).isEmpty();
  }

  @Test
  void aFileThatSeveralDescriptorsStandForIsOneClient() {
    int fd = openNode(app, RENDER);
    LocalProcess friend = machine.process(101, 1000, "friend");
    assertThat(app.pidfdGetfd(app.pidfdOpen(PID, 0), fd, 0)).isPositive();
    assertThat(friend.pidfdGetfd(friend.pidfdOpen(PID, 0), fd, 0)).isPositive();
    assertThat(clients()).extracting(GpuClient::pid).containsExactly(PID);
  }

  @Test
  void anotherGpuIsNone() {
    int fd = openNode(app, RENDER);
    openNode(app, CARD);
    KernelInterface other =
        new InterposedKernel(debugger) {
          @Override
          public Optional<String> readlink(String path) {
            boolean elsewhere = path.equals("/proc/" + PID + "/fd/" + fd);
            return elsewhere ? Optional.of("/dev/dri/renderD129") : super.readlink(path);
          }
        };
    assertThat(clients(other)).hasSize(1);
    GpuClient hidden =
        clients().stream().filter(c -> !clients(other).contains(c)).findFirst().get();
    assertRefused(other, hidden, BackendException.InvalidArgument.class, "has closed its file");
  }

  @Test
  void onlyTheSessionIsLeftOpenAndItsPidIsTheClients() throws Exception {
    openNode(app, RENDER);
    int before = openDescriptors();
    Session session = connect(debugger, clients().get(0));
    assertThat(openDescriptors()).isEqualTo(before + 1);
    assertThat(session.pid()).isEqualTo(PID);
    session.close();
    assertThat(openDescriptors()).isEqualTo(before);
  }

  @Test
  void theSessionEndsWithTheFileForNobodyElseHasIt() throws Exception {
    int fd = openNode(app, RENDER);
    Session session = connect(debugger, clients().get(0));
    assertThat(session.poll(0)).isZero();
    assertThat(app.close(fd)).isZero();
    assertThat(session.poll(0)).isEqualTo(KernelInterface.POLLHUP);
    assertThat(session.hasEndedWithClient()).isTrue();
  }

  @Test
  void aFileHasOneDebuggerAndTheNextFileAnother() throws Exception {
    openNode(app, RENDER);
    GpuClient first = clients().get(0);
    connect(debugger, first);
    assertRefused(debugger, first, BackendException.OutOfResources.class, "already has a debugger");
    openNode(app, RENDER);
    connect(debugger, clients().get(1));
  }

  @Test
  void aProcessThatIsGoneIsToldFromAFileThatIsClosed() {
    int fd = openNode(app, RENDER);
    GpuClient client = clients().get(0);
    app.close(fd);
    assertRefused(debugger, client, BackendException.InvalidArgument.class, "has closed its file");
    openNode(app, RENDER);
    assertRefused(debugger, client, BackendException.InvalidArgument.class, "has closed its file");
    app.close();
    assertRefused(debugger, client, BackendException.InvalidArgument.class, "no process 100");
  }

  /** Between a look at the descriptor and its being fetched. */
  @Test
  void aDescriptorThatHasBecomeAnotherFilesIsNotTaken() {
    int fd = openNode(app, RENDER);
    GpuClient client = clients().get(0);
    KernelInterface late =
        new InterposedKernel(debugger) {
          @Override
          public int pidfdGetfd(int pidfd, int theirs, int flags) {
            assertThat(app.close(fd)).isZero();
            assertThat(openNode(app, RENDER)).isEqualTo(fd);
            return super.pidfdGetfd(pidfd, theirs, flags);
          }
        };
    assertRefused(late, client, BackendException.InvalidArgument.class, "has closed its file");
  }

  @Test
  void aDescriptorThatIsClosedBeforeItIsFetchedMayHaveAnotherBesideIt() throws Exception {
    int fd = openNode(app, RENDER);
    GpuClient client = clients().get(0);
    KernelInterface late =
        new InterposedKernel(debugger) {
          @Override
          public int pidfdGetfd(int pidfd, int theirs, int flags) {
            app.close(fd);
            return super.pidfdGetfd(pidfd, theirs, flags);
          }
        };
    int copy = app.pidfdGetfd(app.pidfdOpen(PID, 0), fd, 0);
    assertThat(copy).isGreaterThan(fd);
    Session session = connect(late, client);
    assertThat(app.list("/proc/self/fd")).contains("" + copy).doesNotContain("" + fd);
    session.close();
    assertThat(app.close(copy)).isZero();
    assertRefused(late, client, BackendException.InvalidArgument.class, "has closed its file");
  }

  @Test
  void aProcessOfAnotherUserIsNotListedAndNotDebugged() {
    openNode(app, RENDER);
    GpuClient client = clients().get(0);
    LocalProcess stranger = machine.process(60, 2000, "stranger");
    assertThat(clients(stranger)).isEmpty();
    assertThatThrownBy(() -> connect(stranger, client))
        .isInstanceOf(BackendException.NotPermitted.class)
        .hasMessageContaining("another user");
    assertThat(stranger.list("/proc/self/fd")).isEmpty();
  }

  @Test
  void aSystemThatForbidsToFetchDescriptorsIsNamed() {
    openNode(app, RENDER);
    KernelInterface strict =
        new InterposedKernel(debugger) {
          @Override
          public int pidfdGetfd(int pidfd, int theirs, int flags) {
            return -Errno.EPERM;
          }
        };
    assertRefused(
        strict, clients().get(0), BackendException.NotPermitted.class, "yama/ptrace_scope");
  }

  @Test
  void otherFailuresNameTheCallAndTheReason() {
    openNode(app, RENDER);
    KernelInterface full =
        new InterposedKernel(debugger) {
          @Override
          public int pidfdGetfd(int pidfd, int theirs, int flags) {
            return -Errno.EMFILE;
          }
        };
    assertRefused(full, clients().get(0), BackendException.NativeFailure.class, "EMFILE");
    KernelInterface old =
        new InterposedKernel(debugger) {
          @Override
          public int pidfdOpen(int pid, int flags) {
            return -Errno.ENOSYS;
          }
        };
    assertRefused(old, clients().get(0), BackendException.NativeFailure.class, "ENOSYS");
  }

  @Test
  void ofSeveralFilesTheOneInUseShowsAnAddressSpace() throws Exception {
    try (LiveRig rig = LiveRig.idle(Dialect.V5, Topology.TINY, LiveRig.kernel("vadd", 8))) {
      openNode(rig.hostProcess, CARD);
      openNode(rig.hostProcess, RENDER);
      List<GpuClient> files = rig.loop.call(rig.device::clients);
      assertThat(files).hasSize(3);
      Map<GpuClient, List<Object>> heard = new HashMap<>();
      for (GpuClient file : files.subList(1, 3)) {
        List<Object> events = new ArrayList<>();
        heard.put(file, events);
        rig.loop.call(() -> rig.device.attach(file, events::add));
      }
      rig.attach();
      rig.host.start();
      rig.release(rig.awaitModule("vadd.elf"));
      assertThat(rig.awaitHostResults()).contains("8 results checked, 0 wrong");
      rig.await(TargetEvent.SpaceGone.class);
      assertThat(rig.loop.call(() -> heard.values().stream().allMatch(List::isEmpty))).isTrue();
    }
  }
}
