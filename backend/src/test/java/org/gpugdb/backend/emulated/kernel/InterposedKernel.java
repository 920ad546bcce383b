package org.gpugdb.backend.emulated.kernel;

import java.util.List;
import java.util.Optional;
import org.gpugdb.backend.kernel.KernelInterface;
import org.gpugdb.backend.kernel.UserBlock;

/** Passes every system call on; a test overrides those that it wants to see or to spoil. */
public class InterposedKernel implements KernelInterface {
  private final KernelInterface kernel;

  public InterposedKernel(KernelInterface kernel) {
    this.kernel = kernel;
  }

  @Override
  public int open(String path, int flags) {
    return kernel.open(path, flags);
  }

  @Override
  public int close(int fd) {
    return kernel.close(fd);
  }

  @Override
  public int fcntl(int fd, int command, long argument) {
    return kernel.fcntl(fd, command, argument);
  }

  @Override
  public int ioctl(int fd, long request, UserBlock argument) {
    return kernel.ioctl(fd, request, argument);
  }

  @Override
  public long pread(int fd, UserBlock to, long offset) {
    return kernel.pread(fd, to, offset);
  }

  @Override
  public long pwrite(int fd, UserBlock from, long offset) {
    return kernel.pwrite(fd, from, offset);
  }

  @Override
  public int fsync(int fd) {
    return kernel.fsync(fd);
  }

  @Override
  public int poll(int fd, int events, int millis) {
    return kernel.poll(fd, events, millis);
  }

  @Override
  public Optional<UserBlock> mmap(int fd, long offset, int length) {
    return kernel.mmap(fd, offset, length);
  }

  @Override
  public int pidfdOpen(int pid, int flags) {
    return kernel.pidfdOpen(pid, flags);
  }

  @Override
  public int pidfdGetfd(int pidfd, int fd, int flags) {
    return kernel.pidfdGetfd(pidfd, fd, flags);
  }

  @Override
  public List<String> list(String directory) {
    return kernel.list(directory);
  }

  @Override
  public Optional<String> readlink(String path) {
    return kernel.readlink(path);
  }

  @Override
  public UserBlock allocate(int size) {
    return kernel.allocate(size);
  }
}
