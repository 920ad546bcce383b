package org.gpugdb.server.session;

import java.nio.ByteBuffer;
import org.gpugdb.backend.spi.BackendException;
import org.gpugdb.backend.spi.Memory;
import org.gpugdb.protocol.reply.InfoReply;
import org.gpugdb.protocol.reply.Reply;

/**
 * The CRC-32 that {@code compare-sections} uses: polynomial 0x04c11db7, most significant bit first,
 * starting with all ones, the result not inverted. {@link java.util.zip.CRC32} is the reflected
 * one.
 */
final class MemoryChecksum implements MemoryScan {
  private static final int POLYNOMIAL = 0x04c11db7;
  private static final int[] TABLE = table();

  private final Memory memory;
  private final byte[] buffer;
  private long address;
  private long left;
  private int crc = -1;

  /**
   * @param length unsigned
   */
  MemoryChecksum(Memory memory, long address, long length) {
    this.memory = memory;
    this.address = address;
    this.left = length;
    this.buffer = new byte[Long.compareUnsigned(length, SLICE) < 0 ? (int) length : SLICE];
  }

  @Override
  public boolean step() throws BackendException {
    int length = (int) (Long.compareUnsigned(left, buffer.length) < 0 ? left : buffer.length);
    int read = length == 0 ? 0 : memory.read(address, ByteBuffer.wrap(buffer, 0, length));
    for (int i = 0; i < read; i++) {
      crc = crc << 8 ^ TABLE[(crc >>> 24 ^ buffer[i]) & 0xff];
    }
    address += read;
    left -= read;
    return left == 0;
  }

  @Override
  public Reply result() {
    return new InfoReply.Checksum(crc);
  }

  private static int[] table() {
    int[] table = new int[256];
    for (int value = 0; value < table.length; value++) {
      int crc = value << 24;
      for (int bit = 0; bit < Byte.SIZE; bit++) {
        crc = crc < 0 ? crc << 1 ^ POLYNOMIAL : crc << 1;
      }
      table[value] = crc;
    }
    return table;
  }
}
