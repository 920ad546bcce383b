package org.gpugdb.backend.kernel.wire;

import java.nio.ByteBuffer;

/**
 * The answer to a {@link CallRequest}: four numbers of 8 bytes. Only {@link SystemCall#MMAP} uses
 * more than the first.
 *
 * @param result as the kernel interface defines it, {@code >= 0} or {@code -errno}
 * @param pid the process that has the file to map
 * @param offset where in the file the mapping begins
 * @param token names the mapping for {@link SystemCall#MUNMAP}
 */
public record CallReply(long result, long pid, long offset, long token) {
  /** Bytes of a frame. */
  public static final int SIZE = 32;

  /** The reply of most calls. */
  public static CallReply of(long result) {
    return new CallReply(result, 0, 0, 0);
  }

  /** Appends the frame to {@code to}, which is little-endian. */
  public void encode(ByteBuffer to) {
    to.putLong(result).putLong(pid).putLong(offset).putLong(token);
  }

  /** Takes a frame from {@code from}, which is little-endian. */
  public static CallReply decode(ByteBuffer from) {
    return new CallReply(from.getLong(), from.getLong(), from.getLong(), from.getLong());
  }
}
