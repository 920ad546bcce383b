package org.gpugdb.backend.emulated.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gpugdb.backend.emulated.kernel.Online.COUNT;
import static org.gpugdb.backend.emulated.kernel.Online.END_OF_THREAD;
import static org.gpugdb.backend.emulated.kernel.Online.LOOP;
import static org.gpugdb.backend.emulated.kernel.Online.NOP;

import java.util.List;
import java.util.stream.IntStream;
import org.gpugdb.backend.emulated.gpu.Topology;
import org.gpugdb.backend.kernel.Errno;
import org.gpugdb.backend.kernel.UserBlock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;

/**
 * When the system routine runs. It leaves its mark in the state save area: a count of how often it
 * was entered and left.
 */
@Timeout(180)
class SystemRoutineTest {
  private final Online online = new Online(Topology.DEMO);
  private final int slots = online.topology.slots();

  @AfterEach
  void stop() {
    online.close();
  }

  private void switchDebuggingOff() {
    online.debugger.close();
    assertThat(Sysfs.of(online.process).enable("0")).isEqualTo(1);
  }

  @KernelContract("sysfs-reset")
  void theSwitchResetsTheDeviceWhenItChanges() {
    online.load(LOOP);
    online.debugger.close();
    Sysfs sysfs = Sysfs.of(online.process);
    for (String value : List.of("0", "1")) {
      int queue = online.createPlainQueue();
      UserBlock done = online.start(online.client, queue, 1);
      while (online.kernel.device().activeContext().isEmpty()) {
        Thread.onSpinWait(); // what a reset has ended may be leaving still
      }
      String now = sysfs.enabled().strip();
      assertThat(sysfs.enable(now)).as("no change").isEqualTo(1);
      assertThat(online.client.await(done, 0, queue)).isEqualTo(-Errno.ETIME);

      assertThat(sysfs.enable(value)).isEqualTo(1);

      assertThat(online.client.await(done, -1, queue)).isEqualTo(-Errno.EIO);
    }
  }

  private int passages() {
    return IntStream.range(0, slots).map(online::passages).sum();
  }

  @KernelContract("wait-writesip-nodebug")
  void waitWritesipNodebug() {
    online.load(
        0x0010_0393, // li t2, 1
        0x0143_9393, // slli t2, t2, 20
        COUNT,
        0xfe73_1ee3, // bne t1, t2, .-4
        END_OF_THREAD);
    switchDebuggingOff();
    int queue = online.createPlainQueue();
    UserBlock done = online.start(online.client, queue, 8);

    assertThat(online.client.await(done, -1, queue)).isZero();
    assertThat(passages()).isZero();
  }

  @KernelContract("breakpoint-writesip-nodebug")
  void breakpointWritesipNodebug() {
    online.load(NOP & ~1, END_OF_THREAD);
    switchDebuggingOff();
    int queue = online.createPlainQueue();
    UserBlock done = online.start(online.client, queue, 8);

    assertThat(online.client.await(done, -1, queue)).isEqualTo(-Errno.EIO);
    assertThat(passages()).isZero();
  }

  @KernelContract("breakpoint-writesip")
  void breakpointWritesip() {
    online.load(NOP & ~1, END_OF_THREAD);

    assertThat(passOneBreakpoint()).isEqualTo(1);
  }

  @KernelContract("breakpoint-writesip-twice")
  void breakpointWritesipTwice() {
    online.load(NOP & ~1, END_OF_THREAD);

    assertThat(passOneBreakpoint() + passOneBreakpoint()).isEqualTo(2);
  }

  /** Runs one thread that hits a breakpoint; the answer is how often it has been in the routine. */
  private int passOneBreakpoint() {
    int before = passages();
    UserBlock done = online.start(1);
    List<Integer> stopped = online.slots(online.awaitStopped(1).bitmask());
    assertThat(passages()).isEqualTo(before + 1);
    online.resumePast(stopped);
    assertThat(online.await(done)).isZero();
    assertThat((passages() - before) % 2).isZero();
    return (passages() - before) / 2;
  }

  @KernelContract("breakpoint-waitsip")
  void breakpointWaitsip() {
    checkReset(1);
  }

  @KernelContract("breakpoint-waitsip-heavy")
  void breakpointWaitsipHeavy() {
    checkReset(slots);
  }

  /** The routine waits for a debugger that is not there: the device is reset, and is usable. */
  private void checkReset(int threads) {
    online.load(NOP & ~1, END_OF_THREAD);
    online.debugger.close();

    UserBlock done = online.start(threads);

    assertThat(online.await(done)).isEqualTo(-Errno.EIO);
    assertThat(passages()).isPositive();
    Online other = Online.beside(online, 101, 8);
    other.load(NOP, END_OF_THREAD);
    assertThat(other.await(other.start(threads))).isZero();
  }
}
