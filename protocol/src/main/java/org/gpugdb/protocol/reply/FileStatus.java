package org.gpugdb.protocol.reply;

import java.nio.ByteBuffer;
import org.gpugdb.protocol.wire.Bytes;

/**
 * What is known about a file: {@code struct stat} of the File-I/O protocol, 64 bytes, big-endian;
 * see the GDB manual, "struct stat". Device, owner and device type are sent as zero.
 *
 * @param inode a number that tells files apart, 32 bits of it sent
 * @param mode type and permissions, such as {@link #REGULAR_READ_ONLY}
 * @param size in bytes
 * @param modified in seconds since 1970, unsigned 32 bits sent
 */
public record FileStatus(long inode, int mode, long size, long modified) {
  /** Size of the structure in bytes. */
  public static final int SIZE = 64;

  /** A regular file that everybody may read: {@code S_IFREG | 0444}. */
  public static final int REGULAR_READ_ONLY = 0100444;

  private static final int BLOCK_SIZE = 4096;
  private static final int BLOCK_UNIT = 512;

  Bytes encode() {
    ByteBuffer stat = ByteBuffer.allocate(SIZE);
    stat.putInt(0).putInt((int) inode).putInt(mode).putInt(1);
    stat.putInt(0).putInt(0).putInt(0);
    stat.putLong(size).putLong(BLOCK_SIZE).putLong((size + BLOCK_UNIT - 1) / BLOCK_UNIT);
    stat.putInt((int) modified).putInt((int) modified).putInt((int) modified);
    return Bytes.adopt(stat.array());
  }
}
