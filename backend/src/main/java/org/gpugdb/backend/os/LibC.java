package org.gpugdb.backend.os;

import com.sun.jna.Native;
import com.sun.jna.Pointer;

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

  /**
   * Number of pidfd_open in {@link #syscall}, on every architecture: the C library has a function
   * for it only since version 2.36.
   */
  static final long SYS_PIDFD_OPEN = 434;

  static {
    Native.register(LibC.class, "c");
  }

  private LibC() {}

  /** The error number of this thread's last call. */
  static int errno() {
    return Native.getLastError();
  }

  static native int memfd_create(String name, int flags);

  static native int ftruncate(int fd, long length);

  static native int fallocate(int fd, int mode, long offset, long length);

  static native int close(int fd);

  static native int poll(Pointer descriptors, long count, int millis);

  static native int prctl(int option, long a, long b, long c, long d);

  static native long process_vm_readv(
      int pid, Pointer local, long localCount, Pointer remote, long remoteCount, long flags);

  static native long process_vm_writev(
      int pid, Pointer local, long localCount, Pointer remote, long remoteCount, long flags);

  static native long syscall(long number, long a, long b);
}
