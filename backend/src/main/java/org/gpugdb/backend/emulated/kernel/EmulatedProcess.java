package org.gpugdb.backend.emulated.kernel;

import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import org.gpugdb.backend.kernel.Errno;
import org.gpugdb.backend.kernel.KernelInterface;

/**
 * One process of the emulated machine, and the system calls it makes: those of {@link
 * KernelInterface}, with addresses in its memory where that has blocks. Thread-safe, as system
 * calls are.
 *
 * <p>{@link #close} is the process's exit: its memory goes, its descriptors are closed, and calls
 * that wait return {@code -EINTR}. After that every call answers {@code -ESRCH}. An interrupt of
 * the calling thread is a signal: calls that can be interrupted return {@code -EINTR}.
 */
public class EmulatedProcess implements AutoCloseable {
  private static final int ACCESS_MODE = 3;
  private static final int BOUNCE_BYTES = 1 << 20;
  private static final long NANOS_PER_MILLI = 1_000_000;

  private final EmulatedKernel kernel;
  private final KernelLock lock;
  private final int pid;
  private final int uid;
  private final String name;
  private final ProcessMemory memory;
  private final FdTable descriptors = new FdTable();
  private final Condition exit;
  private final Set<BufferMapping> mappings = new HashSet<>();
  private boolean exited;

  EmulatedProcess(EmulatedKernel kernel, int pid, int uid, String name, ProcessPages pages) {
    this.kernel = kernel;
    this.lock = kernel.lock();
    this.pid = pid;
    this.uid = uid;
    this.name = name;
    this.memory = new ProcessMemory(pages);
    this.exit = lock.newCondition();
  }

  public int pid() {
    return pid;
  }

  String name() {
    return name;
  }

  boolean isRoot() {
    return uid == 0;
  }

  boolean exited() {
    return exited;
  }

  /** Signalled at exit. */
  Condition exit() {
    return exit;
  }

  ProcessMemory memory() {
    return memory;
  }

  FdTable descriptors() {
    return descriptors;
  }

  /** Whether this process may look into another, as ptrace(2) decides it for real credentials. */
  boolean mayAccess(EmulatedProcess other) {
    return isRoot() || uid == other.uid;
  }

  /** Fails if the process was killed while a call waited. */
  void checkSignals() throws ErrnoException {
    ErrnoException.require(!exited, Errno.EINTR);
  }

  private interface Call {
    long run() throws ErrnoException, InterruptedException;
  }

  private interface FileCall {
    long run(OpenFile file) throws ErrnoException, InterruptedException;
  }

  private long syscall(Call call) {
    lock.lock();
    try {
      if (exited) {
        return -Errno.ESRCH;
      }
      return call.run();
    } catch (ErrnoException e) {
      return exited ? -Errno.EINTR : -e.errno(); // with the memory gone, anything may have failed
    } catch (InterruptedException e) {
      return -Errno.EINTR;
    } finally {
      lock.unlock();
    }
  }

  /** A call on a descriptor: the file stays, even if the descriptor is closed meanwhile. */
  private long syscall(int fd, FileCall call) {
    return syscall(
        () -> {
          OpenFile file = descriptors.get(fd);
          file.acquire();
          try {
            return call.run(file);
          } finally {
            file.drop();
          }
        });
  }

  /** open(2). */
  public final int open(String path, int flags) {
    return (int)
        syscall(
            () ->
                descriptors.install(
                    kernel.files().open(this, path, flags),
                    (flags & KernelInterface.O_CLOEXEC) != 0));
  }

  /** close(2). */
  public final int close(int fd) {
    return (int)
        syscall(
            () -> {
              descriptors.close(fd);
              return 0;
            });
  }

  /** fcntl(2). */
  public final int fcntl(int fd, int command, long argument) {
    return (int)
        syscall(
            () -> {
              OpenFile file = descriptors.get(fd);
              return switch (command) {
                case KernelInterface.F_GETFD ->
                    descriptors.closeOnExec(fd) ? KernelInterface.FD_CLOEXEC : 0;
                case KernelInterface.F_SETFD -> {
                  descriptors.setCloseOnExec(fd, (argument & KernelInterface.FD_CLOEXEC) != 0);
                  yield 0;
                }
                case KernelInterface.F_GETFL -> file.flags();
                case KernelInterface.F_SETFL -> {
                  file.setFlags((int) argument);
                  yield 0;
                }
                default -> throw new ErrnoException(Errno.EINVAL);
              };
            });
  }

  /** ioctl(2) with an argument at an address. */
  public final int ioctl(int fd, long request, long argument) {
    return (int) syscall(fd, file -> file.ioctl(this, request, argument));
  }

  /** pread(2) of {@code size} bytes to an address; may be short. */
  public final long pread(int fd, long to, long size, long offset) {
    return syscall(
        fd,
        file -> {
          checkTransfer(file, KernelInterface.O_WRONLY, size, offset);
          return inPieces(
              size, (done, length) -> readPiece(file, to + done, offset + done, length));
        });
  }

  private int readPiece(OpenFile file, long to, long offset, int length) throws ErrnoException {
    ByteBuffer bounce = ByteBuffer.allocate(length);
    int got = file.read(offset, bounce);
    memory.copyOut(to, bounce.flip());
    return got;
  }

  /** pwrite(2) of {@code size} bytes from an address; may be short. */
  public final long pwrite(int fd, long from, long size, long offset) {
    return syscall(
        fd,
        file -> {
          checkTransfer(file, KernelInterface.O_RDONLY, size, offset);
          return inPieces(
              size,
              (done, length) -> file.write(offset + done, memory.copyIn(from + done, length)));
        });
  }

  /** The access mode that forbids the transfer, and offsets that Linux refuses. */
  private static void checkTransfer(OpenFile file, int forbidden, long size, long offset)
      throws ErrnoException {
    ErrnoException.require((file.flags() & ACCESS_MODE) != forbidden, Errno.EBADF);
    ErrnoException.require(size >= 0 && offset >= 0, Errno.EINVAL);
  }

  private interface Piece {
    int move(long done, int length) throws ErrnoException;
  }

  /** Moves bytes without the lock; an error after the first piece makes the count short. */
  private long inPieces(long size, Piece piece) throws ErrnoException {
    lock.unlock();
    long done = 0;
    try {
      int length;
      int moved;
      do {
        length = (int) Math.min(size - done, BOUNCE_BYTES);
        moved = piece.move(done, length);
        done += moved;
      } while (moved == length && done < size);
    } catch (ErrnoException e) {
      if (done == 0) {
        throw e;
      }
    } finally {
      lock.lock();
    }
    return done;
  }

  /** fsync(2). */
  public final int fsync(int fd) {
    return (int)
        syscall(
            fd,
            file -> {
              file.fsync();
              return 0;
            });
  }

  /** poll(2) of one descriptor. */
  public final int poll(int fd, int events, int millis) {
    return (int)
        syscall(
            fd,
            file -> {
              long deadline = lock.after(millis < 0 ? -1 : millis * NANOS_PER_MILLI);
              int ready = ready(file, events);
              while (ready == 0 && lock.now() < deadline) {
                lock.await(file.readinessChanged(), deadline);
                checkSignals();
                ready = ready(file, events);
              }
              return ready;
            });
  }

  private static int ready(OpenFile file, int events) {
    return file.readiness() & (events | KernelInterface.POLLERR | KernelInterface.POLLHUP);
  }

  /** mmap(2) of a buffer object; empty when it fails. */
  public final Optional<BufferMapping> map(int fd, long offset, int length) {
    lock.lock();
    try {
      ErrnoException.require(!exited, Errno.ESRCH);
      BufferMapping mapping = descriptors.get(fd).mmap(offset, length);
      mappings.add(mapping);
      return Optional.of(mapping);
    } catch (ErrnoException e) {
      return Optional.empty();
    } finally {
      lock.unlock();
    }
  }

  /** munmap(2) of a whole mapping, which need not be one any more. */
  public final void unmap(BufferMapping mapping) {
    lock.lock();
    try {
      if (mappings.remove(mapping)) {
        mapping.release();
      }
    } finally {
      lock.unlock();
    }
  }

  /** pidfd_open(2). */
  public final int pidfdOpen(int pid, int flags) {
    return (int)
        syscall(
            () -> {
              ErrnoException.require(
                  (flags & ~KernelInterface.O_NONBLOCK) == 0 && pid > 0, Errno.EINVAL);
              EmulatedProcess process = kernel.findProcess(pid, Errno.ESRCH);
              return descriptors.install(new PidFile(process, flags), /* closeOnExec= */ true);
            });
  }

  /** pidfd_getfd(2). */
  public final int pidfdGetfd(int pidfd, int fd, int flags) {
    return (int)
        syscall(
            () -> {
              ErrnoException.require(flags == 0, Errno.EINVAL);
              if (!(descriptors.get(pidfd) instanceof PidFile file)) {
                throw new ErrnoException(Errno.EBADF);
              }
              EmulatedProcess process = file.process();
              ErrnoException.require(!process.exited(), Errno.ESRCH);
              ErrnoException.require(mayAccess(process), Errno.EPERM);
              return descriptors.install(process.descriptors().get(fd), /* closeOnExec= */ true);
            });
  }

  /** Names in a directory; empty when it cannot be read. */
  public final List<String> list(String directory) {
    lock.lock();
    try {
      return kernel.files().list(this, directory);
    } finally {
      lock.unlock();
    }
  }

  /** readlink(2). */
  public final Optional<String> readlink(String path) {
    lock.lock();
    try {
      return kernel.files().readlink(this, path);
    } finally {
      lock.unlock();
    }
  }

  /** Exit. Idempotent. */
  @Override
  public void close() {
    lock.lock();
    try {
      if (!exited) {
        exited = true;
        kernel.forget(this);
        exit.signalAll();
        kernel.fences().wake();
        descriptors.files().forEach(file -> file.readinessChanged().signalAll());
        descriptors.closeAll();
        mappings.forEach(BufferMapping::release);
        mappings.clear();
      }
    } finally {
      lock.unlock();
    }
  }
}
