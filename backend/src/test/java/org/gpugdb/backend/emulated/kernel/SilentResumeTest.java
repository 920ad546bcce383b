package org.gpugdb.backend.emulated.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gpugdb.backend.emulated.kernel.Online.LOOP;
import static org.gpugdb.backend.emulated.kernel.Online.SAVE_AREA;

import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.gpugdb.backend.emulated.gpu.GpuDevice;
import org.gpugdb.backend.emulated.gpu.Topology;
import org.gpugdb.backend.kernel.KernelInterface;
import org.gpugdb.backend.kernel.UserBlock;
import org.gpugdb.backend.spi.AddressSpaceId;
import org.gpugdb.backend.spi.TargetEvent.Stops;
import org.gpugdb.backend.spi.ThreadId;
import org.gpugdb.backend.uapi.Bitmask;
import org.gpugdb.backend.uapi.DebugRequest;
import org.gpugdb.backend.uapi.Dialect;
import org.gpugdb.backend.uapi.EuControlLayout;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What it costs to stop one of 100,352 threads: all are interrupted, and the others go on. */
@Timeout(300)
class SilentResumeTest {
  private static final Topology HUGE = Topology.HUGE;

  /** The whole area in transfers of 1 MiB. */
  private static final int TRANSFERS = 98;

  /** Each thread adds one to the first word of the data and then runs for ever. */
  private static final int[] COUNT_AND_LOOP = {
    0x0400_12b7, // lui t0, 0x4001
    0x0142_9293, // slli t0, t0, 20
    0x0010_0313, // li t1, 1
    0x0062_a02f, // amoadd.w zero, t1, (t0)
    LOOP,
  };

  private final Online online = new Online(HUGE);
  private final Counter counter = new Counter(online.kernel.process(200, 1000, "counted"));
  private final long slotBytes = online.header().stateSaveSize();
  private final long firstSlot = SAVE_AREA + online.header().slotOffset(0);
  private final long areaBytes = HUGE.slots() * slotBytes;

  /** Counts what is done to thread slots, and lets an interrupt return when all have stopped. */
  private final class Counter extends InterposedKernel {
    final AtomicInteger reads = new AtomicInteger();
    final AtomicLong bytesRead = new AtomicLong();
    final AtomicInteger writes = new AtomicInteger();
    final AtomicLong bytesWritten = new AtomicLong();
    final AtomicInteger interrupts = new AtomicInteger();
    final AtomicInteger resumes = new AtomicInteger();

    Counter(KernelInterface kernel) {
      super(kernel);
    }

    private boolean isInSlots(long offset) {
      return offset >= firstSlot && offset < firstSlot + areaBytes;
    }

    @Override
    public long pread(int fd, UserBlock to, long offset) {
      long count = super.pread(fd, to, offset);
      if (isInSlots(offset)) {
        reads.incrementAndGet();
        bytesRead.addAndGet(count);
      }
      return count;
    }

    @Override
    public long pwrite(int fd, UserBlock from, long offset) {
      long count = super.pwrite(fd, from, offset);
      if (isInSlots(offset)) {
        writes.incrementAndGet();
        bytesWritten.addAndGet(count);
      }
      return count;
    }

    @Override
    public int ioctl(int fd, long request, UserBlock argument) {
      int command =
          request == Dialect.PRELIM.code(DebugRequest.EU_CONTROL)
              ? Dialect.PRELIM.structs().euControl().decode(argument.bytes()).cmd()
              : -1;
      int result = super.ioctl(fd, request, argument);
      if (command == EuControlLayout.INTERRUPT_ALL) {
        interrupts.incrementAndGet();
        awaitAllStopped();
      } else if (command == EuControlLayout.RESUME) {
        resumes.incrementAndGet();
      }
      return result;
    }

    private void awaitAllStopped() {
      while (stoppedThreads() < HUGE.slots()) {
        Thread.onSpinWait();
      }
    }
  }

  private int stoppedThreads() {
    GpuDevice device = online.kernel.device();
    return device
        .activeContext()
        .map(context -> Bitmask.of(device.attention(context)).cardinality())
        .orElse(0);
  }

  private void awaitAllRun() {
    while (online.debugger.peekInt(online.memory, Online.DATA) < HUGE.slots()) {
      assertThat(online.process.fsync(online.memory)).isZero();
    }
  }

  @Test
  void allButOneGoOnAfterOneReadOfTheAreaAndOneResume() throws Exception {
    online.load(COUNT_AND_LOOP);
    online.debugger.close();
    try (Attached attached = new Attached(counter).attach(Online.PID)) {
      AddressSpaceId space = attached.space();
      online.start(HUGE.slots());
      awaitAllRun();
      ThreadId wanted = new ThreadId(space, 54_321);

      attached.onLoop(() -> attached.target().run().requestStop(space, Set.of(wanted)));

      Stops stops = attached.await(Stops.class);
      assertThat(stops.batch()).extracting(stop -> stop.thread()).containsExactly(wanted);
      while (stoppedThreads() != 1 || counter.resumes.get() == 0) {
        Thread.onSpinWait();
      }
      // 98 transfers where all are seen at once; some more where the first ones are seen early.
      assertThat(counter.bytesRead).hasValue(areaBytes);
      assertThat(counter.reads.get()).isBetween(TRANSFERS, 2 * TRANSFERS);
      assertThat(counter.bytesWritten).hasValue(areaBytes - slotBytes);
      assertThat(counter.writes.get()).isBetween(TRANSFERS, counter.reads.get() + 1);
      assertThat(counter.interrupts).hasValue(1);
      assertThat(counter.resumes).hasValue(1);
    } finally {
      online.close();
    }
  }
}
