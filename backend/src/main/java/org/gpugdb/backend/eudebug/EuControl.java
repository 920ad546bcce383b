package org.gpugdb.backend.eudebug;

import java.util.BitSet;
import org.gpugdb.backend.eu.Topology;
import org.gpugdb.backend.kernel.Errno;
import org.gpugdb.backend.kernel.KernelInterface;
import org.gpugdb.backend.kernel.UserBlock;
import org.gpugdb.backend.uapi.DebugRequest;
import org.gpugdb.backend.uapi.EuControlLayout;

/**
 * Interrupts, inspects and resumes the threads of a context. Results are those of the kernel: 0 or
 * a negative error number. Confined to the device loop.
 */
final class EuControl implements AutoCloseable {
  /** How often a request that a signal has interrupted is made again. */
  private static final int ATTEMPTS = 5;

  private final KernelInterface kernel;
  private final Session session;
  private final Topology topology;
  private final EuControlLayout layout;
  private final UserBlock argument;
  private UserBlock bitmap;
  private long seqno;

  EuControl(KernelInterface kernel, Session session, Topology topology) {
    this.kernel = kernel;
    this.session = session;
    this.topology = topology;
    this.layout = session.dialect().structs().euControl();
    this.argument = kernel.allocate(layout.size());
    this.bitmap = kernel.allocate(Math.max(1, topology.attentionBytes()));
  }

  /** Place in the session's time of the last request that succeeded. */
  long seqno() {
    return seqno;
  }

  /** Makes every thread of the context enter the system routine, soon. */
  int interruptAll(ExecContext context) {
    return request(context, EuControlLayout.INTERRUPT_ALL, 0);
  }

  /**
   * Which threads of the context are in the system routine.
   *
   * @param slots gets the answer; unchanged on failure
   */
  int stopped(ExecContext context, BitSet slots) {
    clearBitmap();
    int result = request(context, EuControlLayout.STOPPED, bitmap.size());
    if (result >= 0) {
      byte[] bytes = new byte[bitmap.size()];
      bitmap.bytes().get(bytes);
      slots.clear();
      slots.or(topology.slots(BitSet.valueOf(bytes)));
    }
    return result;
  }

  /** Lets threads look at their command registers. */
  int resume(ExecContext context, BitSet slots) {
    clearBitmap();
    BitSet bits = new BitSet();
    for (int slot = slots.nextSetBit(0); slot >= 0; slot = slots.nextSetBit(slot + 1)) {
      bits.set(topology.attentionBit(slot));
    }
    bitmap.bytes().put(bits.toByteArray());
    return request(context, EuControlLayout.RESUME, bitmap.size());
  }

  private void clearBitmap() {
    bitmap.bytes().put(new byte[bitmap.size()]);
  }

  /** The kernel overwrites the argument, also the size, so every attempt begins with a new one. */
  private int request(ExecContext context, int command, int size) {
    int result = -Errno.EINTR;
    for (int i = 0; i < ATTEMPTS && (result == -Errno.EINTR || result == -Errno.EAGAIN); i++) {
      layout.encode(
          argument.bytes(),
          new EuControlLayout.EuControl(
              context.client(),
              command,
              0,
              0,
              context.queue(),
              context.lrc(),
              0,
              size,
              size == 0 ? 0 : bitmap.address()));
      result = session.request(DebugRequest.EU_CONTROL, argument);
    }
    if (result >= 0) {
      EuControlLayout.EuControl answer = layout.decode(argument.bytes());
      seqno = answer.seqno();
      adoptSize(command, answer.bitmaskSize());
    }
    return result;
  }

  /** The kernel tells its bitmap's size wherever it differs from ours. */
  private void adoptSize(int command, int size) {
    boolean bigger = command == EuControlLayout.STOPPED && size > bitmap.size();
    if (bigger && size <= 1 << 20) {
      bitmap.close();
      bitmap = kernel.allocate(size);
    }
  }

  @Override
  public void close() {
    argument.close();
    bitmap.close();
  }
}
