package org.gpugdb.backend.driver;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.gpugdb.backend.kernel.Errno;
import org.gpugdb.backend.kernel.KernelInterface;
import org.gpugdb.backend.kernel.UserBlock;
import org.gpugdb.backend.kernel.wire.CallReply;
import org.gpugdb.backend.kernel.wire.CallRequest;
import org.gpugdb.backend.kernel.wire.SystemCall;
import org.gpugdb.backend.os.MemoryFile;
import org.gpugdb.backend.os.NativeBlock;

/**
 * This process as a process of an emulated machine that lives in another one.
 *
 * <p>Each call goes over a socket, on a connection that it has for itself while it lasts; the
 * kernel reads and writes this process's memory by itself. A call that blocks blocks its thread
 * only. When the kernel is gone every call answers {@code -ENODEV}. An interrupt of the calling
 * thread ends its call with {@code -EINTR}; whether the kernel still does what was asked is not
 * known.
 */
public final class RemoteKernel implements KernelInterface, AutoCloseable {
  private static final int TEXT_BYTES = 16 << 10;

  private final Path socket;

  /** All that are open; guarded by this, as are the next two. */
  private final Set<KernelConnection> connections = new HashSet<>();

  private final Deque<KernelConnection> idle = new ArrayDeque<>();
  private boolean closed;

  private RemoteKernel(Path socket) {
    this.socket = socket;
  }

  /**
   * Makes this process a process of the machine that serves a socket.
   *
   * @throws IOException with a sentence for the user
   */
  public static RemoteKernel connect(Path socket) throws IOException {
    RemoteKernel kernel = new RemoteKernel(socket);
    // To the kernel a process ends with its last connection. This one carries no calls, so that an
    // interrupted call, which loses its connection, cannot end the process.
    kernel.acquire();
    return kernel;
  }

  private KernelConnection acquire() throws IOException {
    synchronized (this) {
      KernelConnection free = idle.poll();
      if (free != null) {
        return free;
      }
    }
    KernelConnection opened = KernelConnection.open(socket);
    synchronized (this) {
      if (!closed) {
        connections.add(opened);
        return opened;
      }
    }
    opened.close();
    throw new IOException("closed");
  }

  private synchronized void release(KernelConnection connection) {
    if (!closed) {
      idle.push(connection);
    }
  }

  private synchronized void discard(KernelConnection connection) throws IOException {
    connections.remove(connection);
    connection.close();
  }

  private CallReply call(CallRequest request) {
    try {
      KernelConnection connection = acquire();
      try {
        CallReply reply = connection.call(request);
        release(connection);
        return reply;
      } catch (IOException e) {
        discard(connection);
        throw e;
      }
    } catch (IOException e) {
      // An interrupt closes the channel; which exception tells depends on where it was.
      return CallReply.of(Thread.interrupted() ? -Errno.EINTR : -Errno.ENODEV);
    }
  }

  private long call(SystemCall call, int fd, long request, long address, long length, long offset) {
    return call(new CallRequest(call.number(), fd, request, address, length, offset)).result();
  }

  @Override
  public int open(String path, int flags) {
    try (UserBlock name = textBlock(path)) {
      return (int) call(SystemCall.OPEN, 0, flags, name.address(), name.size(), 0);
    }
  }

  @Override
  public int close(int fd) {
    return (int) call(SystemCall.CLOSE, fd, 0, 0, 0, 0);
  }

  @Override
  public int fcntl(int fd, int command, long argument) {
    return (int) call(SystemCall.FCNTL, fd, command, 0, 0, argument);
  }

  @Override
  public int ioctl(int fd, long request, UserBlock argument) {
    return (int) call(SystemCall.IOCTL, fd, request, argument.address(), 0, 0);
  }

  @Override
  public long pread(int fd, UserBlock to, long offset) {
    return call(SystemCall.PREAD, fd, 0, to.address(), to.size(), offset);
  }

  @Override
  public long pwrite(int fd, UserBlock from, long offset) {
    return call(SystemCall.PWRITE, fd, 0, from.address(), from.size(), offset);
  }

  @Override
  public int fsync(int fd) {
    return (int) call(SystemCall.FSYNC, fd, 0, 0, 0, 0);
  }

  @Override
  public int poll(int fd, int events, int millis) {
    return (int) call(SystemCall.POLL, fd, events, 0, 0, millis);
  }

  /** Maps the memory of the kernel's process itself. */
  @Override
  public Optional<UserBlock> mmap(int fd, long offset, int length) {
    CallReply reply = call(new CallRequest(SystemCall.MMAP.number(), fd, 0, 0, length, offset));
    if (reply.result() < 0) {
      return Optional.empty();
    }
    try {
      ByteBuffer bytes = MemoryFile.map(reply.pid(), (int) reply.result(), reply.offset(), length);
      return Optional.of(NativeBlock.of(bytes, () -> munmap(reply)));
    } catch (IOException e) {
      munmap(reply);
      return Optional.empty();
    }
  }

  private void munmap(CallReply mapping) {
    call(SystemCall.MUNMAP, 0, 0, 0, 0, mapping.token());
  }

  @Override
  public int pidfdOpen(int pid, int flags) {
    return (int) call(SystemCall.PIDFD_OPEN, pid, flags, 0, 0, 0);
  }

  @Override
  public int pidfdGetfd(int pidfd, int fd, int flags) {
    return (int) call(SystemCall.PIDFD_GETFD, pidfd, flags, 0, 0, fd);
  }

  @Override
  public List<String> list(String directory) {
    return text(SystemCall.LIST, directory).map(names -> names.lines().toList()).orElse(List.of());
  }

  @Override
  public Optional<String> readlink(String path) {
    return text(SystemCall.READLINK, path);
  }

  /** A call that takes a path and answers text, begun again while the text does not fit. */
  private Optional<String> text(SystemCall call, String path) {
    try (UserBlock name = textBlock(path)) {
      int size = TEXT_BYTES;
      while (true) {
        try (UserBlock text = allocate(size)) {
          int length = (int) call(call, 0, size, name.address(), name.size(), text.address());
          if (length <= size) {
            return length < 0
                ? Optional.empty()
                : Optional.of(StandardCharsets.UTF_8.decode(text.bytes().limit(length)).toString());
          }
          size = length;
        }
      }
    }
  }

  private UserBlock textBlock(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    UserBlock block = allocate(bytes.length);
    block.bytes().put(bytes);
    return block;
  }

  @Override
  public UserBlock allocate(int size) {
    return NativeBlock.allocate(size);
  }

  /** Leaves the machine: it frees what this process has there. Calls in progress fail. */
  @Override
  public synchronized void close() throws IOException {
    closed = true;
    idle.clear();
    for (KernelConnection connection : connections) {
      connection.close();
    }
    connections.clear();
  }
}
