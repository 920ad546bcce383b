package org.gpugdb.backend.eudebug;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.LongPredicate;

/**
 * Finds out which modules of one address space are loaded. A segment is a range bound with the
 * module's ELF file, and, if the module has several, with a program-module record that says how
 * many; the module is loaded when all its segments are mapped and unloaded when none is. Confined
 * to the kernel-event thread.
 */
final class ModuleAssembler {
  /** What tells one module from another: metadata handles, program 0 where there is no record. */
  record Key(long elf, long program) {}

  private static final class Segments {
    private final TreeMap<Long, Long> lengths = new TreeMap<>();
    private boolean loaded;
  }

  private final Map<Key, Segments> modules = new HashMap<>();

  /**
   * A segment was mapped.
   *
   * @param segments how many the module has
   * @return the lowest address, if the module has just become loaded
   */
  OptionalLong mapped(Key key, long segments, long address, long length) {
    Segments module = modules.computeIfAbsent(key, k -> new Segments());
    module.lengths.put(address, length);
    if (module.loaded || module.lengths.size() < segments) {
      return OptionalLong.empty();
    }
    module.loaded = true;
    return OptionalLong.of(module.lengths.firstKey());
  }

  /**
   * A range was unmapped, or mapped anew.
   *
   * @return modules that are loaded no longer
   */
  List<Key> unmapped(long address, long length) {
    return remove((start, size) -> start < address + length && address < start + size);
  }

  /** Everything that is {@code gone} at its first byte was unmapped. */
  List<Key> unmappedWhere(LongPredicate gone) {
    return remove((start, size) -> gone.test(start));
  }

  private List<Key> remove(SegmentPredicate which) {
    List<Key> unloaded = new ArrayList<>();
    modules
        .entrySet()
        .removeIf(
            entry -> {
              Segments module = entry.getValue();
              module.lengths.entrySet().removeIf(s -> which.test(s.getKey(), s.getValue()));
              boolean empty = module.lengths.isEmpty();
              if (empty && module.loaded) {
                unloaded.add(entry.getKey());
              }
              return empty;
            });
    return unloaded;
  }

  private interface SegmentPredicate {
    boolean test(long start, long size);
  }
}
