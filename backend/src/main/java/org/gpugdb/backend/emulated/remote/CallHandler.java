package org.gpugdb.backend.emulated.remote;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.gpugdb.backend.emulated.kernel.BufferMapping;
import org.gpugdb.backend.emulated.kernel.EmulatedProcess;
import org.gpugdb.backend.kernel.Errno;
import org.gpugdb.backend.kernel.wire.CallReply;
import org.gpugdb.backend.kernel.wire.CallRequest;
import org.gpugdb.backend.kernel.wire.SystemCall;

/** Does the system calls of one process. */
final class CallHandler {
  private static final int PATH_MAX = 4096;

  private final RemoteProcess remote;
  private final EmulatedProcess process;
  private final SharedVideoMemory memory;

  CallHandler(RemoteProcess remote, SharedVideoMemory memory) {
    this.remote = remote;
    this.process = remote.process();
    this.memory = memory;
  }

  CallReply call(CallRequest r) {
    Optional<SystemCall> call = SystemCall.of(r.number());
    return call.isEmpty() ? CallReply.of(-Errno.ENOSYS) : call(call.get(), r);
  }

  private CallReply call(SystemCall call, CallRequest r) {
    return switch (call) {
      case OPEN -> CallReply.of(withPath(r, path -> process.open(path, (int) r.request())));
      case CLOSE -> CallReply.of(process.close(r.fd()));
      case FCNTL -> CallReply.of(process.fcntl(r.fd(), (int) r.request(), r.offset()));
      case IOCTL -> CallReply.of(process.ioctl(r.fd(), r.request(), r.address()));
      case PREAD -> CallReply.of(process.pread(r.fd(), r.address(), r.length(), r.offset()));
      case PWRITE -> CallReply.of(process.pwrite(r.fd(), r.address(), r.length(), r.offset()));
      case FSYNC -> CallReply.of(process.fsync(r.fd()));
      case POLL -> CallReply.of(process.poll(r.fd(), (int) r.request(), (int) r.offset()));
      case MMAP -> mmap(r);
      case MUNMAP -> CallReply.of(munmap(r));
      case PIDFD_OPEN -> CallReply.of(process.pidfdOpen(r.fd(), (int) r.request()));
      case PIDFD_GETFD ->
          CallReply.of(process.pidfdGetfd(r.fd(), (int) r.offset(), (int) r.request()));
      case LIST -> CallReply.of(withPath(r, path -> giveText(r, names(path))));
      case READLINK -> CallReply.of(withPath(r, path -> readlink(r, path)));
    };
  }

  private CallReply mmap(CallRequest r) {
    if (r.length() <= 0 || r.length() > Integer.MAX_VALUE) {
      return CallReply.of(-Errno.EINVAL);
    }
    Optional<BufferMapping> mapping = process.map(r.fd(), r.offset(), (int) r.length());
    if (mapping.isEmpty()) {
      return CallReply.of(-Errno.EINVAL);
    }
    return new CallReply(
        memory.descriptor(),
        ProcessHandle.current().pid(),
        mapping.get().fileOffset().orElseThrow(),
        remote.remember(mapping.get()));
  }

  private long munmap(CallRequest r) {
    Optional<BufferMapping> mapping = remote.forget(r.offset());
    mapping.ifPresent(process::unmap);
    return mapping.isPresent() ? 0 : -Errno.EINVAL;
  }

  private String names(String directory) {
    StringBuilder names = new StringBuilder();
    process.list(directory).forEach(name -> names.append(name).append('\n'));
    return names.toString();
  }

  private long readlink(CallRequest r, String path) {
    return process.readlink(path).map(text -> giveText(r, text)).orElse((long) -Errno.ENOENT);
  }

  private interface PathCall {
    long run(String path);
  }

  private long withPath(CallRequest r, PathCall call) {
    if (r.length() <= 0 || r.length() > PATH_MAX) {
      return -Errno.ENOENT;
    }
    ByteBuffer path = ByteBuffer.allocate((int) r.length());
    if (remote.live().read(r.address(), path) != r.length()) {
      return -Errno.EFAULT;
    }
    return call.run(StandardCharsets.UTF_8.decode(path.flip()).toString());
  }

  /** Writes text to where the request wants it if it fits; answers its length in any case. */
  private long giveText(CallRequest r, String text) {
    ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
    int length = bytes.remaining();
    boolean fits = length <= r.request();
    return fits && remote.live().write(r.offset(), bytes) != length ? -Errno.EFAULT : length;
  }
}
