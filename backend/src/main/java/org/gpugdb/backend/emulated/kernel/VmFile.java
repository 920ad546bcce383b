package org.gpugdb.backend.emulated.kernel;

import java.nio.ByteBuffer;
import java.util.concurrent.locks.Condition;
import org.gpugdb.backend.kernel.KernelInterface;

/**
 * A debugger's view of an address space: file offsets are GPU virtual addresses. Outlives its
 * session.
 */
final class VmFile extends OpenFile {
  private final Vm vm;
  private final Condition never;

  VmFile(KernelLock lock, Vm vm) {
    super("anon_inode:[xe_eudebug.vm]", KernelInterface.O_RDWR);
    this.vm = vm;
    this.never = lock.newCondition();
  }

  @Override
  int read(long offset, ByteBuffer to) throws ErrnoException {
    return count(vm.space().read(offset, to));
  }

  @Override
  int write(long offset, ByteBuffer from) throws ErrnoException {
    return count(vm.space().write(offset, from));
  }

  private static int count(int result) throws ErrnoException {
    ErrnoException.require(result >= 0, -result);
    return result;
  }

  /** What was written is seen by the device, and what the device has written is seen here. */
  @Override
  void fsync() {
    vm.space().flush();
  }

  @Override
  Condition readinessChanged() {
    return never;
  }
}
