package org.gpugdb.backend.emulated.gpu;

import static org.gpugdb.backend.uapi.DebugAreaLayout.*;

import java.nio.ByteBuffer;
import org.gpugdb.backend.uapi.RiscvEuLayout;
import org.jspecify.annotations.Nullable;

/**
 * A thread slot's entry in the occupancy table of the address space it runs in. Keeps the place,
 * because it is written at every slice. Confined to the worker.
 *
 * <p>Nothing is written without a debug area, or if that does not lie in a buffer object.
 */
final class OccupancyEntry {
  private final int slot;
  private @Nullable AddressSpace space;
  private long generation;

  /** Where the entry is as of {@link #generation}, and its index there. */
  private @Nullable ByteBuffer bytes;

  private int start;

  OccupancyEntry(int slot) {
    this.slot = slot;
  }

  /** A thread begins in an address space. */
  void placed(AddressSpace where, ThreadIdentity identity, long pc) {
    space = where;
    generation = -1;
    ByteBuffer entry = locate();
    if (entry != null) {
      entry.putInt(
          start + OCCUPANCY_DISPATCH_OFFSET,
          (int) identity.stateRegister(RiscvEuLayout.SR_DISPATCH_ID));
      for (int i = 0; i < 3; i++) {
        int group = (int) identity.stateRegister(RiscvEuLayout.SR_GROUP_ID + i);
        int local = (int) identity.stateRegister(RiscvEuLayout.SR_LOCAL_ID + i);
        entry.putInt(start + OCCUPANCY_GROUP_ID_OFFSET + i * Integer.BYTES, group);
        entry.putInt(start + OCCUPANCY_LOCAL_ID_OFFSET + i * Integer.BYTES, local);
      }
      entry.putLong(start + OCCUPANCY_RETIRED_OFFSET, 0);
      entry.putLong(start + OCCUPANCY_PC_OFFSET, pc);
      entry.putInt(start + OCCUPANCY_STATE_OFFSET, STATE_RUNNING);
    }
  }

  /** The thread's state has changed to one of the layout's STATE constants. */
  void state(int state) {
    ByteBuffer entry = locate();
    if (entry != null) {
      entry.putInt(start + OCCUPANCY_STATE_OFFSET, state);
    }
  }

  /** The thread waits at a barrier as the {@code arrived}-th of {@code expected}. */
  void waiting(int arrived, int expected) {
    ByteBuffer entry = locate();
    if (entry != null) {
      entry.putInt(start + OCCUPANCY_BARRIER_ARRIVED_OFFSET, arrived);
      entry.putInt(start + OCCUPANCY_BARRIER_EXPECTED_OFFSET, expected);
      entry.putInt(start + OCCUPANCY_STATE_OFFSET, STATE_AT_BARRIER);
    }
  }

  /** The thread has executed so much. */
  void progress(long retired, long pc) {
    ByteBuffer entry = locate();
    if (entry != null) {
      entry.putLong(start + OCCUPANCY_RETIRED_OFFSET, retired);
      entry.putLong(start + OCCUPANCY_PC_OFFSET, pc);
    }
  }

  private @Nullable ByteBuffer locate() {
    AddressSpace where = space;
    if (where == null) {
      return null;
    }
    long now = where.generation();
    if (now != generation) {
      generation = now;
      DebugArea area = where.debugArea();
      Region region = area == null ? null : where.lookup(area.occupancyEntry(slot));
      if (area != null && region instanceof Region.OfBuffer buffer) {
        bytes = buffer.bytes(area.occupancyEntry(slot));
        start = buffer.index(area.occupancyEntry(slot));
      } else {
        bytes = null;
      }
    }
    return bytes;
  }
}
