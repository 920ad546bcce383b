package org.gpugdb.backend.emulated.gpu;

import static org.gpugdb.backend.uapi.DebugAreaLayout.*;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.gpugdb.backend.emulated.rv.Watchpoint;

/**
 * The debug area of an address space: what the device tells debuggers beyond the public interface,
 * and the watch slots it takes from them. The client has initialised it. Thread-safe.
 *
 * <p>Writes to an area that has been unmapped are lost; nobody can read it then.
 */
final class DebugArea {
  private final AddressSpace space;
  private final long address;

  DebugArea(AddressSpace space, long address) {
    this.space = space;
    this.address = address;
  }

  private static ByteBuffer littleEndian(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** The program has called exit. */
  void exited(int status) {
    space.store(address + EXITED_OFFSET, littleEndian(8).putInt(1).putInt(status).flip());
  }

  /** The watch slots as they are in memory now; slots that make no sense are off. */
  List<Watchpoint> watchpoints() {
    ByteBuffer slots = littleEndian(WATCH_SLOTS * WATCH_SLOT_SIZE);
    if (!space.load(address + WATCH_OFFSET, slots)) {
      return List.of();
    }
    List<Watchpoint> watchpoints = new ArrayList<>();
    for (int slot = 0; slot < slots.limit(); slot += WATCH_SLOT_SIZE) {
      long from = slots.getLong(slot + WATCH_ADDRESS_OFFSET);
      long length = slots.getInt(slot + WATCH_LENGTH_OFFSET) & 0xffff_ffffL;
      int kind = slots.getInt(slot + WATCH_KIND_OFFSET);
      boolean wraps = Long.compareUnsigned(from + length - 1, from) < 0;
      if (kind >= WATCH_WRITE && kind <= WATCH_ACCESS && length > 0 && !wraps) {
        watchpoints.add(new Watchpoint(from, length, kind != WATCH_WRITE, kind != WATCH_READ));
      }
    }
    return List.copyOf(watchpoints);
  }

  /** Appends bytes to the printf ring. */
  synchronized void print(byte[] output) {
    ByteBuffer counter = littleEndian(Long.BYTES);
    long ring = address + PRINTF_OFFSET;
    if (!space.load(ring + PRINTF_WRITTEN_OFFSET, counter)) {
      return;
    }
    long written = counter.getLong(0);
    for (int done = 0; done < output.length; ) {
      int at = (int) Long.remainderUnsigned(written + done, PRINTF_SIZE);
      int count = Math.min(output.length - done, PRINTF_SIZE - at);
      space.store(ring + PRINTF_BYTES_OFFSET + at, ByteBuffer.wrap(output, done, count));
      done += count;
    }
    space.store(ring + PRINTF_WRITTEN_OFFSET, counter.putLong(0, written + output.length).rewind());
  }

  /** Address of a thread slot's entry in the occupancy table. */
  long occupancyEntry(int slot) {
    return address + OCCUPANCY_OFFSET + (long) slot * OCCUPANCY_ENTRY_SIZE;
  }

  boolean isAt(long other) {
    return address == other;
  }
}
