package org.gpugdb.backend.eudebug;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.gpugdb.backend.kernel.Errno;
import org.gpugdb.backend.kernel.KernelInterface;
import org.gpugdb.backend.kernel.UserBlock;
import org.gpugdb.backend.spi.Device.GpuClient;
import org.gpugdb.backend.uapi.DebugRequest;
import org.gpugdb.backend.uapi.Dialect;
import org.gpugdb.backend.uapi.EuControlLayout.EuControl;
import org.gpugdb.backend.uapi.Event;
import org.gpugdb.backend.uapi.EventCodec;
import org.gpugdb.backend.uapi.EventHeaderLayout;
import org.gpugdb.backend.uapi.EventHeaderLayout.EventHeader;
import org.gpugdb.backend.uapi.ReadMetadataLayout;
import org.gpugdb.backend.uapi.ReadMetadataLayout.ReadMetadata;

/**
 * A kernel with one debug session and one address space that does what a test tells it: events come
 * when the test says so, requests are recorded and answered from tables.
 */
final class ScriptedKernel implements KernelInterface {
  static final int DEVICE_FD = 3;
  static final int SESSION_FD = 4;
  static final int VM_FD = 5;
  static final int FIRST_FILE_FD = 100;

  /** What answers EU_CONTROL: a result; may change the bitmap. */
  interface EuModel {
    int control(EuControl request, ByteBuffer bitmap);
  }

  final TestBlocks blocks = new TestBlocks();
  final Dialect dialect;
  final Deque<byte[]> events = new ArrayDeque<>();
  final Map<Long, byte[]> metadata = new HashMap<>();
  final List<Long> acknowledged = new ArrayList<>();
  final List<Integer> closed = new ArrayList<>();
  final TestMemory memory = new TestMemory();
  final Deque<Integer> readFailures = new ArrayDeque<>();
  final Deque<Integer> syncFailures = new ArrayDeque<>();

  /** Content of files, and where symbolic links lead, by path. */
  final Map<String, byte[]> files = new HashMap<>();

  final Map<String, String> links = new HashMap<>();

  private final List<String> opened = new ArrayList<>();

  EuModel eu = (request, bitmap) -> -Errno.EINVAL;
  boolean discovering;
  boolean ended;

  /** Whether the session's end was an error. */
  boolean failed;

  int connectResult = SESSION_FD;
  int vmOpens;
  int syncs;
  long flushTimeout;

  /** How many requests other than reading a signal interrupts. */
  int interruptions;

  /** How many transfers find that the client's process changes its mappings. */
  int busyTransfers;

  long seqno;

  /** Happens on the GPU while its caches are flushed. */
  Runnable beforeSync = () -> {};

  private final EventCodec codec;

  ScriptedKernel() {
    this(Dialect.PRELIM);
  }

  ScriptedKernel(Dialect dialect) {
    this.dialect = dialect;
    this.codec = new EventCodec(dialect);
  }

  void deliver(Event... list) {
    for (Event event : list) {
      byte[] bytes = new byte[codec.size(event)];
      codec.encode(ByteBuffer.wrap(bytes), event);
      events.add(bytes);
      seqno = Math.max(seqno, event.seqno());
    }
  }

  Session session() throws Exception {
    return new Connector(this, dialect, "/dev/dri/card0", DEVICE_FD)
        .connect(new GpuClient(1234, "client"));
  }

  @Override
  public int ioctl(int fd, long code, UserBlock argument) {
    DebugRequest request = dialect.request(code).orElseThrow();
    boolean busy =
        discovering && request != DebugRequest.READ_EVENT && request != DebugRequest.CONNECT;
    if (busy) {
      return -Errno.EBUSY;
    }
    if (interruptions > 0 && request != DebugRequest.READ_EVENT) {
      interruptions--;
      return -Errno.EINTR;
    }
    return switch (request) {
      case CONNECT -> connectResult;
      case READ_EVENT -> readEvent(argument);
      case ACK_EVENT -> acknowledge(argument);
      case READ_METADATA -> readMetadata(argument);
      case VM_OPEN -> {
        vmOpens++;
        flushTimeout = dialect.structs().vmOpen().decode(argument.bytes()).timeoutNs();
        yield VM_FD;
      }
      case EU_CONTROL -> control(argument);
      default -> -Errno.EINVAL;
    };
  }

  private int readEvent(UserBlock argument) {
    EventHeader header = EventHeaderLayout.decode(argument.bytes());
    if (header.type() != EventHeaderLayout.TYPE_READ
        || header.flags() != 0
        || header.seqno() != 0
        || header.len() != argument.size()) {
      return -Errno.EINVAL;
    }
    if (!readFailures.isEmpty()) {
      return -readFailures.removeFirst();
    }
    if (ended) {
      return -Errno.ENOTCONN;
    }
    byte[] event = events.peekFirst();
    if (event == null) {
      return -Errno.EAGAIN;
    }
    if (event.length > header.len()) {
      argument.bytes().putInt(EventHeaderLayout.LEN_OFFSET, event.length);
      return -Errno.EMSGSIZE;
    }
    argument.bytes().put(events.removeFirst());
    return 0;
  }

  private int acknowledge(UserBlock argument) {
    acknowledged.add(dialect.structs().ack().decode(argument.bytes()).seqno());
    return 0;
  }

  private int readMetadata(UserBlock argument) {
    ReadMetadata request = ReadMetadataLayout.decode(argument.bytes());
    byte[] content = metadata.get(request.metadataHandle());
    if (content == null || request.size() != content.length) {
      return -Errno.EINVAL;
    }
    blocks.at(request.ptr(), content.length).put(content);
    return 0;
  }

  private int control(UserBlock argument) {
    EuControl request = dialect.structs().euControl().decode(argument.bytes());
    ByteBuffer bitmap =
        request.bitmaskSize() == 0
            ? ByteBuffer.allocate(0)
            : blocks.at(request.bitmaskPtr(), request.bitmaskSize());
    int result = eu.control(request, bitmap);
    if (result >= 0) {
      dialect
          .structs()
          .euControl()
          .encode(argument.bytes(), request.answered(++seqno, request.bitmaskSize()));
    }
    return result;
  }

  @Override
  public int poll(int fd, int events, int millis) {
    if (ended) {
      return failed ? POLLHUP | POLLERR : POLLHUP;
    }
    return this.events.isEmpty() && readFailures.isEmpty() ? 0 : POLLIN;
  }

  @Override
  public long pread(int fd, UserBlock to, long offset) {
    if (fd >= FIRST_FILE_FD) {
      byte[] content = Objects.requireNonNull(files.get(opened.get(fd - FIRST_FILE_FD)));
      int length = (int) Math.max(0, Math.min(to.size(), content.length - offset));
      to.bytes().put(content, (int) Math.min(offset, content.length), length);
      return length;
    }
    return isBusy() ? -Errno.EAGAIN : memory.read(offset, to.bytes());
  }

  @Override
  public long pwrite(int fd, UserBlock from, long offset) {
    return isBusy() ? -Errno.EAGAIN : memory.write(offset, from.bytes());
  }

  private boolean isBusy() {
    return busyTransfers > 0 && busyTransfers-- > 0;
  }

  @Override
  public int fsync(int fd) {
    syncs++;
    beforeSync.run();
    return syncFailures.isEmpty() ? 0 : -syncFailures.removeFirst();
  }

  @Override
  public int open(String path, int flags) {
    if (path.startsWith("/dev/")) {
      return DEVICE_FD;
    }
    if ((flags & O_NOFOLLOW) != 0 && links.containsKey(path)) {
      return -Errno.ELOOP;
    }
    opened.add(path);
    return files.containsKey(path) ? FIRST_FILE_FD + opened.size() - 1 : -Errno.ENOENT;
  }

  @Override
  public int close(int fd) {
    closed.add(fd);
    return 0;
  }

  @Override
  public int fcntl(int fd, int command, long argument) {
    return 0;
  }

  @Override
  public Optional<UserBlock> mmap(int fd, long offset, int length) {
    return Optional.empty();
  }

  @Override
  public int pidfdOpen(int pid, int flags) {
    return -Errno.ESRCH;
  }

  @Override
  public int pidfdGetfd(int pidfd, int fd, int flags) {
    return -Errno.EBADF;
  }

  @Override
  public List<String> list(String directory) {
    return List.of();
  }

  @Override
  public Optional<String> readlink(String path) {
    return Optional.ofNullable(links.get(path));
  }

  @Override
  public UserBlock allocate(int size) {
    return blocks.allocate(size);
  }
}
