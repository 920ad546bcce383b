package org.gpugdb.backend.emulated.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.gpugdb.backend.kernel.Errno;
import org.gpugdb.backend.kernel.UserBlock;
import org.gpugdb.backend.uapi.AckEventLayout.AckEvent;
import org.gpugdb.backend.uapi.CompleteDialects;
import org.gpugdb.backend.uapi.DebugRequest;
import org.gpugdb.backend.uapi.Dialect;
import org.gpugdb.backend.uapi.EngineClassInstanceLayout;
import org.gpugdb.backend.uapi.EuControlLayout;
import org.gpugdb.backend.uapi.EuControlLayout.EuControl;
import org.gpugdb.backend.uapi.Event;
import org.gpugdb.backend.uapi.EventHeaderLayout;
import org.gpugdb.backend.uapi.EventHeaderLayout.EventHeader;
import org.gpugdb.backend.uapi.SessionRules;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Rules in which dialects differ. */
class DialectRulesTest {
  static List<Dialect> dialects() {
    return CompleteDialects.all();
  }

  @Test
  void theRulesAreThePublishedOnes() {
    assertThat(Dialect.PRELIM.rules())
        .isEqualTo(Dialect.PRELIM_2025.rules())
        .isEqualTo(
            new SessionRules(
                SessionRules.Target.PROCESS,
                Errno.ENOENT,
                false,
                false,
                false,
                false,
                Errno.EBUSY));
    assertThat(Dialect.V3.rules().tellsOrdinaryQueues()).isTrue();
    assertThat(Dialect.V5.rules().target()).isEqualTo(SessionRules.Target.FILE);
    assertThat(Dialect.DOCUMENTED.rules())
        .isEqualTo(
            new SessionRules(
                SessionRules.Target.FILE, Errno.ETIMEDOUT, true, true, true, false, Errno.EPERM));
  }

  @ParameterizedTest
  @MethodSource("dialects")
  void unusedInputIsIgnoredOrMustBeZero(Dialect dialect) {
    try (DialectRig rig = new DialectRig(dialect)) {
      Debugger debugger = rig.attach();
      debugger.drain();
      debugger.setNonBlocking();
      rig.client.createDebuggableQueue(rig.client.createVm());
      Event.ExecQueue queue = debugger.skipTo(Event.ExecQueue.class);
      debugger.drain();
      boolean strict = dialect.rules().unusedInputMustBeZero();

      UserBlock block = rig.process.allocate(64);
      EventHeader read = new EventHeader(64, EventHeaderLayout.TYPE_READ, 0, 5, 0);
      assertThat(debugger.read(block, read)).isEqualTo(strict ? -Errno.EINVAL : -Errno.EAGAIN);
      int seqno = strict ? -Errno.EINVAL : -Errno.ENOENT;
      assertThat(stopped(debugger, queue, 5, 0)).isEqualTo(seqno);
      assertThat(stopped(debugger, queue, 0, 5)).isEqualTo(seqno);
      assertThat(stopped(debugger, queue, 0, 0)).isEqualTo(-Errno.ENOENT);
    }
  }

  private static int stopped(Debugger debugger, Event.ExecQueue queue, long seqno, int reserved) {
    return debugger
        .control(
            new EuControl(
                queue.clientHandle(),
                EuControlLayout.STOPPED,
                0,
                seqno,
                queue.execQueueHandle(),
                queue.lrcHandles().get(0),
                reserved,
                0,
                0))
        .result();
  }

  @ParameterizedTest
  @MethodSource("dialects")
  void anAcknowledgementsTypeIsIgnoredOrMustBeZero(Dialect dialect) {
    try (DialectRig rig = new DialectRig(dialect)) {
      Debugger debugger = rig.attach();
      debugger.drain();
      int vm = rig.client.createVm();
      UserBlock fence = rig.client.block(Long.BYTES);
      assertThat(rig.bindModule(vm, rig.client.createObject(DialectRig.PAGE), fence)).isZero();
      long seqno = debugger.skipTo(Event.VmBindUfence.class).seqno();
      boolean strict = dialect.rules().unusedInputMustBeZero();

      assertThat(acknowledge(rig, debugger, new AckEvent(0, 1, seqno, 0))).isEqualTo(-Errno.EINVAL);
      assertThat(acknowledge(rig, debugger, new AckEvent(6, 0, seqno, 0)))
          .isEqualTo(strict ? -Errno.EINVAL : 0);
      assertThat(acknowledge(rig, debugger, new AckEvent(0, 0, seqno, 0)))
          .isEqualTo(strict ? 0 : -Errno.EINVAL);
    }
  }

  private static int acknowledge(DialectRig rig, Debugger debugger, AckEvent arguments) {
    UserBlock block = rig.process.allocate(rig.dialect.structs().ack().size());
    rig.dialect.structs().ack().encode(block.bytes(), arguments);
    return rig.process.ioctl(debugger.session(), rig.dialect.code(DebugRequest.ACK_EVENT), block);
  }

  @ParameterizedTest
  @MethodSource("dialects")
  void aSecondReaderWaitsOrIsSentAway(Dialect dialect) throws Exception {
    try (DialectRig rig = new DialectRig(dialect)) {
      Debugger debugger = rig.attach();
      debugger.drain();
      CompletableFuture<Integer> first = read(rig, debugger);
      rig.clock.awaitWaiter();
      int arrivals = rig.clock.arrivals();

      CompletableFuture<Integer> second = read(rig, debugger);
      if (dialect.rules().oneReader()) {
        assertThat(second.get()).isEqualTo(-Errno.EBUSY);
        assertThat(first).isNotDone();
      } else {
        while (rig.clock.arrivals() == arrivals) {
          Thread.onSpinWait();
        }
        rig.client.createVm();
        rig.client.createVm();
        assertThat(second.get()).isZero();
      }
      rig.clock.advance(Duration.ofSeconds(5));
      assertThat(first.get())
          .isEqualTo(dialect.rules().oneReader() ? -dialect.rules().emptyReadErrno() : 0);
    }
  }

  private static CompletableFuture<Integer> read(DialectRig rig, Debugger debugger) {
    UserBlock block = rig.process.allocate(64);
    return CompletableFuture.supplyAsync(() -> debugger.read(block, Debugger.request(64)));
  }

  @ParameterizedTest
  @MethodSource("dialects")
  void ordinaryQueuesAreToldWhereTheDialectDoesButNeverControlled(Dialect dialect) {
    try (DialectRig rig = new DialectRig(dialect)) {
      Debugger debugger = rig.attach();
      debugger.drain();
      int vm = rig.client.createVm();
      int other = rig.client.createVm(0);
      debugger.drain();
      assertThat(rig.client.createQueue(vm, EngineClassInstanceLayout.COMPUTE)).isPositive();
      assertThat(rig.client.createQueue(other, EngineClassInstanceLayout.COMPUTE)).isPositive();
      assertThat(rig.client.createQueue(vm, EngineClassInstanceLayout.COPY)).isPositive();

      List<Event.ExecQueue> told =
          debugger.drain().stream()
              .filter(e -> e instanceof Event.ExecQueue)
              .map(Event.ExecQueue.class::cast)
              .toList();

      assertThat(told).hasSize(dialect.rules().tellsOrdinaryQueues() ? 1 : 0);
      told.forEach(queue -> assertThat(stopped(debugger, queue, 0, 0)).isEqualTo(-Errno.EINVAL));
    }
  }

  @Test
  void anIncompleteDialectLeavesAMachineWithoutDebugger() {
    try (DialectRig rig = new DialectRig(Dialect.DOCUMENTED)) {
      UserBlock block = rig.process.allocate(64);
      int node = rig.process.open("/dev/dri/card0", 2);

      assertThat(rig.process.ioctl(node, Dialect.V5.code(DebugRequest.CONNECT), block))
          .isEqualTo(-Errno.EINVAL);
      assertThat(rig.client.createVm()).isPositive();
    }
  }
}
