package org.gpugdb.backend.emulated.kernel;

import java.util.Optional;
import org.gpugdb.backend.emulated.gpu.BufferObject;
import org.gpugdb.backend.kernel.Errno;

/** A buffer object of a client. */
final class GemObject {
  private final BufferObject buffer;
  private final Optional<Vm> onlyIn;
  private final long mmapOffset;

  /**
   * @param onlyIn the only address space it may be bound in
   * @param mmapOffset where the client's file shows it to mmap(2)
   */
  GemObject(BufferObject buffer, Optional<Vm> onlyIn, long mmapOffset) {
    this.buffer = buffer;
    this.onlyIn = onlyIn;
    this.mmapOffset = mmapOffset;
  }

  BufferObject buffer() {
    return buffer;
  }

  long size() {
    return buffer.size();
  }

  long mmapOffset() {
    return mmapOffset;
  }

  boolean mayBeBoundIn(Vm vm) {
    return onlyIn.isEmpty() || onlyIn.get() == vm;
  }

  BufferMapping map(long offset, int length) throws ErrnoException {
    boolean pages = offset % ProcessMemory.PAGE_SIZE == 0 && length > 0;
    ErrnoException.require(pages && length <= size() - offset, Errno.EINVAL);
    return new BufferMapping(buffer, offset, length);
  }

  void closeHandle() {
    buffer.closeHandle();
  }
}
