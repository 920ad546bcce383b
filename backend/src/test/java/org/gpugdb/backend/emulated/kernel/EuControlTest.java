package org.gpugdb.backend.emulated.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gpugdb.backend.emulated.kernel.Online.END_OF_THREAD;
import static org.gpugdb.backend.emulated.kernel.Online.LOOP;
import static org.gpugdb.backend.emulated.kernel.Online.NOP;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.IntStream;
import org.gpugdb.backend.emulated.gpu.Topology;
import org.gpugdb.backend.kernel.Errno;
import org.gpugdb.backend.kernel.UserBlock;
import org.gpugdb.backend.uapi.Bitmask;
import org.gpugdb.backend.uapi.DebugRequest;
import org.gpugdb.backend.uapi.Dialect;
import org.gpugdb.backend.uapi.EuControlLayout;
import org.gpugdb.backend.uapi.EuControlLayout.EuControl;
import org.gpugdb.backend.uapi.Event;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;

/** EU_CONTROL by its bytes: which check comes first, and what is written back. */
@Timeout(120)
class EuControlTest {
  private static final int SPAN = Topology.TINY.attentionSize();
  private static final int UNKNOWN = 77;
  private static final byte UNTOUCHED = 0x55;

  /** In every process's reach, and nothing is there. */
  private static final long HOLE = 0x1000;

  /** Where no process has memory. */
  private static final long BEYOND = ProcessMemory.END - 4;

  private Online online = new Online(Topology.TINY);

  @AfterEach
  void stop() {
    online.close();
  }

  private UserBlock block(EuControl arguments) {
    EuControlLayout layout = Dialect.PRELIM.structs().euControl();
    UserBlock block = online.process.allocate(layout.size());
    layout.encode(block.bytes(), arguments);
    return block;
  }

  private int control(UserBlock block) {
    long request = Dialect.PRELIM.code(DebugRequest.EU_CONTROL);
    return online.process.ioctl(online.debugger.session(), request, block);
  }

  /** The error of a request, which must leave the struct as it was. */
  private int refusal(EuControl arguments) {
    UserBlock block = block(arguments);
    ByteBuffer before = ByteBuffer.allocate(block.size()).put(block.bytes()).flip();
    int result = control(block);
    assertThat(block.bytes()).isEqualTo(before);
    return -result;
  }

  private EuControl stopped(int size, long bitmap) {
    return request(EuControlLayout.STOPPED, 0, size, bitmap);
  }

  private EuControl request(int command, int flags, int size, long bitmap) {
    Event.ExecQueue queue = online.queueEvent;
    return new EuControl(
        queue.clientHandle(),
        command,
        flags,
        0,
        queue.execQueueHandle(),
        queue.lrcHandles().get(0),
        0,
        size,
        bitmap);
  }

  private EuControl stopped(long client, long queue, long lrc, int size, long bitmap) {
    return new EuControl(client, EuControlLayout.STOPPED, 0, 0, queue, lrc, 0, size, bitmap);
  }

  /** Each request breaks two rules or more; the first one's error is the answer. */
  @KernelContract("eu-control-order")
  void theFirstRuleThatIsBrokenDecides() {
    online.load(LOOP);
    online.start(1);
    long client = online.queueEvent.clientHandle();
    long queue = online.queueEvent.execQueueHandle();
    long lrc = online.queueEvent.lrcHandles().get(0);
    UserBlock gone = block(stopped(0, 0));
    gone.close();

    assertThat(control(gone)).isEqualTo(-Errno.EFAULT);
    assertThat(refusal(request(EuControlLayout.STOPPED, 1, 8, BEYOND))).isEqualTo(Errno.EINVAL);
    assertThat(refusal(stopped(UNKNOWN, queue, lrc, 8, BEYOND))).isEqualTo(Errno.EFAULT);
    assertThat(refusal(stopped(client, queue, lrc, 3, HOLE))).isEqualTo(Errno.EINVAL);
    assertThat(refusal(stopped(client, UNKNOWN, lrc, 4, HOLE))).isEqualTo(Errno.EINVAL);
    assertThat(refusal(stopped(client, queue, UNKNOWN, 4, HOLE))).isEqualTo(Errno.EINVAL);
    assertThat(refusal(request(UNKNOWN, 0, 4, HOLE))).isEqualTo(Errno.EFAULT);
    assertThat(refusal(request(EuControlLayout.INTERRUPT_ALL, 0, 4, HOLE))).isEqualTo(Errno.EFAULT);
  }

  @KernelContract("eu-control-commands")
  void anUnknownCommandIsRefusedBeforeAnybodyLooksAtTheEngine() {
    assertThat(refusal(request(UNKNOWN, 0, 0, 0))).isEqualTo(Errno.EINVAL);
    assertThat(refusal(stopped(0, 0))).isEqualTo(Errno.ENOENT);
    assertThat(refusal(request(EuControlLayout.RESUME, 0, 0, 0))).isEqualTo(Errno.ENOENT);
    assertThat(refusal(request(EuControlLayout.INTERRUPT_ALL, 0, 0, 0))).isEqualTo(Errno.EINVAL);
  }

  @KernelContract("eu-control-handles")
  void queuesBelongToTheirClientAndContextsToTheirQueue() {
    online.load(LOOP);
    online.start(1);
    Client other = Client.open(online.app);
    other.createDebuggableQueue(other.createVm());
    Event.ExecQueue second = online.debugger.skipTo(Event.ExecQueue.class);
    long client = online.queueEvent.clientHandle();
    long queue = online.queueEvent.execQueueHandle();
    long lrc = second.lrcHandles().get(0);

    assertThat(refusal(stopped(client, second.execQueueHandle(), lrc, 0, 0)))
        .isEqualTo(Errno.EINVAL);
    assertThat(refusal(stopped(second.clientHandle(), queue, lrc, 0, 0))).isEqualTo(Errno.EINVAL);
    assertThat(refusal(stopped(client, queue, lrc, 0, 0))).isEqualTo(Errno.EINVAL);
    assertThat(refusal(stopped(second.clientHandle(), second.execQueueHandle(), lrc, 0, 0)))
        .as("another one's turn")
        .isEqualTo(Errno.EBUSY);
  }

  @KernelContract("eu-control-detached")
  void aSessionThatIsOverIsNoticedAfterTheClientAndBeforeTheSize() {
    Client.open(online.app);
    UserBlock tail = online.process.allocate(4096).slice(4096 - 24, 24);
    assertThat(online.debugger.read(tail, Debugger.request(64))).isEqualTo(-Errno.EFAULT);
    long client = online.queueEvent.clientHandle();

    assertThat(refusal(stopped(UNKNOWN, 1, 1, 3, HOLE))).isEqualTo(Errno.EINVAL);
    assertThat(refusal(stopped(client, UNKNOWN, 1, 3, HOLE))).isEqualTo(Errno.ENOTCONN);
  }

  @KernelContract("eu-control-answer")
  void successWritesTheDevicesSizeAndAsMuchOfTheBitmapAsFits() {
    online.load(NOP & ~1, END_OF_THREAD);
    online.start(8);
    byte[] all = online.awaitStopped(8).bitmask().toBytes();

    long last = 0;
    for (int size : new int[] {0, 4, SPAN, SPAN + 8}) {
      UserBlock bits = online.process.allocate(SPAN + 16);
      IntStream.range(0, SPAN + 16).forEach(i -> bits.bytes().put(i, UNTOUCHED));
      EuControl answer = success(stopped(size, bits.address()));

      assertThat(answer.seqno()).isGreaterThan(last);
      last = answer.seqno();
      int written = Math.min(size, SPAN);
      byte[] after = new byte[SPAN + 16];
      bits.bytes().get(after);
      for (int i = 0; i < after.length; i++) {
        assertThat(after[i])
            .as("byte %d of %d", i, size)
            .isEqualTo(i < written ? all[i] : UNTOUCHED);
      }
    }
    success(request(EuControlLayout.INTERRUPT_ALL, 0, 0, 0));
    success(request(EuControlLayout.RESUME, 0, 0, 0));
  }

  /** What the kernel has written into a request, of which all but two fields stay. */
  private EuControl success(EuControl arguments) {
    UserBlock block = block(arguments);
    assertThat(control(block)).isZero();
    EuControl answer = Dialect.PRELIM.structs().euControl().decode(block.bytes());
    assertThat(answer).isEqualTo(arguments.answered(answer.seqno(), SPAN));
    return answer;
  }

  @KernelContract("resume-running")
  void onXe2BitsOfRunningThreadsAreIgnored() {
    checkResumeOfARunningThread(Graphics.XE2, 0);
  }

  @KernelContract("resume-running-pvc")
  void onXeHpcABitOfARunningThreadSpoilsTheResume() {
    checkResumeOfARunningThread(Graphics.XE_HPC, Errno.EINVAL);
  }

  /** Only the thread with number 0 stops. */
  private void checkResumeOfARunningThread(Graphics graphics, int errno) {
    online.close();
    online = Online.of(Topology.TINY, graphics);
    online.load(
        0xf140_22f3, // csrr t0, mhartid
        0x0002_8463, // beqz t0, .+8
        LOOP,
        NOP & ~1,
        LOOP);
    online.start(8);
    List<Integer> stopped = online.slots(online.awaitStopped(1).bitmask());
    byte[] bits = new byte[SPAN];
    IntStream.range(0, 8)
        .map(online.topology::attentionBit)
        .forEach(bit -> bits[bit / Byte.SIZE] |= (byte) (1 << bit % Byte.SIZE));

    int result = online.debugger.control(EuControlLayout.RESUME, online.queueEvent, bits).result();

    assertThat(result).isEqualTo(-errno);
    if (errno != 0) {
      Bitmask still = online.stopped().bitmask();
      assertThat(online.slots(still)).as("nothing is cleared").isEqualTo(stopped);
      online.resumePast(stopped);
    }
  }
}
