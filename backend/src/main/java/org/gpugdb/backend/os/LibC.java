package org.gpugdb.backend.os;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import org.jspecify.annotations.Nullable;

/**
 * The C library's functions that are used here, by JNA's direct mapping. As in C: a result of -1
 * says that {@link #errno} has the reason.
 *
 * <p>Variadic functions are declared with fixed arguments, which the calling conventions of x86-64
 * and AArch64 Linux allow for integers.
 */
final class LibC {
  static final int MFD_CLOEXEC = 1;
  static final int FALLOC_FL_KEEP_SIZE = 1;
  static final int FALLOC_FL_PUNCH_HOLE = 2;

  /** Option of {@link #prctl}: which process besides a parent may look into this one. */
  static final int PR_SET_PTRACER = 0x59616d61;

  static final int PROT_READ_WRITE = 3;
  static final int MAP_SHARED = 1;

  /** Where in a {@code struct dirent} the name begins. */
  static final int DIRENT_NAME = 19;

  /**
   * Numbers of calls in {@link #syscall}, on every architecture: the C library has functions for
   * them only since version 2.36.
   */
  static final long SYS_PIDFD_OPEN = 434;

  static final long SYS_PIDFD_GETFD = 438;

  static {
    Native.register(LibC.class, "c");
  }

  private LibC() {}

  /** A call's result, or the negative error number that it left behind. */
  static int result(int result) {
    return result < 0 ? -errno() : result;
  }

  /** A call's result, or the negative error number that it left behind. */
  static long result(long result) {
    return result < 0 ? -errno() : result;
  }

  /** The error number of this thread's last call. */
  static int errno() {
    return Native.getLastError();
  }

  static native int memfd_create(String name, int flags);

  static native int ftruncate(int fd, long length);

  static native int fallocate(int fd, int mode, long offset, long length);

  static native int open(String path, int flags, int mode);

  static native int close(int fd);

  static native int fcntl(int fd, int command, long argument);

  /**
   * @param request in 32 bits, unsigned
   */
  static native int ioctl(int fd, long request, long argument);

  static native long pread(int fd, long to, long count, long offset);

  static native long pwrite(int fd, long from, long count, long offset);

  static native int fsync(int fd);

  static native int poll(long descriptors, long count, int millis);

  static native long mmap(
      long address, long length, int protection, int flags, int fd, long offset);

  static native int munmap(long address, long length);

  static native @Nullable Pointer opendir(String path);

  static native @Nullable Pointer readdir(Pointer directory);

  static native int closedir(Pointer directory);

  static native long readlink(String path, long to, long size);

  static native int prctl(int option, long a, long b, long c, long d);

  static native long process_vm_readv(
      int pid, Pointer local, long localCount, Pointer remote, long remoteCount, long flags);

  static native long process_vm_writev(
      int pid, Pointer local, long localCount, Pointer remote, long remoteCount, long flags);

  static native long syscall(long number, long a, long b, long c);
}
