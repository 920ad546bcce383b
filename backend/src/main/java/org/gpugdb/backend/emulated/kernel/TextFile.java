package org.gpugdb.backend.emulated.kernel;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.locks.Condition;
import org.gpugdb.backend.kernel.Errno;
import org.gpugdb.backend.kernel.KernelInterface;

/** A small file of /sys or /proc: the text is made when it is read. */
final class TextFile extends OpenFile {
  /** Takes what was written. */
  interface Setter {
    void set(String text) throws ErrnoException;
  }

  /** Makes the text. */
  interface Getter {
    String get();
  }

  private static final Setter READ_ONLY =
      text -> {
        throw new ErrnoException(Errno.EIO);
      };

  private final KernelLock lock;
  private final Condition never;
  private final Getter getter;
  private final Setter setter;

  private TextFile(String path, int flags, KernelLock lock, Getter getter, Setter setter) {
    super(path, flags);
    this.lock = lock;
    this.never = lock.newCondition();
    this.getter = getter;
    this.setter = setter;
  }

  /** A file that everybody can read. */
  static FileTree.Opener readOnly(String path, KernelLock lock, Getter getter) {
    return (caller, flags) -> {
      ErrnoException.require((flags & 3) == KernelInterface.O_RDONLY, Errno.EACCES);
      return new TextFile(path, flags, lock, getter, READ_ONLY);
    };
  }

  /** A file that everybody can read and root can write. */
  static FileTree.Opener rootWritable(String path, KernelLock lock, Getter getter, Setter setter) {
    return (caller, flags) -> {
      boolean reads = (flags & 3) == KernelInterface.O_RDONLY;
      ErrnoException.require(reads || caller.isRoot(), Errno.EACCES);
      return new TextFile(path, flags, lock, getter, setter);
    };
  }

  @Override
  int read(long offset, ByteBuffer to) {
    ByteBuffer text = text();
    if (offset >= text.remaining()) {
      return 0;
    }
    text.position((int) offset);
    int count = Math.min(text.remaining(), to.remaining());
    to.put(text.slice(text.position(), count));
    return count;
  }

  private ByteBuffer text() {
    lock.lock();
    try {
      return ByteBuffer.wrap(getter.get().getBytes(StandardCharsets.US_ASCII));
    } finally {
      lock.unlock();
    }
  }

  @Override
  int write(long offset, ByteBuffer from) throws ErrnoException {
    int count = from.remaining();
    String text = StandardCharsets.US_ASCII.decode(from).toString();
    lock.lock();
    try {
      setter.set(text);
    } finally {
      lock.unlock();
    }
    return count;
  }

  @Override
  Condition readinessChanged() {
    return never;
  }
}
