package org.gpugdb.backend.eudebug;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Finds out which modules of one address space are loaded. A segment is a range bound with the
 * module's ELF file, and, if the module has several, with something that says how many; the module
 * is loaded when all its segments are mapped and unloaded when nothing of any is. Confined to the
 * kernel-event thread.
 */
final class ModuleAssembler {
  /**
   * What tells one module from another, unique in the session.
   *
   * @param program 0 where nothing but the file makes the module
   */
  record Key(long elf, long program) {}

  private static final class Module {
    /** What is mapped of each segment, by the address at which that one began. */
    private final Map<Long, AddressMap> segments = new HashMap<>();

    private boolean loaded;
  }

  private final Map<Key, Module> modules = new HashMap<>();

  /**
   * A segment was mapped.
   *
   * @param segments how many the module has
   * @return the lowest address, if the module has just become loaded
   */
  OptionalLong mapped(Key key, long segments, long address, long length) {
    Module module = modules.computeIfAbsent(key, k -> new Module());
    AddressMap mapped = module.segments.computeIfAbsent(address, a -> new AddressMap());
    mapped.map(address, length, RangeUse.CODE);
    if (module.loaded || module.segments.size() < segments) {
      return OptionalLong.empty();
    }
    module.loaded = true;
    return module.segments.keySet().stream().mapToLong(Long::longValue).min();
  }

  /**
   * A range was unmapped, or mapped anew.
   *
   * @return modules that are loaded no longer
   */
  List<Key> unmapped(long address, long length) {
    List<Key> unloaded = new ArrayList<>();
    modules
        .entrySet()
        .removeIf(
            entry -> {
              Module module = entry.getValue();
              module.segments.values().forEach(mapped -> mapped.unmap(address, length));
              module.segments.values().removeIf(mapped -> mapped.ranges().isEmpty());
              boolean empty = module.segments.isEmpty();
              if (empty && module.loaded) {
                unloaded.add(entry.getKey());
              }
              return empty;
            });
    return unloaded;
  }

  /** Everything that is mapped of any module. */
  List<AddressMap.Range> ranges() {
    return modules.values().stream()
        .flatMap(module -> module.segments.values().stream())
        .flatMap(mapped -> mapped.ranges().stream())
        .toList();
  }
}
