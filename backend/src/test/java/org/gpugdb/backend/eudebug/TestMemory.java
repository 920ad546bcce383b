package org.gpugdb.backend.eudebug;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.TreeMap;
import org.gpugdb.backend.kernel.Errno;
import org.jspecify.annotations.Nullable;

/** GPU memory of a test: mapped ranges with holes between them. */
final class TestMemory {
  private final TreeMap<Long, ByteBuffer> ranges = new TreeMap<>();

  /** Maps zeroed memory. */
  ByteBuffer map(long address, int length) {
    ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    ranges.put(address, bytes);
    return bytes;
  }

  void unmap(long address) {
    ranges.remove(address);
  }

  long read(long address, ByteBuffer to) {
    int total = 0;
    while (to.hasRemaining()) {
      ByteBuffer from = at(address + total);
      if (from == null) {
        break;
      }
      int length = Math.min(to.remaining(), from.remaining());
      to.put(from.limit(from.position() + length));
      total += length;
    }
    return total == 0 && to.hasRemaining() ? -Errno.EINVAL : total;
  }

  long write(long address, ByteBuffer from) {
    int total = 0;
    while (from.hasRemaining()) {
      ByteBuffer to = at(address + total);
      if (to == null) {
        break;
      }
      int length = Math.min(from.remaining(), to.remaining());
      to.put(from.slice(from.position(), length));
      from.position(from.position() + length);
      total += length;
    }
    return total == 0 && from.hasRemaining() ? -Errno.EINVAL : total;
  }

  private @Nullable ByteBuffer at(long address) {
    Map.Entry<Long, ByteBuffer> entry = ranges.floorEntry(address);
    if (entry == null || address >= entry.getKey() + entry.getValue().capacity()) {
      return null;
    }
    return entry.getValue().duplicate().position((int) (address - entry.getKey()));
  }
}
