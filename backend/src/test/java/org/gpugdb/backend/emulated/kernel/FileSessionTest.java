package org.gpugdb.backend.emulated.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gpugdb.backend.emulated.kernel.DialectRig.PAGE;
import static org.gpugdb.backend.emulated.kernel.DialectRig.PID;
import static org.gpugdb.backend.emulated.kernel.DialectRig.VA;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.gpugdb.backend.kernel.Errno;
import org.gpugdb.backend.kernel.KernelInterface;
import org.gpugdb.backend.kernel.UserBlock;
import org.gpugdb.backend.uapi.CompleteDialects;
import org.gpugdb.backend.uapi.ConnectLayout.Connect;
import org.gpugdb.backend.uapi.DebugData;
import org.gpugdb.backend.uapi.Dialect;
import org.gpugdb.backend.uapi.Event;
import org.gpugdb.backend.uapi.EventHeaderLayout;
import org.gpugdb.backend.uapi.PseudoPath;
import org.gpugdb.backend.uapi.VmBindOpLayout.VmBindOp;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Sessions with one DRM file. */
class FileSessionTest {
  private static final int CREATE = EventHeaderLayout.FLAG_CREATE;
  private static final DebugData ELF = DebugData.file(VA, PAGE, "/tmp/elf-0");

  static List<Dialect> dialects() {
    return List.of(Dialect.V5, CompleteDialects.DOCUMENTED);
  }

  private static int connect(LocalProcess process, Dialect dialect, long fd) {
    return Debugger.connect(process, dialect, new Connect(0, fd, 0, 0));
  }

  @ParameterizedTest
  @MethodSource("dialects")
  void whoHasTheDescriptorMayDebug(Dialect dialect) {
    try (DialectRig rig = new DialectRig(dialect)) {
      LocalProcess stranger = rig.kernel.process(8, 2000, "stranger");

      int pidfd = stranger.pidfdOpen(PID, 0);
      assertThat(stranger.pidfdGetfd(pidfd, rig.client.fd(), 0)).isEqualTo(-Errno.EPERM);
      assertThat(connect(rig.process, dialect, rig.descriptor())).isPositive();
    }
  }

  @ParameterizedTest
  @MethodSource("dialects")
  void otherDescriptorsAreRefused(Dialect dialect) {
    try (DialectRig rig = new DialectRig(dialect)) {
      int pidfd = rig.process.pidfdOpen(PID, 0);

      assertThat(connect(rig.process, dialect, 99)).isEqualTo(-Errno.EBADF);
      assertThat(connect(rig.process, dialect, -1)).isEqualTo(-Errno.EBADF);
      assertThat(connect(rig.process, dialect, pidfd)).isEqualTo(-Errno.EINVAL);
    }
  }

  @ParameterizedTest
  @MethodSource("dialects")
  void twoFilesOfAProcessAreTwoSessions(Dialect dialect) {
    try (DialectRig rig = new DialectRig(dialect)) {
      Debugger debugger = rig.attach();
      debugger.drain();
      Client other = Client.open(rig.app, dialect);
      other.createVm();

      assertThat(debugger.drain()).isEmpty();
      int pidfd = rig.process.pidfdOpen(PID, 0);
      int fd = rig.process.pidfdGetfd(pidfd, other.fd(), 0);
      Debugger second = Debugger.attach(rig.process, dialect, fd);
      assertThat(second.next()).isEqualTo(new Event.Vm(CREATE, 1, 0, 1));
    }
  }

  @ParameterizedTest
  @MethodSource("dialects")
  void onlyDebugDataIsToldOfABind(Dialect dialect) {
    try (DialectRig rig = new DialectRig(dialect)) {
      Debugger debugger = rig.attach();
      debugger.drain();
      int vm = rig.client.createVm();
      debugger.drain();
      UserBlock fence = rig.client.block(Long.BYTES);
      VmBindOp map = Client.map(rig.client.createObject(PAGE), 0, PAGE, VA, 0);

      assertThat(rig.client.bind(vm, List.of(map), fence)).isZero();
      assertThat(fence.bytes().getLong()).isEqualTo(Client.SIGNALLED);
      assertThat(debugger.drain()).isEmpty();

      DebugData area = DebugData.area(VA, PAGE, PseudoPath.SIP_AREA);
      assertThat(rig.client.bind(vm, List.of(map, rig.add(ELF), rig.add(area)))).isZero();
      List<Event> events = debugger.drain();
      long bind = events.get(0).seqno();
      assertThat(events)
          .containsExactly(
              new Event.VmBind(EventHeaderLayout.FLAG_STATE_CHANGE, bind, 0, 1, 0, 2),
              new Event.VmBindOpDebugData(CREATE, bind + 1, bind, 0, ELF),
              new Event.VmBindOpDebugData(CREATE, bind + 2, bind, 0, area));
    }
  }

  @ParameterizedTest
  @MethodSource("dialects")
  void whatWasRemovedIsToldAndNotDiscovered(Dialect dialect) {
    try (DialectRig rig = new DialectRig(dialect)) {
      Debugger debugger = rig.attach();
      debugger.drain();
      int vm = rig.client.createVm();
      DebugData other = DebugData.file(VA + PAGE, PAGE, "/tmp/elf-1");
      assertThat(rig.client.bind(vm, List.of(rig.add(ELF), rig.add(other)))).isZero();
      debugger.drain();

      assertThat(rig.client.bind(vm, List.of(rig.remove(ELF)))).isZero();
      List<Event> events = debugger.drain();
      long bind = events.get(0).seqno();
      assertThat(events.get(1))
          .isEqualTo(
              new Event.VmBindOpDebugData(EventHeaderLayout.FLAG_DESTROY, bind + 1, bind, 0, ELF));
      assertThat(rig.client.bind(vm, List.of(rig.remove(ELF)))).isEqualTo(-Errno.ENOENT);

      assertThat(debugger.close()).isZero();
      assertThat(rig.attach().drain())
          .containsExactly(
              new Event.Vm(CREATE, 1, 0, 1),
              new Event.VmBind(EventHeaderLayout.FLAG_STATE_CHANGE, 2, 0, 1, 0, 1),
              new Event.VmBindOpDebugData(CREATE, 3, 2, 0, other));
    }
  }

  @ParameterizedTest
  @MethodSource("dialects")
  void malformedDebugDataIsRefused(Dialect dialect) {
    try (DialectRig rig = new DialectRig(dialect)) {
      int vm = rig.client.createVm();
      int add = rig.operations().add();
      long good = rig.extension(0, 0, ELF);

      assertRefused(rig, vm, VmBindOp.bare(add));
      assertRefused(rig, vm, op(rig, new DebugData(VA, PAGE, 2, 0, 0, "/tmp/elf-0")));
      assertRefused(rig, vm, op(rig, new DebugData(VA, 0, 0, 0, 0, "/tmp/elf-0")));
      assertRefused(rig, vm, op(rig, new DebugData(VA, PAGE, 0, 0, 0, "")));
      assertRefused(rig, vm, op(rig, new DebugData(VA, PAGE, DebugData.PSEUDO, 0, 4, "")));
      assertRefused(rig, vm, op(rig, new DebugData(VA, PAGE, DebugData.PSEUDO, 0, 0, "")));
      assertRefused(rig, vm, op(rig, new DebugData(VA, PAGE, DebugData.PSEUDO, 8, 1, "")));
      assertRefused(rig, vm, VmBindOp.bare(add).withExtensions(rig.extension(0, 1, ELF)));
      assertRefused(rig, vm, VmBindOp.bare(add).withExtensions(rig.extension(good, 0, ELF)));
      assertRefused(rig, vm, new VmBindOp(good, 0, 0, 0, PAGE, VA, add, 0, 0));
      assertRefused(rig, vm, Client.map(rig.client.createObject(PAGE), 0, PAGE, VA, good));
    }
  }

  private static VmBindOp op(DialectRig rig, DebugData data) {
    return rig.add(data);
  }

  private static void assertRefused(DialectRig rig, int vm, VmBindOp op) {
    assertThat(rig.client.bind(vm, List.of(op))).as("%s", op).isEqualTo(-Errno.EINVAL);
  }

  @ParameterizedTest
  @MethodSource("dialects")
  void theSessionEndsWithItsClient(Dialect dialect) {
    try (DialectRig rig = new DialectRig(dialect)) {
      Debugger debugger = rig.attach();
      debugger.drain();
      rig.client.createVm();

      assertThat(rig.client.close()).isZero();

      boolean drains = dialect.rules().drainsAfterDetach();
      assertThat(debugger.poll(0))
          .isEqualTo(KernelInterface.POLLHUP | (drains ? KernelInterface.POLLIN : 0));
      if (drains) {
        assertThat(debugger.next()).isInstanceOf(Event.Vm.class);
      }
      UserBlock block = rig.process.allocate(64);
      assertThat(debugger.read(block, Debugger.request(64))).isEqualTo(-Errno.ENOTCONN);
      assertThat(debugger.poll(0)).isEqualTo(KernelInterface.POLLHUP);
      assertThat(debugger.acknowledge(1)).isEqualTo(-Errno.ENOTCONN);
    }
  }

  @ParameterizedTest
  @MethodSource("dialects")
  void aDescriptorElsewhereKeepsTheClientAlive(Dialect dialect) {
    try (DialectRig rig = new DialectRig(dialect)) {
      int kept = rig.descriptor();
      Debugger debugger = Debugger.attach(rig.process, dialect, kept);
      debugger.drain();

      rig.app.close();
      assertThat(debugger.poll(0)).isZero();
      assertThat(rig.process.close(kept)).isZero();

      assertThat(debugger.poll(0)).isEqualTo(KernelInterface.POLLHUP);
    }
  }

  @ParameterizedTest
  @MethodSource("dialects")
  void aDebuggerReadsTheFilesThatWereNamed(Dialect dialect, @TempDir Path directory)
      throws Exception {
    try (DialectRig rig = new DialectRig(dialect)) {
      Path elf = Files.writeString(directory.resolve("elf-0"), "the file");
      Path secret = Files.writeString(directory.resolve("secret"), "not named");
      int vm = rig.client.createVm();
      assertThat(rig.client.bind(vm, List.of(rig.add(DebugData.file(VA, PAGE, elf.toString())))))
          .isZero();
      LocalProcess stranger = rig.kernel.process(8, 2000, "stranger");

      assertThat(read(rig.process, elf.toString())).isEqualTo("the file");
      assertThat(read(rig.process, "/proc/" + PID + "/root" + elf)).isEqualTo("the file");
      assertThat(rig.process.open(secret.toString(), 0)).isEqualTo(-Errno.ENOENT);
      assertThat(stranger.open(elf.toString(), 0)).isEqualTo(-Errno.ENOENT);
      assertThat(rig.process.open(elf.toString(), KernelInterface.O_RDWR)).isEqualTo(-Errno.EACCES);
      Files.delete(elf);
      assertThat(rig.process.open(elf.toString(), 0)).isEqualTo(-Errno.ENOENT);
    }
  }

  private static String read(LocalProcess process, String path) {
    int fd = process.open(path, KernelInterface.O_RDONLY);
    assertThat(fd).as(path).isPositive();
    UserBlock block = process.allocate(64);
    int length = (int) process.pread(fd, block, 0);
    assertThat(process.close(fd)).isZero();
    return StandardCharsets.US_ASCII.decode(block.bytes().limit(length)).toString();
  }
}
