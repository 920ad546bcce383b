package org.gpugdb.backend.emulated.kernel;

import java.nio.ByteBuffer;
import java.util.concurrent.locks.Condition;
import org.gpugdb.backend.kernel.Errno;
import org.gpugdb.backend.kernel.KernelInterface;

/**
 * An open file description: what descriptors, of one process or several, refer to.
 *
 * <p>Operations get the calling process, in whose memory addresses lie. What a kind of file does
 * not offer fails as on Linux. Unless they say otherwise they are called with the kernel's lock
 * held.
 */
abstract class OpenFile {
  private final String path;
  private int flags;

  /** Descriptors plus calls in progress. */
  private int references;

  /**
   * @param path what a descriptor's link in /proc shows
   * @param flags access mode and {@link KernelInterface#O_NONBLOCK}
   */
  OpenFile(String path, int flags) {
    this.path = path;
    this.flags = flags & ~KernelInterface.O_CLOEXEC;
  }

  final String path() {
    return path;
  }

  /** What {@code /proc/PID/fdinfo} tells of it. */
  String info() {
    return "flags:\t0" + Integer.toOctalString(flags) + "\n";
  }

  final int flags() {
    return flags;
  }

  /** F_SETFL: only {@code O_NONBLOCK} can change. */
  final void setFlags(int wanted) {
    flags = (flags & ~KernelInterface.O_NONBLOCK) | (wanted & KernelInterface.O_NONBLOCK);
  }

  final boolean nonBlocking() {
    return (flags & KernelInterface.O_NONBLOCK) != 0;
  }

  final void acquire() {
    references++;
  }

  /** Gives a reference back; the last one releases the file. */
  final void drop() {
    references--;
    if (references == 0) {
      release();
    }
  }

  /** The last reference is gone. */
  void release() {}

  /**
   * ioctl(2).
   *
   * @param argument address in the caller's memory
   */
  int ioctl(EmulatedProcess caller, long request, long argument)
      throws ErrnoException, InterruptedException {
    throw new ErrnoException(Errno.ENOTTY);
  }

  /**
   * pread(2) into {@code to}; called without the lock.
   *
   * @return number of bytes put there
   */
  int read(long offset, ByteBuffer to) throws ErrnoException {
    throw new ErrnoException(Errno.EINVAL);
  }

  /**
   * pwrite(2) of {@code from}; called without the lock.
   *
   * @return number of bytes taken
   */
  int write(long offset, ByteBuffer from) throws ErrnoException {
    throw new ErrnoException(Errno.EINVAL);
  }

  void fsync() throws ErrnoException, InterruptedException {
    throw new ErrnoException(Errno.EINVAL);
  }

  /** A shared mapping, which the caller releases. */
  BufferMapping mmap(long offset, int length) throws ErrnoException {
    throw new ErrnoException(Errno.ENODEV);
  }

  /** What poll(2) would report at this moment, errors included. */
  int readiness() {
    return KernelInterface.POLLIN;
  }

  /** What is signalled when {@link #readiness} changes. */
  abstract Condition readinessChanged();
}
