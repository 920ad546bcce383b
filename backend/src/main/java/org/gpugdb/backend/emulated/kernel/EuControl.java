package org.gpugdb.backend.emulated.kernel;

import static org.gpugdb.backend.emulated.kernel.ErrnoException.require;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import org.gpugdb.backend.emulated.gpu.ExecContext;
import org.gpugdb.backend.kernel.Errno;
import org.gpugdb.backend.uapi.Bitmask;
import org.gpugdb.backend.uapi.EuControlLayout;

/**
 * EU_CONTROL: interrupts, inspects and resumes threads of a context. The checks come in the order
 * in which the driver makes them.
 */
final class EuControl {
  private final EmulatedKernel kernel;
  private final DebugSession session;
  private final EuControlLayout layout;

  EuControl(EmulatedKernel kernel, DebugSession session) {
    this.kernel = kernel;
    this.session = session;
    this.layout = kernel.dialect().structs().euControl();
  }

  int run(EmulatedProcess caller, long argument) throws ErrnoException, InterruptedException {
    ProcessMemory memory = caller.memory();
    ByteBuffer struct = memory.copyIn(argument, layout.size());
    EuControlLayout.EuControl args = layout.decode(struct);
    require(args.flags() == 0, Errno.EINVAL);
    require(
        (args.seqno() == 0 && args.reserved() == 0)
            || !kernel.dialect().rules().unusedInputMustBeZero(),
        Errno.EINVAL);
    long size = Integer.toUnsignedLong(args.bitmaskSize());
    require(isUserRange(args.bitmaskPtr(), size), Errno.EFAULT);
    ExecContext context = context(args, size);
    int deviceSize = kernel.device().topology().attentionSize();
    int count = (int) Math.min(size, deviceSize);
    byte[] bits = memory.copyIn(args.bitmaskPtr(), count).array();
    awaitPageFault();
    switch (args.cmd()) {
      case EuControlLayout.INTERRUPT_ALL -> interrupt(context, size);
      case EuControlLayout.STOPPED -> bits = stopped(context, count);
      case EuControlLayout.RESUME -> resume(context, bits);
      default -> throw new ErrnoException(Errno.EINVAL);
    }
    layout.encode(struct, args.answered(session.nextSeqno(), deviceSize));
    memory.copyOut(args.bitmaskPtr(), ByteBuffer.wrap(bits, 0, count));
    memory.copyOut(argument, struct);
    return 0;
  }

  /** Lets the lock go, which the device needs to report the fault. */
  private void awaitPageFault() throws ErrnoException, InterruptedException {
    kernel.lock().unlock();
    try {
      kernel.device().awaitPageFault();
    } finally {
      kernel.lock().lock();
    }
    require(!session.detached(), Errno.ENOTCONN);
  }

  private static boolean isUserRange(long address, long size) {
    return address >= 0 && address <= ProcessMemory.END - size;
  }

  /** The context that the arguments name. */
  private ExecContext context(EuControlLayout.EuControl args, long size) throws ErrnoException {
    Optional<DrmFile> client = session.client(args.clientHandle());
    require(client.isPresent(), Errno.EINVAL);
    require(!session.detached(), Errno.ENOTCONN);
    require(size % Integer.BYTES == 0, Errno.EINVAL);
    Optional<ExecQueue> queue =
        session.queues().get(args.execQueueHandle()).filter(q -> q.client() == client.get());
    require(queue.isPresent() && queue.get().debuggable(), Errno.EINVAL);
    require(session.contexts().get(args.lrcHandle()).equals(queue), Errno.EINVAL);
    return queue.get().context().orElseThrow(() -> new ErrnoException(Errno.EINVAL));
  }

  private void interrupt(ExecContext context, long size) throws ErrnoException {
    require(size == 0, Errno.EINVAL);
    require(isActive(context), Errno.EINVAL);
    require(kernel.device().forceException(context), Errno.EBUSY);
    kernel.attention().interrupted(context);
  }

  private byte[] stopped(ExecContext context, int count) throws ErrnoException {
    requireActive(context);
    byte[] all = kernel.device().attention(context);
    return Arrays.copyOf(all, count);
  }

  private void resume(ExecContext context, byte[] bits) throws ErrnoException {
    requireActive(context);
    if (kernel.graphics().resumesStoppedOnly()) {
      Bitmask stopped = Bitmask.of(kernel.device().attention(context));
      require(Bitmask.of(bits).bits().allMatch(stopped::test), Errno.EINVAL);
    }
    kernel.attention().resumed(context, bits);
    require(kernel.device().resume(context, bits), Errno.EBUSY);
  }

  private void requireActive(ExecContext context) throws ErrnoException {
    Optional<ExecContext> active = kernel.device().activeContext();
    require(active.isPresent(), Errno.ENOENT);
    require(active.get() == context, Errno.EBUSY);
  }

  private boolean isActive(ExecContext context) {
    return kernel.device().activeContext().filter(active -> active == context).isPresent();
  }
}
