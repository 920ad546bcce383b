package org.gpugdb.backend.emulated.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.gpugdb.backend.emulated.gpu.AddressSpace;
import org.gpugdb.backend.uapi.DebugData;

/** A client's address space: what is mapped where, and the debug data attached to it. */
final class Vm {
  /** Debug data on a mapping, with the client's cookie. */
  record Attachment(Metadata metadata, long cookie) {}

  /** A range of a process's memory that is mapped. */
  record UserRange(ProcessPages pages, long address, long length) {
    private UserRange part(long offset, long bytes) {
      return new UserRange(pages, address + offset, bytes);
    }
  }

  /**
   * One mapping: of a buffer object or of user memory.
   *
   * @param object the buffer object behind it
   * @param user the user memory behind it
   */
  record Mapping(
      long address,
      long range,
      Optional<GemObject> object,
      Optional<UserRange> user,
      List<Attachment> attachments) {
    long end() {
      return address + range;
    }

    private Mapping part(long from, long to) {
      Optional<UserRange> userPart = user.map(whole -> whole.part(from - address, to - from));
      return new Mapping(from, to - from, object, userPart, attachments);
    }
  }

  private final DrmFile client;
  private final boolean longRunning;
  private final AddressSpace space;
  private final TreeMap<Long, Mapping> mappings = new TreeMap<>();
  private final List<DebugData> debugData = new ArrayList<>();
  private int queues;
  private long stateSaveArea;
  private long debugArea;

  Vm(DrmFile client, boolean longRunning, AddressSpace space) {
    this.client = client;
    this.longRunning = longRunning;
    this.space = space;
  }

  DrmFile client() {
    return client;
  }

  /** Only address spaces in long-running mode can be debugged. */
  boolean longRunning() {
    return longRunning;
  }

  AddressSpace space() {
    return space;
  }

  List<Mapping> mappings() {
    return List.copyOf(mappings.values());
  }

  /** What ranges are to debuggers, in the order in which that was said; may be changed. */
  List<DebugData> debugData() {
    return debugData;
  }

  boolean hasQueues() {
    return queues > 0;
  }

  void queueCreated() {
    queues++;
  }

  void queueDestroyed() {
    queues--;
  }

  boolean isMapped(long address) {
    Map.Entry<Long, Mapping> at = mappings.floorEntry(address);
    return at != null && address < at.getValue().end();
  }

  /** Tells the device where the state save area is, unless it knows. */
  void attachStateSaveArea(long address) {
    if (address != stateSaveArea) {
      space.attachStateSaveArea(address);
      stateSaveArea = address;
    }
  }

  /** Tells the device where the debug area is, unless it knows. */
  void attachDebugArea(long address) {
    if (address != debugArea) {
      space.attachDebugArea(address);
      debugArea = address;
    }
  }

  /** Records a mapping; what was there before is cut away. */
  void mapped(Mapping mapping) {
    unmapped(mapping.address(), mapping.range());
    mappings.put(mapping.address(), mapping);
  }

  /** Records that nothing is mapped in a range. What remains at its ends keeps its debug data. */
  void unmapped(long address, long range) {
    long end = address + range;
    for (Mapping old : overlapping(address, end)) {
      mappings.remove(old.address());
      if (old.address() < address) {
        mappings.put(old.address(), old.part(old.address(), address));
      }
      if (old.end() > end) {
        mappings.put(end, old.part(end, old.end()));
      }
    }
  }

  /** The user memory that is mapped in a range, in order of GPU addresses. */
  List<UserRange> userMemory(long address, long range) {
    long end = address + range;
    return overlapping(address, end).stream()
        .map(m -> m.part(Math.max(m.address(), address), Math.min(m.end(), end)))
        .flatMap(part -> part.user().stream())
        .toList();
  }

  private List<Mapping> overlapping(long address, long end) {
    List<Mapping> found = new ArrayList<>();
    Map.Entry<Long, Mapping> before = mappings.lowerEntry(address);
    if (before != null && before.getValue().end() > address) {
      found.add(before.getValue());
    }
    found.addAll(mappings.subMap(address, end).values());
    return found;
  }

  void destroy() {
    mappings.clear();
    debugData.clear();
    space.close();
  }
}
