package org.gpugdb.backend.emulated.kernel;

import static org.gpugdb.backend.emulated.kernel.ErrnoException.require;

import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.gpugdb.backend.kernel.Errno;

/**
 * The kernel's way to a process's memory: what cannot be reached is {@code EFAULT}. Thread-safe;
 * needs no lock.
 */
final class ProcessMemory {
  /** First address that no process has. */
  static final long END = 1L << 47;

  static final int PAGE_SIZE = 0x1000;

  /** Above this size it is worth looking before memory is taken for a copy. */
  private static final int LARGE = 1 << 20;

  private final ProcessPages pages;

  ProcessMemory(ProcessPages pages) {
    this.pages = pages;
  }

  ProcessPages pages() {
    return pages;
  }

  /** A little-endian copy of {@code length} bytes. */
  ByteBuffer copyIn(long address, int length) throws ErrnoException {
    require(length <= LARGE || pages.isAccessible(address, length, false), Errno.EFAULT);
    ByteBuffer copy = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    require(pages.read(address, copy) == length, Errno.EFAULT);
    return copy.flip();
  }

  /** Writes all that remains in {@code from}. */
  void copyOut(long address, ByteBuffer from) throws ErrnoException {
    int length = from.remaining();
    require(pages.write(address, from) == length, Errno.EFAULT);
  }

  /** Reads an aligned 8-byte word at once. */
  long readLong(long address) throws ErrnoException {
    long value = copyIn(address, Long.BYTES).getLong();
    VarHandle.acquireFence();
    return value;
  }

  /** Writes an aligned 8-byte word at once, after everything written before. */
  void writeLong(long address, long value) throws ErrnoException {
    VarHandle.releaseFence();
    copyOut(
        address,
        ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(value).flip());
  }
}
