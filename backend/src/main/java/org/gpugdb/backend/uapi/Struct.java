package org.gpugdb.backend.uapi;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A bounds-checked little-endian view of one C struct in a buffer. */
final class Struct {
  private Struct() {}

  /** The {@code size} bytes at the buffer's position, which stays. */
  static ByteBuffer at(ByteBuffer buffer, int size) {
    if (buffer.remaining() < size) {
      throw new IllegalArgumentException(
          "struct cut short: got " + buffer.remaining() + " bytes (expected: " + size + ")");
    }
    return buffer.slice(buffer.position(), size).order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * A struct of {@code size} bytes that ends in an array.
   *
   * @param count number of elements, unsigned
   */
  static ByteBuffer withTail(ByteBuffer buffer, int size, int count, int elementBytes) {
    long total = size + Integer.toUnsignedLong(count) * elementBytes;
    return at(buffer, (int) Math.min(total, Integer.MAX_VALUE));
  }

  /** Like {@link #at}, all bytes set to zero. */
  static ByteBuffer cleared(ByteBuffer buffer, int size) {
    ByteBuffer struct = at(buffer, size);
    struct.put(0, new byte[size]);
    return struct;
  }
}
