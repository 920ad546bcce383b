package org.gpugdb.backend.emulated.gpu;

import java.nio.ByteBuffer;
import org.gpugdb.backend.uapi.RiscvEuLayout;
import org.gpugdb.backend.uapi.StateSaveAreaLayout;

/** The state save area of an address space, whose header the client has written. Immutable. */
final class SaveArea {
  private final AddressSpace space;
  private final long address;

  SaveArea(AddressSpace space, long address) {
    this.space = space;
    this.address = address;
  }

  /** Reads {@code to} from an offset in a thread's slot; false if the memory is not mapped. */
  boolean load(int slot, int offset, ByteBuffer to) {
    return space.load(slotAddress(slot) + offset, to);
  }

  /** Writes {@code from} to an offset in a thread's slot; false if the memory is not mapped. */
  boolean store(int slot, int offset, ByteBuffer from) {
    return space.store(slotAddress(slot) + offset, from);
  }

  private long slotAddress(int slot) {
    return address + StateSaveAreaLayout.V3_SIZE + (long) slot * RiscvEuLayout.SLOT_SIZE;
  }
}
