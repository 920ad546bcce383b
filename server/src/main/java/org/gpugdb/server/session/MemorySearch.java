package org.gpugdb.server.session;

import java.nio.ByteBuffer;
import java.util.OptionalLong;
import org.gpugdb.backend.spi.BackendException;
import org.gpugdb.backend.spi.Memory;
import org.gpugdb.protocol.reply.InfoReply;
import org.gpugdb.protocol.reply.Reply;
import org.gpugdb.protocol.wire.Bytes;

/** Finds the first place of a byte pattern. */
final class MemorySearch implements MemoryScan {
  private final Memory memory;
  private final byte[] pattern;
  private final byte[] buffer;
  private long address;
  private long left;
  private int kept;
  private OptionalLong found = OptionalLong.empty();

  /**
   * @param length unsigned
   * @param pattern not empty
   */
  MemorySearch(Memory memory, long address, long length, Bytes pattern) {
    this.memory = memory;
    this.address = address;
    this.left = length;
    this.pattern = pattern.toArray();
    this.buffer = new byte[SLICE + this.pattern.length];
  }

  /**
   * Reads behind what is kept of the slice before, so that a match may lie across.
   *
   * <p>A hole in the range is an error, unless the pattern is found before it.
   */
  @Override
  public boolean step() throws BackendException {
    int length = (int) (Long.compareUnsigned(left, SLICE) < 0 ? left : SLICE);
    int read = length == 0 ? 0 : memory.read(address, ByteBuffer.wrap(buffer, kept, length));
    int end = kept + read;
    for (int at = 0; at + pattern.length <= end; at++) {
      if (matches(at)) {
        found = OptionalLong.of(address - kept + at);
        return true;
      }
    }
    address += read;
    left -= read;
    int keep = Math.min(pattern.length - 1, end);
    System.arraycopy(buffer, end - keep, buffer, 0, keep);
    kept = keep;
    return left == 0;
  }

  private boolean matches(int at) {
    for (int i = 0; i < pattern.length; i++) {
      if (buffer[at + i] != pattern[i]) {
        return false;
      }
    }
    return true;
  }

  @Override
  public Reply result() {
    return found.isPresent() ? new InfoReply.Found(found.getAsLong()) : new InfoReply.NotFound();
  }
}
