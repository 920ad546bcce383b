package org.gpugdb.backend.emulated.gpu;

import static org.gpugdb.backend.uapi.DebugAreaLayout.*;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.gpugdb.backend.emulated.rv.Watchpoint;
import org.gpugdb.backend.uapi.RiscvEuLayout;

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

  /** A thread has been placed. */
  void placed(EuThread thread) {
    ThreadIdentity identity = thread.identity;
    ByteBuffer entry = littleEndian(OCCUPANCY_ENTRY_SIZE);
    entry.putInt(OCCUPANCY_STATE_OFFSET, STATE_RUNNING);
    entry.putInt(
        OCCUPANCY_DISPATCH_OFFSET, (int) identity.stateRegister(RiscvEuLayout.SR_DISPATCH_ID));
    for (int i = 0; i < 3; i++) {
      entry.putInt(
          OCCUPANCY_GROUP_ID_OFFSET + i * Integer.BYTES,
          (int) identity.stateRegister(RiscvEuLayout.SR_GROUP_ID + i));
      entry.putInt(
          OCCUPANCY_LOCAL_ID_OFFSET + i * Integer.BYTES,
          (int) identity.stateRegister(RiscvEuLayout.SR_LOCAL_ID + i));
    }
    entry.putLong(OCCUPANCY_PC_OFFSET, thread.hardware.pc);
    space.store(entryAddress(thread), entry);
  }

  /** A thread's state has changed to one of the layout's STATE constants. */
  void state(EuThread thread, int state) {
    ByteBuffer value = littleEndian(Integer.BYTES).putInt(0, state);
    space.store(entryAddress(thread) + OCCUPANCY_STATE_OFFSET, value);
  }

  /** A thread waits at a barrier as the {@code arrived}-th of {@code expected}. */
  void waiting(EuThread thread, int arrived, int expected) {
    ByteBuffer value = littleEndian(2 * Integer.BYTES).putInt(arrived).putInt(expected).flip();
    space.store(entryAddress(thread) + OCCUPANCY_BARRIER_ARRIVED_OFFSET, value);
    state(thread, STATE_AT_BARRIER);
  }

  /** A thread has ended a slice. */
  void progress(EuThread thread) {
    ByteBuffer value =
        littleEndian(2 * Long.BYTES)
            .putLong(thread.hardware.instret)
            .putLong(thread.hardware.pc)
            .flip();
    space.store(entryAddress(thread) + OCCUPANCY_RETIRED_OFFSET, value);
  }

  private long entryAddress(EuThread thread) {
    return address + OCCUPANCY_OFFSET + (long) thread.slot * OCCUPANCY_ENTRY_SIZE;
  }
}
