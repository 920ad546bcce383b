package org.gpugdb.backend.emulated.kernel;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.locks.Condition;
import org.gpugdb.backend.emulated.kernel.Vm.UserRange;
import org.gpugdb.backend.kernel.Errno;
import org.gpugdb.backend.kernel.KernelInterface;

/**
 * A debugger's view of an address space: file offsets are GPU virtual addresses. Outlives its
 * session.
 */
final class VmFile extends OpenFile {
  /** How often a transfer is begun again because a process changed its mappings meanwhile. */
  private static final int ATTEMPTS = 8;

  private static final long NANOS_PER_MICRO = 1_000;

  private final KernelLock lock;
  private final CacheFlush cacheFlush;
  private final Vm vm;
  private final long timeoutMicros;
  private final Condition never;

  /**
   * @param timeoutNanos longest wait of a flush; what is less than a microsecond is dropped
   */
  VmFile(EmulatedKernel kernel, Vm vm, long timeoutNanos) {
    super("anon_inode:[xe_eudebug.vm]", KernelInterface.O_RDWR);
    this.lock = kernel.lock();
    this.cacheFlush = kernel.cacheFlush();
    this.vm = vm;
    this.timeoutMicros = timeoutNanos / NANOS_PER_MICRO;
    this.never = lock.newCondition();
  }

  @Override
  int read(long offset, ByteBuffer to) throws ErrnoException {
    return transfer(offset, to, vm.space()::read);
  }

  @Override
  int write(long offset, ByteBuffer from) throws ErrnoException {
    return transfer(offset, from, vm.space()::write);
  }

  private interface Transfer {
    int move(long address, ByteBuffer bytes);
  }

  /**
   * Moves bytes; where a process's memory is among them, all of them from the same mappings of that
   * process.
   */
  private int transfer(long offset, ByteBuffer bytes, Transfer transfer) throws ErrnoException {
    int start = bytes.position();
    int length = bytes.remaining();
    List<UserMappings> before = userMappings(offset, length);
    for (int i = 0; i < ATTEMPTS; i++) {
      int result = transfer.move(offset, bytes.position(start));
      ErrnoException.require(result >= 0, -result);
      List<UserMappings> after = before.isEmpty() ? before : userMappings(offset, length);
      if (before.equals(after)) {
        return result;
      }
      before = after;
    }
    throw new ErrnoException(Errno.EAGAIN);
  }

  private record UserMappings(UserRange range, Object mappings) {}

  private List<UserMappings> userMappings(long offset, int length) {
    List<UserRange> ranges;
    lock.lock();
    try {
      ranges = vm.userMemory(offset, length);
    } finally {
      lock.unlock();
    }
    return ranges.stream()
        .map(r -> new UserMappings(r, r.pages().mappings(r.address(), r.length())))
        .toList();
  }

  /** What was written is seen by the device, and what the device has written is seen here. */
  @Override
  void fsync() throws ErrnoException, InterruptedException {
    cacheFlush.run(timeoutMicros * NANOS_PER_MICRO);
    vm.space().flush();
  }

  @Override
  Condition readinessChanged() {
    return never;
  }
}
