package org.gpugdb.backend.eudebug;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.gpugdb.backend.emulated.gpu.Topology;
import org.gpugdb.backend.eu.RiscvEu;
import org.gpugdb.backend.kernel.Errno;
import org.gpugdb.backend.spi.BackendException;
import org.gpugdb.backend.spi.Capabilities;
import org.gpugdb.backend.spi.DebugTarget;
import org.gpugdb.backend.spi.Device.GpuClient;
import org.gpugdb.backend.uapi.Dialect;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class DeviceTest {
  private static EudebugDevice.Options options(String node) {
    return new EudebugDevice.Options("n", "d", node, Dialect.PRELIM, Optional.empty(), 0);
  }

  @Test
  void tellsWhatTheGpuIsLike() throws Exception {
    try (LiveRig rig = LiveRig.idle(Topology.BIG, LiveRig.kernel("vadd", 8))) {
      assertThat(rig.device.info().threads()).isEqualTo(1280);
      assertThat(rig.device.info().architecture()).isEqualTo("riscv:rv64");
      assertThat(rig.device.capabilities()).isEqualTo(new Capabilities(16, true, false));
      assertThatThrownBy(
              () ->
                  EudebugDevice.open(
                      rig.debugger,
                      options("/dev/dri/nothing"),
                      rig.loop,
                      version -> Optional.of(new RiscvEu())))
          .isInstanceOf(BackendException.NativeFailure.class)
          .hasMessageContaining("/dev/dri/nothing");
    }
  }

  @Test
  void aDialectWithoutANumberToConnectByIsRefused() throws Exception {
    try (LiveRig rig = LiveRig.idle(Topology.TINY, LiveRig.kernel("vadd", 8))) {
      EudebugDevice.Options options =
          new EudebugDevice.Options(
              "n", "d", LiveRig.NODE, Dialect.DOCUMENTED, Optional.empty(), 0);
      assertThatThrownBy(
              () ->
                  EudebugDevice.open(
                      rig.debugger, options, rig.loop, version -> Optional.of(new RiscvEu())))
          .isInstanceOf(BackendException.InvalidArgument.class)
          .hasMessageContaining("documented")
          .hasMessageContaining("not published");
    }
  }

  @ParameterizedTest
  @CsvSource({
    Errno.ENODEV + ", prelim_enable_eudebug",
    Errno.EACCES + ", another user",
    Errno.EBUSY + ", already has a debugger",
    Errno.ENOENT + ", no process 1234",
    Errno.ENOMEM + ", ENOMEM"
  })
  void refusalToConnectIsASentence(int errno, String part) {
    ScriptedKernel kernel = new ScriptedKernel();
    kernel.connectResult = -errno;
    assertThatThrownBy(kernel::session)
        .isInstanceOf(BackendException.class)
        .hasMessageContaining(part);
    assertThat(kernel.blocks.open()).isZero();
  }

  @Test
  void onlyOneDebuggerAtATimeAndAnotherAfterIt() throws Exception {
    try (LiveRig rig = LiveRig.attached(Topology.TINY, LiveRig.kernel("vadd", 8))) {
      DebugTarget first = rig.target();
      assertThatThrownBy(rig::attach)
          .isInstanceOf(BackendException.OutOfResources.class)
          .hasMessageContaining("already has a debugger");
      rig.close(first);
      rig.attach();
      assertThat(rig.target()).isNotSameAs(first);
    }
  }

  @Test
  void unknownProcessCannotBeAttached() throws Exception {
    try (LiveRig rig = LiveRig.idle(Topology.TINY, LiveRig.kernel("vadd", 8))) {
      assertThatThrownBy(
              () ->
                  rig.loop.call(
                      () -> rig.device.attach(new GpuClient(4711, "nobody"), event -> {})))
          .isInstanceOf(BackendException.InvalidArgument.class)
          .hasMessageContaining("4711");
    }
  }

  @Test
  void detachingIsDoneOnceAndClosingAfterItDoesNotLoseIt() throws Exception {
    try (LiveRig rig = LiveRig.attached(Topology.TINY, LiveRig.kernel("vadd", 8))) {
      CountDownLatch done = new CountDownLatch(3);
      rig.loop.call(
          () -> {
            rig.target().detach(done::countDown);
            rig.target().detach(done::countDown);
            rig.target().close();
            rig.target().detach(done::countDown);
            return true;
          });
      assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
      rig.attach();
    }
  }

  @Test
  void targetIsOnlyForTheLoop() throws Exception {
    try (LiveRig rig = LiveRig.attached(Topology.TINY, LiveRig.kernel("vadd", 8))) {
      assertThatThrownBy(() -> rig.target().spaces())
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("not on the device loop");
    }
  }
}
