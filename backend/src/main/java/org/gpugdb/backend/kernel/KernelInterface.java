package org.gpugdb.backend.kernel;

import java.util.List;
import java.util.Optional;

/**
 * The system calls of one process, byte for byte as Linux offers them.
 *
 * <p>Every call answers {@code >= 0} or {@code -errno} ({@link Errno}), never throws, and never
 * retries: READ_EVENT and EU_CONTROL rewrite their argument, so only the caller knows how to begin
 * again after {@code EINTR}. Implementations are thread-safe, as system calls are.
 *
 * <p>One instance stands for one process: it has that process's file descriptors and credentials.
 */
public interface KernelInterface {
  int O_RDONLY = 0;
  int O_WRONLY = 1;
  int O_RDWR = 2;
  int O_NONBLOCK = 0x800;

  /** As on x86-64; elsewhere another number, and this one does no harm. */
  int O_NOFOLLOW = 0x20000;

  int O_CLOEXEC = 0x80000;

  int F_GETFD = 1;
  int F_SETFD = 2;
  int F_GETFL = 3;
  int F_SETFL = 4;

  /** Descriptor flag of F_SETFD. */
  int FD_CLOEXEC = 1;

  short POLLIN = 0x1;
  short POLLERR = 0x8;
  short POLLHUP = 0x10;

  /** open(2). */
  int open(String path, int flags);

  /** close(2). */
  int close(int fd);

  /** fcntl(2) with an integer argument. */
  int fcntl(int fd, int command, long argument);

  /**
   * ioctl(2). {@code request} is the unsigned 32-bit request code, not sign-extended. Pointers
   * nested in {@code argument} are {@link UserBlock#address() addresses} of other blocks of this
   * process, which must stay open during the call.
   */
  int ioctl(int fd, long request, UserBlock argument);

  /** pread(2) of {@code to.size()} bytes at {@code offset}; may be short. */
  long pread(int fd, UserBlock to, long offset);

  /** pwrite(2) of {@code from.size()} bytes at {@code offset}; may be short. */
  long pwrite(int fd, UserBlock from, long offset);

  /** fsync(2). */
  int fsync(int fd);

  /**
   * poll(2) of one descriptor.
   *
   * @param events bit set of {@link #POLLIN}, …
   * @param millis longest wait in milliseconds, negative for ever
   * @return the returned events, 0 after the time-out, or {@code -errno}
   */
  int poll(int fd, int events, int millis);

  /**
   * mmap(2) of a shared, readable and writable range of {@code fd}; empty when it fails. The
   * block's {@link UserBlock#close() close} is munmap(2).
   */
  Optional<UserBlock> mmap(int fd, long offset, int length);

  /** pidfd_open(2). */
  int pidfdOpen(int pid, int flags);

  /** pidfd_getfd(2). */
  int pidfdGetfd(int pidfd, int fd, int flags);

  /** Names in a directory, without {@code .} and {@code ..}; empty when it cannot be read. */
  List<String> list(String directory);

  /** readlink(2). */
  Optional<String> readlink(String path);

  /** A zeroed block of this process's memory, 16-byte aligned. */
  UserBlock allocate(int size);
}
