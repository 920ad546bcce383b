package org.gpugdb.server.fake;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.gpugdb.backend.spi.BackendException;
import org.gpugdb.backend.spi.Memory;

/** Some mapped ranges, the same for every thread. */
final class FakeMemory implements Memory {
  private static final class Range {
    private final long start;
    private final byte[] bytes;
    private final String kind;

    Range(long start, byte[] bytes, String kind) {
      this.start = start;
      this.bytes = bytes;
      this.kind = kind;
    }
  }

  private final List<Range> ranges = new ArrayList<>();

  void add(long start, int length, String kind) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) i;
    }
    ranges.add(new Range(start, bytes, kind));
  }

  @Override
  public int read(long address, ByteBuffer into) throws BackendException {
    Range range = find(address);
    int offset = (int) (address - range.start);
    int length = Math.min(into.remaining(), range.bytes.length - offset);
    into.put(range.bytes, offset, length);
    return length;
  }

  @Override
  public void write(long address, ByteBuffer from) throws BackendException {
    Range range = find(address);
    int offset = (int) (address - range.start);
    if (from.remaining() > range.bytes.length - offset) {
      throw new BackendException.MemoryFault(range.start + range.bytes.length, "not mapped");
    }
    from.get(range.bytes, offset, from.remaining());
  }

  @Override
  public List<Region> map() {
    return Collections.unmodifiableList(
        ranges.stream()
            .map(range -> new Region(range.start, range.bytes.length, range.kind))
            .toList());
  }

  private Range find(long address) throws BackendException {
    for (Range range : ranges) {
      if (Long.compareUnsigned(address - range.start, range.bytes.length) < 0) {
        return range;
      }
    }
    throw new BackendException.MemoryFault(address, "not mapped");
  }
}
