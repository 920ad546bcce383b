package org.gpugdb.backend.emulated.kernel;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalLong;
import org.gpugdb.backend.emulated.gpu.BufferObject;

/** A client's mapping of a part of a buffer object, which stays as long as the mapping does. */
public final class BufferMapping {
  private final BufferObject buffer;
  private final long offset;
  private final int length;

  BufferMapping(BufferObject buffer, long offset, int length) {
    this.buffer = buffer;
    this.offset = offset;
    this.length = length;
    buffer.retain();
  }

  /** The bytes, for a client in this process; empty if they are not contiguous. */
  Optional<ByteBuffer> bytes() {
    return buffer.view(offset, length);
  }

  /** Where the bytes are in the file of the video memory; empty if they are in none. */
  public OptionalLong fileOffset() {
    OptionalLong start = buffer.fileOffset();
    return start.isPresent() ? OptionalLong.of(start.getAsLong() + offset) : start;
  }

  void release() {
    buffer.release();
  }
}
