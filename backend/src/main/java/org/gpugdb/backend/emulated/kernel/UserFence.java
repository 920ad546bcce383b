package org.gpugdb.backend.emulated.kernel;

import org.gpugdb.backend.kernel.Errno;

/** Eight bytes of a process that the kernel writes when something is done. */
final class UserFence {
  private final UserFences fences;
  private final ProcessMemory memory;
  private final long address;
  private final long value;

  private UserFence(UserFences fences, ProcessMemory memory, long address, long value) {
    this.fences = fences;
    this.memory = memory;
    this.address = address;
    this.value = value;
  }

  /** Fails unless the fence is aligned and there. */
  static UserFence of(UserFences fences, ProcessMemory memory, long address, long value)
      throws ErrnoException {
    ErrnoException.require(address % Long.BYTES == 0, Errno.EINVAL);
    memory.readLong(address);
    return new UserFence(fences, memory, address, value);
  }

  /** Writes the value and wakes whoever waits for it. If the memory is gone, so is the waiter. */
  void signal() {
    try {
      memory.writeLong(address, value);
    } catch (ErrnoException gone) {
      return;
    }
    fences.wake();
  }
}
