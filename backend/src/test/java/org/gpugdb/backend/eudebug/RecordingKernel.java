package org.gpugdb.backend.eudebug;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.gpugdb.backend.kernel.KernelInterface;
import org.gpugdb.backend.kernel.UserBlock;
import org.gpugdb.backend.uapi.DebugRequest;
import org.gpugdb.backend.uapi.Dialect;
import org.gpugdb.backend.uapi.EuControlLayout;

/** Another kernel, and in which order it was asked for what matters to GPU caches. */
final class RecordingKernel implements KernelInterface {
  /** Calls that have succeeded: {@code pwrite}, {@code fsync}, {@code ack}, {@code resume}. */
  final List<String> calls = new CopyOnWriteArrayList<>();

  private final KernelInterface kernel;

  RecordingKernel(KernelInterface kernel) {
    this.kernel = kernel;
  }

  private long note(String call, long result) {
    if (result >= 0) {
      calls.add(call);
    }
    return result;
  }

  @Override
  public int ioctl(int fd, long request, UserBlock argument) {
    Optional<DebugRequest> known = Dialect.PRELIM.request(request);
    boolean resume =
        known.filter(DebugRequest.EU_CONTROL::equals).isPresent()
            && Dialect.PRELIM.structs().euControl().decode(argument.bytes()).cmd()
                == EuControlLayout.RESUME;
    int result = kernel.ioctl(fd, request, argument);
    if (resume) {
      note("resume", result);
    } else if (known.filter(DebugRequest.ACK_EVENT::equals).isPresent()) {
      note("ack", result);
    }
    return result;
  }

  @Override
  public long pwrite(int fd, UserBlock from, long offset) {
    return note("pwrite", kernel.pwrite(fd, from, offset));
  }

  @Override
  public int fsync(int fd) {
    return (int) note("fsync", kernel.fsync(fd));
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
  public long pread(int fd, UserBlock to, long offset) {
    return kernel.pread(fd, to, offset);
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
