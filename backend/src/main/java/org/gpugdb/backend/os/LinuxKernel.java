package org.gpugdb.backend.os;

import com.sun.jna.Pointer;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.gpugdb.backend.kernel.Errno;
import org.gpugdb.backend.kernel.KernelInterface;
import org.gpugdb.backend.kernel.UserBlock;
import org.jspecify.annotations.Nullable;

/**
 * The system calls of this process, as the real kernel answers them. Thread-safe.
 *
 * <p>It can do what a debugger needs and no more: it creates, truncates and removes no file, and
 * makes only the ioctl requests that it was made for. Every descriptor that it opens is closed in
 * programs that this process starts.
 */
public final class LinuxKernel implements KernelInterface {
  private static final int OPEN_FLAGS = O_WRONLY | O_RDWR | O_NONBLOCK | O_CLOEXEC;
  private static final Set<Integer> FCNTL_COMMANDS = Set.of(F_GETFD, F_SETFD, F_GETFL, F_SETFL);
  private static final int MAX_PATH = 4096;

  private final Set<Long> requests;

  /**
   * @param requests the ioctl requests that can be made, each the unsigned 32-bit code; any other
   *     gives {@code -ENOTTY}, as from a file that does not know it
   */
  public LinuxKernel(Set<Long> requests) {
    this.requests = Set.copyOf(requests);
  }

  /** {@inheritDoc} Flags other than those of {@link KernelInterface} give {@code -EINVAL}. */
  @Override
  public int open(String path, int flags) {
    if (!isPath(path) || (flags & ~OPEN_FLAGS) != 0) {
      return -Errno.EINVAL;
    }
    return LibC.result(LibC.open(path, flags | O_CLOEXEC, 0));
  }

  @Override
  public int close(int fd) {
    return LibC.result(LibC.close(fd));
  }

  /** {@inheritDoc} Commands other than those of {@link KernelInterface} give {@code -EINVAL}. */
  @Override
  public int fcntl(int fd, int command, long argument) {
    if (!FCNTL_COMMANDS.contains(command)) {
      return -Errno.EINVAL;
    }
    return LibC.result(LibC.fcntl(fd, command, argument));
  }

  @Override
  public int ioctl(int fd, long request, UserBlock argument) {
    if (!requests.contains(request)) {
      return -Errno.ENOTTY;
    }
    try {
      return LibC.result(LibC.ioctl(fd, request, argument.address()));
    } finally {
      Reference.reachabilityFence(argument);
    }
  }

  @Override
  public long pread(int fd, UserBlock to, long offset) {
    try {
      return LibC.result(LibC.pread(fd, to.address(), to.size(), offset));
    } finally {
      Reference.reachabilityFence(to);
    }
  }

  @Override
  public long pwrite(int fd, UserBlock from, long offset) {
    try {
      return LibC.result(LibC.pwrite(fd, from.address(), from.size(), offset));
    } finally {
      Reference.reachabilityFence(from);
    }
  }

  @Override
  public int fsync(int fd) {
    return LibC.result(LibC.fsync(fd));
  }

  @Override
  public int poll(int fd, int events, int millis) {
    NativeBlock descriptor = NativeBlock.allocate(Long.BYTES);
    ByteBuffer fields = descriptor.bytes().putInt(0, fd).putShort(Integer.BYTES, (short) events);
    try {
      int ready = LibC.result(LibC.poll(descriptor.address(), 1, millis));
      return ready > 0 ? fields.getShort(Integer.BYTES + Short.BYTES) : ready;
    } finally {
      Reference.reachabilityFence(descriptor);
    }
  }

  /** {@inheritDoc} A buffer of the block must not be used after that. */
  @Override
  public Optional<UserBlock> mmap(int fd, long offset, int length) {
    long address = LibC.mmap(0, length, LibC.PROT_READ_WRITE, LibC.MAP_SHARED, fd, offset);
    if (address == -1) {
      return Optional.empty();
    }
    ByteBuffer bytes = new Pointer(address).getByteBuffer(0, length);
    return Optional.of(NativeBlock.of(bytes, () -> unmap(address, length)));
  }

  private static void unmap(long address, int length) {
    int unused = LibC.munmap(address, length); // fails for no range that was mapped
  }

  @Override
  public int pidfdOpen(int pid, int flags) {
    return (int) LibC.result(LibC.syscall(LibC.SYS_PIDFD_OPEN, pid, flags, 0));
  }

  @Override
  public int pidfdGetfd(int pidfd, int fd, int flags) {
    return (int) LibC.result(LibC.syscall(LibC.SYS_PIDFD_GETFD, pidfd, fd, flags));
  }

  @Override
  public List<String> list(String directory) {
    @Nullable Pointer stream = isPath(directory) ? LibC.opendir(directory) : null;
    if (stream == null) {
      return List.of();
    }
    List<String> names = new ArrayList<>();
    for (Pointer entry = LibC.readdir(stream); entry != null; entry = LibC.readdir(stream)) {
      String name = entry.getString(LibC.DIRENT_NAME, StandardCharsets.UTF_8.name());
      if (!name.equals(".") && !name.equals("..")) {
        names.add(name);
      }
    }
    int unused = LibC.closedir(stream); // fails for no open directory
    return names;
  }

  @Override
  public Optional<String> readlink(String path) {
    if (!isPath(path)) {
      return Optional.empty();
    }
    NativeBlock target = NativeBlock.allocate(MAX_PATH);
    try {
      long length = LibC.readlink(path, target.address(), MAX_PATH);
      return length < 0
          ? Optional.empty()
          : Optional.of(
              StandardCharsets.UTF_8.decode(target.bytes().limit((int) length)).toString());
    } finally {
      Reference.reachabilityFence(target);
    }
  }

  @Override
  public UserBlock allocate(int size) {
    return NativeBlock.allocate(size);
  }

  /** C would take the part before a zero character for the path. */
  private static boolean isPath(String path) {
    return path.indexOf('\0') < 0;
  }
}
