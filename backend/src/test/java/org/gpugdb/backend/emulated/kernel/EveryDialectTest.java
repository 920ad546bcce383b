package org.gpugdb.backend.emulated.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gpugdb.backend.emulated.kernel.DialectRig.PAGE;
import static org.gpugdb.backend.emulated.kernel.DialectRig.VA;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.gpugdb.backend.kernel.Errno;
import org.gpugdb.backend.kernel.KernelInterface;
import org.gpugdb.backend.kernel.UserBlock;
import org.gpugdb.backend.uapi.CompleteDialects;
import org.gpugdb.backend.uapi.ConnectLayout.Connect;
import org.gpugdb.backend.uapi.Dialect;
import org.gpugdb.backend.uapi.EngineClassInstanceLayout;
import org.gpugdb.backend.uapi.EuControlLayout;
import org.gpugdb.backend.uapi.EuControlLayout.EuControl;
import org.gpugdb.backend.uapi.Event;
import org.gpugdb.backend.uapi.EventCodec;
import org.gpugdb.backend.uapi.EventHeaderLayout;
import org.gpugdb.backend.uapi.EventHeaderLayout.EventHeader;
import org.gpugdb.backend.uapi.EventKind;
import org.gpugdb.backend.uapi.VmOpenLayout.VmOpen;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds in every dialect, each with its own numbers and structs. */
class EveryDialectTest {
  private static final int CREATE = EventHeaderLayout.FLAG_CREATE;
  private static final int DESTROY = EventHeaderLayout.FLAG_DESTROY;

  static List<Dialect> dialects() {
    return CompleteDialects.all();
  }

  @ParameterizedTest
  @MethodSource("dialects")
  void thereIsOneSessionAtATime(Dialect dialect) {
    try (DialectRig rig = new DialectRig(dialect)) {
      Debugger debugger = rig.attach();

      assertThat(connect(rig, 0, 0, 0)).isEqualTo(-Errno.EBUSY);
      assertThat(debugger.close()).isZero();
      assertThat(connect(rig, 0, 0, 1)).isPositive();
    }
  }

  @ParameterizedTest
  @MethodSource("dialects")
  void connectRefusesWhatMustBeZeroAndOtherVersions(Dialect dialect) {
    try (DialectRig rig = new DialectRig(dialect)) {
      assertThat(connect(rig, 1, 0, 0)).isEqualTo(-Errno.EINVAL);
      assertThat(connect(rig, 0, 1, 0)).isEqualTo(-Errno.EINVAL);
      assertThat(connect(rig, 0, 0, 2)).isEqualTo(-Errno.EINVAL);
      assertThat(connect(rig, 0, 0, 1)).isPositive();
    }
  }

  private static int connect(DialectRig rig, long extensions, int flags, int version) {
    return Debugger.connect(
        rig.process, rig.dialect, new Connect(extensions, rig.target(), flags, version));
  }

  @ParameterizedTest
  @MethodSource("dialects")
  void theSwitchHasTheDialectsNameAndRefusesWhileASessionIsThere(Dialect dialect) {
    try (DialectRig rig = new DialectRig(dialect)) {
      LocalProcess root = rig.kernel.process(1, 0, "root");
      String path = "/sys/class/drm/card0/device/" + dialect.enableSwitch();
      UserBlock off = root.allocate(1);
      off.bytes().put((byte) '0');
      int fd = root.open(path, KernelInterface.O_RDWR);

      Debugger debugger = rig.attach();
      assertThat(root.pwrite(fd, off, 0)).isEqualTo(-Errno.EBUSY);
      assertThat(debugger.close()).isZero();
      assertThat(root.pwrite(fd, off, 0)).isEqualTo(1);
      assertThat(connect(rig, 0, 0, 0)).isEqualTo(-Errno.ENODEV);
    }
  }

  @ParameterizedTest
  @MethodSource("dialects")
  void objectsAreToldAsTheyComeAndGo(Dialect dialect) {
    try (DialectRig rig = new DialectRig(dialect)) {
      Debugger debugger = rig.attach();
      debugger.drain();
      int vm = rig.client.createVm();
      int queue = rig.client.createDebuggableQueue(vm);
      assertThat(rig.client.destroyQueue(queue)).isZero();
      assertThat(rig.client.destroyVm(vm)).isZero();

      List<Event> events = debugger.drain();
      long client = dialect.byProcess() ? 1 : 0;
      long seqno = events.get(0).seqno();
      assertThat(events.get(0)).isEqualTo(new Event.Vm(CREATE, seqno, client, 1));
      assertThat(events)
          .extracting(Event::kind)
          .containsExactlyElementsOf(
              dialect.has(EventKind.EXEC_QUEUE_PLACEMENTS)
                  ? List.of(
                      EventKind.VM,
                      EventKind.EXEC_QUEUE,
                      EventKind.EXEC_QUEUE_PLACEMENTS,
                      EventKind.EXEC_QUEUE,
                      EventKind.VM)
                  : List.of(
                      EventKind.VM, EventKind.EXEC_QUEUE, EventKind.EXEC_QUEUE, EventKind.VM));
      assertThat(events).extracting(Event::seqno).doesNotHaveDuplicates().isSorted();
      Event.ExecQueue created = (Event.ExecQueue) events.get(1);
      assertThat(created)
          .isEqualTo(
              new Event.ExecQueue(
                  CREATE,
                  created.seqno(),
                  client,
                  1,
                  1,
                  EngineClassInstanceLayout.COMPUTE,
                  List.of(1L)));
      Event.Vm destroyed = (Event.Vm) events.get(events.size() - 1);
      assertThat(destroyed).isEqualTo(new Event.Vm(DESTROY, destroyed.seqno(), client, 1));
    }
  }

  @ParameterizedTest
  @MethodSource("dialects")
  void theFirstEventHasTheFirstMoment(Dialect dialect) {
    try (DialectRig rig = new DialectRig(dialect)) {
      rig.client.createVm();
      Debugger debugger = rig.attach();

      Event first = debugger.next();

      assertThat(first.seqno()).isEqualTo(1);
      assertThat(first.kind()).isEqualTo(dialect.byProcess() ? EventKind.OPEN : EventKind.VM);
    }
  }

  @ParameterizedTest
  @MethodSource("dialects")
  void aQueueTakesOnlyThePropertysOneValue(Dialect dialect) {
    try (DialectRig rig = new DialectRig(dialect)) {
      int vm = rig.client.createVm();
      int compute = EngineClassInstanceLayout.COMPUTE;

      assertThat(rig.client.createQueue(vm, compute, 1)).isPositive();
      assertThat(rig.client.createQueue(vm, compute, 0)).isEqualTo(-Errno.EINVAL);
      assertThat(rig.client.createQueue(vm, compute, 3)).isEqualTo(-Errno.EINVAL);
      assertThat(rig.client.createQueue(vm, EngineClassInstanceLayout.COPY, 1))
          .isEqualTo(-Errno.EINVAL);
      assertThat(rig.client.createQueue(rig.client.createVm(0), compute, 1))
          .isEqualTo(-Errno.EINVAL);
    }
  }

  @ParameterizedTest
  @MethodSource("dialects")
  void readingLooksAtTheHeader(Dialect dialect) {
    try (DialectRig rig = new DialectRig(dialect)) {
      Debugger debugger = rig.attach();
      debugger.drain();
      debugger.setNonBlocking();
      UserBlock block = rig.process.allocate(64);
      int read = EventHeaderLayout.TYPE_READ;

      assertThat(debugger.read(block, new EventHeader(64, read, 0, 0, 0))).isEqualTo(-Errno.EAGAIN);
      assertThat(debugger.read(block, new EventHeader(64, 0, 0, 0, 0))).isEqualTo(-Errno.EINVAL);
      assertThat(debugger.read(block, new EventHeader(64, 2, 0, 0, 0))).isEqualTo(-Errno.EINVAL);
      assertThat(debugger.read(block, new EventHeader(64, read, 1, 0, 0))).isEqualTo(-Errno.EINVAL);
      assertThat(debugger.read(block, new EventHeader(64, read, 0, 0, 1))).isEqualTo(-Errno.EINVAL);
      assertThat(debugger.read(block, new EventHeader(23, read, 0, 0, 0))).isEqualTo(-Errno.EINVAL);
      assertThat(EventHeaderLayout.decode(block.bytes()).len()).isEqualTo(23);
    }
  }

  @ParameterizedTest
  @MethodSource("dialects")
  void anEventThatDoesNotFitTellsItsSizeAndStays(Dialect dialect) {
    try (DialectRig rig = new DialectRig(dialect)) {
      Debugger debugger = rig.attach();
      debugger.drain();
      rig.client.createVm();
      UserBlock block = rig.process.allocate(64);

      assertThat(debugger.read(block, Debugger.request(24))).isEqualTo(-Errno.EMSGSIZE);
      int size = new EventCodec(dialect).size(new Event.Vm(CREATE, 1, 1, 1));
      assertThat(EventHeaderLayout.decode(block.bytes()))
          .isEqualTo(new EventHeader(size, EventHeaderLayout.TYPE_READ, 0, 0, 0));
      assertThat(debugger.read(block, Debugger.request(size))).isZero();
    }
  }

  @ParameterizedTest
  @MethodSource("dialects")
  void aBlockingReadGivesUpAfterFiveSecondsWithTheDialectsError(Dialect dialect) throws Exception {
    try (DialectRig rig = new DialectRig(dialect)) {
      Debugger debugger = rig.attach();
      debugger.drain();
      UserBlock block = rig.process.allocate(64);
      CompletableFuture<Integer> read =
          CompletableFuture.supplyAsync(() -> debugger.read(block, Debugger.request(64)));
      rig.clock.awaitWaiter();

      rig.clock.advance(Duration.ofMillis(4999));
      assertThat(read).isNotDone();
      rig.clock.advance(Duration.ofMillis(1));

      assertThat(read.get()).isEqualTo(-dialect.rules().emptyReadErrno());
    }
  }

  @ParameterizedTest
  @MethodSource("dialects")
  void aModulesFenceIsHeldUntilItsEventIsAcknowledged(Dialect dialect) {
    try (DialectRig rig = new DialectRig(dialect)) {
      Debugger debugger = rig.attach();
      debugger.drain();
      int vm = rig.client.createVm();
      UserBlock fence = rig.client.block(Long.BYTES);

      assertThat(rig.bindModule(vm, rig.client.createObject(PAGE), fence)).isZero();

      List<Event> events = debugger.drain();
      Event.VmBind bind =
          events.stream()
              .filter(e -> e instanceof Event.VmBind)
              .map(Event.VmBind.class::cast)
              .reduce((first, second) -> second)
              .orElseThrow();
      Event.VmBindUfence ufence = (Event.VmBindUfence) events.get(events.size() - 1);
      assertThat(bind.bindFlags()).isEqualTo(Event.VmBind.UFENCE);
      assertThat(bind.numBinds()).isEqualTo(1);
      assertThat(ufence.vmBindRefSeqno()).isEqualTo(bind.seqno());
      assertThat(ufence.flags()).isEqualTo(CREATE | EventHeaderLayout.FLAG_NEED_ACK);
      assertThat(fence.bytes().getLong()).isZero();
      assertThat(debugger.acknowledge(bind.seqno())).isEqualTo(-Errno.EINVAL);
      assertThat(debugger.acknowledge(ufence.seqno())).isZero();
      assertThat(fence.bytes().getLong()).isEqualTo(Client.SIGNALLED);
      assertThat(debugger.acknowledge(ufence.seqno())).isEqualTo(-Errno.EINVAL);
    }
  }

  @ParameterizedTest
  @MethodSource("dialects")
  void theEndOfASessionReleasesItsFences(Dialect dialect) {
    try (DialectRig rig = new DialectRig(dialect)) {
      Debugger debugger = rig.attach();
      debugger.drain();
      UserBlock fence = rig.client.block(Long.BYTES);
      int vm = rig.client.createVm();
      assertThat(rig.bindModule(vm, rig.client.createObject(PAGE), fence)).isZero();
      assertThat(fence.bytes().getLong()).isZero();

      assertThat(debugger.close()).isZero();

      assertThat(fence.bytes().getLong()).isEqualTo(Client.SIGNALLED);
    }
  }

  @ParameterizedTest
  @MethodSource("dialects")
  void memoryIsReadThroughADescriptorOfTheAddressSpace(Dialect dialect) {
    try (DialectRig rig = new DialectRig(dialect)) {
      Debugger debugger = rig.attach();
      debugger.drain();
      int vm = rig.client.createVm();
      int object = rig.client.createObject(PAGE);
      rig.client.map(object, PAGE).bytes().putInt(16, 0x600d);
      rig.client.bind(vm, List.of(Client.map(object, 0, PAGE, VA, 0)));
      Event.Vm event = debugger.skipTo(Event.Vm.class);

      int fd = debugger.openVm(event.clientHandle(), event.vmHandle());

      assertThat(debugger.peekInt(fd, VA + 16)).isEqualTo(0x600d);
      assertThat(debugger.openVm(event.clientHandle(), 99)).isEqualTo(-Errno.EINVAL);
      assertThat(debugger.openVm(new VmOpen(0, event.clientHandle(), event.vmHandle(), 1, 0)))
          .isEqualTo(-Errno.EINVAL);
      assertThat(
              debugger.openVm(
                  new VmOpen(0, event.clientHandle(), event.vmHandle(), 0, 10_000_000_001L)))
          .isEqualTo(-Errno.EINVAL);
    }
  }

  @ParameterizedTest
  @MethodSource("dialects")
  void euControlNamesAQueueAndItsContext(Dialect dialect) {
    try (DialectRig rig = new DialectRig(dialect)) {
      Debugger debugger = rig.attach();
      debugger.drain();
      rig.client.createDebuggableQueue(rig.client.createVm());
      Event.ExecQueue queue = debugger.skipTo(Event.ExecQueue.class);
      int stopped = EuControlLayout.STOPPED;
      int interrupt = EuControlLayout.INTERRUPT_ALL;

      assertThat(control(debugger, queue, stopped, queue.execQueueHandle(), 1, 0))
          .isEqualTo(-Errno.ENOENT);
      assertThat(control(debugger, queue, interrupt, queue.execQueueHandle(), 1, 0))
          .isEqualTo(-Errno.EINVAL);
      assertThat(control(debugger, queue, stopped, 77, 1, 0)).isEqualTo(-Errno.EINVAL);
      assertThat(control(debugger, queue, stopped, queue.execQueueHandle(), 77, 0))
          .isEqualTo(-Errno.EINVAL);
      assertThat(control(debugger, queue, stopped, queue.execQueueHandle(), 1, 1))
          .isEqualTo(-Errno.EINVAL);
      assertThat(control(debugger, queue, 9, queue.execQueueHandle(), 1, 0))
          .isEqualTo(-Errno.EINVAL);
    }
  }

  private static int control(
      Debugger debugger, Event.ExecQueue of, int command, long queue, long context, int flags) {
    return debugger
        .control(new EuControl(of.clientHandle(), command, flags, 0, queue, context, 0, 0, 0))
        .result();
  }

  @ParameterizedTest
  @MethodSource("dialects")
  void aNewDebuggerIsToldWhatThereIs(Dialect dialect) {
    try (DialectRig rig = new DialectRig(dialect)) {
      int vm = rig.client.createVm();
      UserBlock fence = rig.client.block(Long.BYTES);
      assertThat(rig.bindModule(vm, rig.client.createObject(PAGE), fence)).isZero();
      assertThat(fence.bytes().getLong()).isEqualTo(Client.SIGNALLED);
      rig.client.createDebuggableQueue(vm);

      List<EventKind> kinds = rig.attach().drain().stream().map(Event::kind).toList();

      List<EventKind> expected =
          List.of(
              EventKind.OPEN,
              EventKind.METADATA,
              EventKind.VM,
              EventKind.VM_BIND,
              EventKind.VM_BIND_OP,
              EventKind.VM_BIND_OP_METADATA,
              EventKind.VM_BIND_OP_DEBUG_DATA,
              EventKind.EXEC_QUEUE,
              EventKind.EXEC_QUEUE_PLACEMENTS);
      assertThat(kinds).containsExactlyElementsOf(expected.stream().filter(dialect::has).toList());
    }
  }

  @ParameterizedTest
  @MethodSource("dialects")
  void theSessionTakesNoOtherDialectsRequests(Dialect dialect) {
    try (DialectRig rig = new DialectRig(dialect)) {
      Debugger debugger = rig.attach();
      UserBlock block = rig.process.allocate(64);

      CompleteDialects.all().stream()
          .flatMap(other -> other.requests().values().stream())
          .filter(code -> dialect.request(code).isEmpty())
          .forEach(
              code ->
                  assertThat(rig.process.ioctl(debugger.session(), code, block))
                      .as("request 0x%x", code)
                      .isEqualTo(-Errno.EINVAL));
    }
  }
}
