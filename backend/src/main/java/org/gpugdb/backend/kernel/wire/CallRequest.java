package org.gpugdb.backend.kernel.wire;

import java.nio.ByteBuffer;

/**
 * One call. Which fields count is up to the {@link SystemCall}.
 *
 * <pre>
 *  0        4        8        16        24       32       40
 * +--------+--------+---------+---------+--------+--------+
 * | number |   fd   | request | address | length | offset |
 * +--------+--------+---------+---------+--------+--------+
 * </pre>
 *
 * @param number of the {@link SystemCall}; any 32 bits
 */
public record CallRequest(
    int number, int fd, long request, long address, long length, long offset) {
  /** Bytes of a frame. */
  public static final int SIZE = 40;

  /** Appends the frame to {@code to}, which is little-endian. */
  public void encode(ByteBuffer to) {
    to.putInt(number).putInt(fd).putLong(request).putLong(address).putLong(length).putLong(offset);
  }

  /** Takes a frame from {@code from}, which is little-endian. */
  public static CallRequest decode(ByteBuffer from) {
    return new CallRequest(
        from.getInt(),
        from.getInt(),
        from.getLong(),
        from.getLong(),
        from.getLong(),
        from.getLong());
  }
}
