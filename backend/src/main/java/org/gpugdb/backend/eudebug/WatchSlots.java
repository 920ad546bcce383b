package org.gpugdb.backend.eudebug;

import static org.gpugdb.backend.uapi.DebugAreaLayout.WATCH_ACCESS;
import static org.gpugdb.backend.uapi.DebugAreaLayout.WATCH_ADDRESS_OFFSET;
import static org.gpugdb.backend.uapi.DebugAreaLayout.WATCH_KIND_OFFSET;
import static org.gpugdb.backend.uapi.DebugAreaLayout.WATCH_LENGTH_OFFSET;
import static org.gpugdb.backend.uapi.DebugAreaLayout.WATCH_OFF;
import static org.gpugdb.backend.uapi.DebugAreaLayout.WATCH_OFFSET;
import static org.gpugdb.backend.uapi.DebugAreaLayout.WATCH_READ;
import static org.gpugdb.backend.uapi.DebugAreaLayout.WATCH_SLOT_SIZE;
import static org.gpugdb.backend.uapi.DebugAreaLayout.WATCH_WRITE;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import org.gpugdb.backend.spi.BackendException;
import org.gpugdb.backend.spi.WatchKind;
import org.jspecify.annotations.Nullable;

/**
 * The data watchpoints of one address space: slots in its debug area, which take effect with the
 * next flush. Confined to the device loop.
 */
final class WatchSlots {
  private final @Nullable Watch[] slots;

  /** One watched range. */
  record Watch(WatchKind kind, long address, int length) {
    boolean covers(long touched) {
      return touched - address >= 0 && touched - address < length;
    }
  }

  WatchSlots(int slots) {
    this.slots = new @Nullable Watch[slots];
  }

  /** Watches a range; does nothing if it is watched in that way. */
  void insert(VmFile file, long debugArea, Watch watch) throws BackendException {
    if (watch.length() < 1) {
      throw new BackendException.InvalidArgument(
          "length of a watchpoint: got " + watch.length() + " (expected >= 1)");
    }
    if (indexOf(watch) >= 0) {
      return;
    }
    int free = indexOf(null);
    if (free < 0) {
      throw new BackendException.OutOfResources(
          "all " + slots.length + " watchpoints of the hardware are in use");
    }
    write(file, debugArea, free, watch);
    slots[free] = watch;
  }

  /** Watches a range no longer; does nothing if it is not watched in that way. */
  void remove(VmFile file, long debugArea, Watch watch) throws BackendException {
    int index = indexOf(watch);
    if (index >= 0) {
      slots[index] = null;
      write(file, debugArea, index, null);
    }
  }

  void clear(VmFile file, long debugArea) throws BackendException {
    for (Watch watch : slots) {
      if (watch != null) {
        remove(file, debugArea, watch);
      }
    }
  }

  boolean isEmpty() {
    return Arrays.stream(slots).allMatch(Objects::isNull);
  }

  /** The watchpoint that an access to {@code touched} has hit; empty if it is gone by now. */
  Optional<Watch> hit(long touched) {
    return Arrays.stream(slots)
        .filter(watch -> watch != null && watch.covers(touched))
        .findFirst()
        .map(watch -> watch);
  }

  private int indexOf(@Nullable Watch watch) {
    for (int i = 0; i < slots.length; i++) {
      if (Objects.equals(slots[i], watch)) {
        return i;
      }
    }
    return -1;
  }

  private static void write(VmFile file, long debugArea, int index, @Nullable Watch watch)
      throws BackendException {
    ByteBuffer slot = ByteBuffer.allocate(WATCH_SLOT_SIZE).order(ByteOrder.LITTLE_ENDIAN);
    if (watch != null) {
      slot.putLong(WATCH_ADDRESS_OFFSET, watch.address());
      slot.putInt(WATCH_LENGTH_OFFSET, watch.length());
    }
    slot.putInt(WATCH_KIND_OFFSET, watch == null ? WATCH_OFF : number(watch.kind()));
    file.write(debugArea + WATCH_OFFSET + (long) index * WATCH_SLOT_SIZE, slot);
  }

  private static int number(WatchKind kind) {
    return switch (kind) {
      case WRITE -> WATCH_WRITE;
      case READ -> WATCH_READ;
      case ACCESS -> WATCH_ACCESS;
    };
  }
}
