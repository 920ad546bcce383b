package org.gpugdb.backend.eudebug;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** Which ranges of an address space are mapped, and for what. Confined to the device loop. */
final class AddressMap {
  private final NavigableMap<Long, Range> ranges = new TreeMap<>();

  /** One mapped range; addresses are below 2^57, so signed comparison will do. */
  record Range(long start, long length, RangeUse use) {
    long end() {
      return start + length;
    }
  }

  /** Maps a range, in place of what was there. */
  void map(long start, long length, RangeUse use) {
    unmap(start, length);
    ranges.put(start, new Range(start, length, use));
  }

  /** Unmaps a range; parts of mappings that stick out stay. */
  void unmap(long start, long length) {
    long end = start + length;
    for (Range range : overlapping(start, end)) {
      ranges.remove(range.start());
      if (range.start() < start) {
        put(range.start(), start, range.use());
      }
      if (range.end() > end) {
        put(end, range.end(), range.use().from(end - range.start()));
      }
    }
  }

  private void put(long start, long end, RangeUse use) {
    ranges.put(start, new Range(start, end - start, use));
  }

  private List<Range> overlapping(long start, long end) {
    List<Range> found = new ArrayList<>();
    Map.Entry<Long, Range> before = ranges.lowerEntry(start);
    if (before != null && before.getValue().end() > start) {
      found.add(before.getValue());
    }
    found.addAll(ranges.subMap(start, true, end, false).values());
    return found;
  }

  /** Every range, in address order. */
  List<Range> ranges() {
    return List.copyOf(ranges.values());
  }
}
