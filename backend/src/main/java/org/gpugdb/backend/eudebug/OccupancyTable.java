package org.gpugdb.backend.eudebug;

import static org.gpugdb.backend.uapi.DebugAreaLayout.OCCUPANCY_BARRIER_ARRIVED_OFFSET;
import static org.gpugdb.backend.uapi.DebugAreaLayout.OCCUPANCY_BARRIER_EXPECTED_OFFSET;
import static org.gpugdb.backend.uapi.DebugAreaLayout.OCCUPANCY_ENTRY_SIZE;
import static org.gpugdb.backend.uapi.DebugAreaLayout.OCCUPANCY_GROUP_ID_OFFSET;
import static org.gpugdb.backend.uapi.DebugAreaLayout.OCCUPANCY_LOCAL_ID_OFFSET;
import static org.gpugdb.backend.uapi.DebugAreaLayout.OCCUPANCY_OFFSET;
import static org.gpugdb.backend.uapi.DebugAreaLayout.OCCUPANCY_PC_OFFSET;
import static org.gpugdb.backend.uapi.DebugAreaLayout.OCCUPANCY_RETIRED_OFFSET;
import static org.gpugdb.backend.uapi.DebugAreaLayout.OCCUPANCY_STATE_OFFSET;
import static org.gpugdb.backend.uapi.DebugAreaLayout.STATE_AT_BARRIER;
import static org.gpugdb.backend.uapi.DebugAreaLayout.STATE_FREE;
import static org.gpugdb.backend.uapi.DebugAreaLayout.STATE_IN_SYSTEM_ROUTINE;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.IntFunction;
import org.gpugdb.backend.eu.EuArchitecture;
import org.gpugdb.backend.eu.Topology;
import org.gpugdb.backend.spi.BackendException;
import org.gpugdb.backend.spi.Occupancy.Resident;
import org.gpugdb.backend.spi.ThreadId;

/**
 * What the firmware of one address space says its threads are doing: one entry for each slot, in
 * the debug area. Does not look after GPU caches. Confined to the device loop.
 */
final class OccupancyTable {
  private final VmFile file;
  private final long address;
  private final Topology topology;
  private final EuArchitecture architecture;

  OccupancyTable(VmFile file, DebugArea area, Topology topology, EuArchitecture architecture) {
    this.file = file;
    this.address = area.address() + OCCUPANCY_OFFSET;
    this.topology = topology;
    this.architecture = architecture;
  }

  /** Every slot that has a thread, in slot order. */
  List<Resident> resident(IntFunction<ThreadId> ids) throws BackendException {
    ByteBuffer table = readAll();
    List<Resident> resident = new ArrayList<>();
    for (int slot = 0; slot < topology.slots(); slot++) {
      ByteBuffer entry = entry(table, slot);
      if (entry.getInt(OCCUPANCY_STATE_OFFSET) != STATE_FREE) {
        resident.add(resident(ids.apply(slot), entry));
      }
    }
    return resident;
  }

  /** What a thread works on; empty if its slot is free. */
  Optional<Resident> resident(ThreadId id) throws BackendException {
    ByteBuffer entry = read(id.slot());
    boolean resident = entry.getInt(OCCUPANCY_STATE_OFFSET) != STATE_FREE;
    return resident ? Optional.of(resident(id, entry)) : Optional.empty();
  }

  private Resident resident(ThreadId id, ByteBuffer entry) {
    return new Resident(
        id,
        architecture.threadName(topology, id.slot()),
        topology.dss(id.slot()),
        vector(entry, OCCUPANCY_GROUP_ID_OFFSET),
        vector(entry, OCCUPANCY_LOCAL_ID_OFFSET),
        barrier(entry),
        entry.getLong(OCCUPANCY_RETIRED_OFFSET));
  }

  private static List<Integer> vector(ByteBuffer entry, int offset) {
    return List.of(
        entry.getInt(offset),
        entry.getInt(offset + Integer.BYTES),
        entry.getInt(offset + 2 * Integer.BYTES));
  }

  private static String barrier(ByteBuffer entry) {
    if (entry.getInt(OCCUPANCY_STATE_OFFSET) != STATE_AT_BARRIER) {
      return "";
    }
    return entry.getInt(OCCUPANCY_BARRIER_ARRIVED_OFFSET)
        + "/"
        + entry.getInt(OCCUPANCY_BARRIER_EXPECTED_OFFSET);
  }

  /**
   * Whether every resident thread is in the system routine.
   *
   * @param known slots of which that is known; a thread there that is not among them has only just
   *     entered, and counts as running
   */
  boolean allStopped(BitSet known) throws BackendException {
    ByteBuffer table = readAll();
    for (int slot = 0; slot < topology.slots(); slot++) {
      int state = entry(table, slot).getInt(OCCUPANCY_STATE_OFFSET);
      boolean stopped = state == STATE_IN_SYSTEM_ROUTINE && known.get(slot);
      if (state != STATE_FREE && !stopped) {
        return false;
      }
    }
    return true;
  }

  /** Roughly where the thread in a slot is; empty if there is none. */
  OptionalLong pc(int slot) throws BackendException {
    ByteBuffer entry = read(slot);
    boolean resident = entry.getInt(OCCUPANCY_STATE_OFFSET) != STATE_FREE;
    return resident ? OptionalLong.of(entry.getLong(OCCUPANCY_PC_OFFSET)) : OptionalLong.empty();
  }

  private ByteBuffer read(int slot) throws BackendException {
    ByteBuffer entry = ByteBuffer.allocate(OCCUPANCY_ENTRY_SIZE).order(ByteOrder.LITTLE_ENDIAN);
    file.readFully(address + (long) slot * OCCUPANCY_ENTRY_SIZE, entry);
    return entry;
  }

  private ByteBuffer readAll() throws BackendException {
    ByteBuffer table =
        ByteBuffer.allocate(topology.slots() * OCCUPANCY_ENTRY_SIZE).order(ByteOrder.LITTLE_ENDIAN);
    file.readFully(address, table);
    return table;
  }

  private static ByteBuffer entry(ByteBuffer table, int slot) {
    return table
        .slice(slot * OCCUPANCY_ENTRY_SIZE, OCCUPANCY_ENTRY_SIZE)
        .order(ByteOrder.LITTLE_ENDIAN);
  }
}
