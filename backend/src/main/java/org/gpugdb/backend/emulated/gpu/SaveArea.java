package org.gpugdb.backend.emulated.gpu;

import static org.gpugdb.backend.uapi.StateSaveAreaLayout.*;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.gpugdb.backend.uapi.RiscvEuLayout;
import org.jspecify.annotations.Nullable;

/** The state save area of an address space: where it is, and its header. Immutable. */
final class SaveArea {
  private static final int VERSION_MAJOR = 3;

  private final AddressSpace space;
  private final long address;

  private SaveArea(AddressSpace space, long address) {
    this.space = space;
    this.address = address;
  }

  /** Writes the header; null if its memory is not mapped. */
  static @Nullable SaveArea create(AddressSpace space, Topology topology, long address) {
    return space.store(address, header(topology)) ? new SaveArea(space, address) : null;
  }

  private static ByteBuffer header(Topology topology) {
    ByteBuffer header = ByteBuffer.allocate(V3_SIZE).order(ByteOrder.LITTLE_ENDIAN);
    header.putLong(MAGIC_OFFSET, MAGIC);
    header.put(VERSION_MAJOR_OFFSET, (byte) VERSION_MAJOR);
    header.put(SIZE_OFFSET, (byte) (V3_SIZE / Long.BYTES));
    header.putInt(NUM_SLICES_OFFSET, topology.slices());
    header.putInt(NUM_SUBSLICES_PER_SLICE_OFFSET, topology.subslicesPerSlice());
    header.putInt(NUM_EUS_PER_SUBSLICE_OFFSET, topology.eusPerSubslice());
    header.putInt(NUM_THREADS_PER_EU_OFFSET, topology.threadsPerEu());
    header.putInt(STATE_SAVE_SIZE_OFFSET, RiscvEuLayout.SLOT_SIZE);
    header.putInt(SR_MAGIC_OFFSET_OFFSET, RiscvEuLayout.SR_IDENT_OFFSET);
    header.putInt(SIP_FLAGS_OFFSET, SIP_FLAG_HEAPLESS);
    registerSet(header, SCALAR_OFFSET, RiscvEuLayout.X_OFFSET, RiscvEuLayout.X_COUNT, Long.BYTES);
    registerSet(header, ACC_OFFSET, RiscvEuLayout.F_OFFSET, RiscvEuLayout.F_COUNT, Long.BYTES);
    registerSet(header, SR_OFFSET, RiscvEuLayout.SR_OFFSET, RiscvEuLayout.SR_COUNT, Long.BYTES);
    registerSet(header, CR_OFFSET, RiscvEuLayout.CR_OFFSET, 1, 4 * Integer.BYTES);
    registerSet(header, CE_OFFSET, RiscvEuLayout.CE_OFFSET, 1, Integer.BYTES);
    registerSet(header, DBG_REG_OFFSET, RiscvEuLayout.START_IP_OFFSET, 1, Long.BYTES);
    registerSet(header, CMD_OFFSET, RiscvEuLayout.CMD_OFFSET, 1, CMD_SIZE);
    return header;
  }

  private static void registerSet(
      ByteBuffer header, int descriptor, int offset, int num, int bytes) {
    header.putInt(descriptor + REGSET_OFFSET_OFFSET, offset);
    header.putShort(descriptor + REGSET_NUM_OFFSET, (short) num);
    header.putShort(descriptor + REGSET_BITS_OFFSET, (short) (bytes * Byte.SIZE));
    header.putShort(descriptor + REGSET_BYTES_OFFSET, (short) bytes);
  }

  /** Reads {@code to} from an offset in a thread's slot; false if the memory is not mapped. */
  boolean load(int slot, int offset, ByteBuffer to) {
    return space.load(slotAddress(slot) + offset, to);
  }

  /** Writes {@code from} to an offset in a thread's slot; false if the memory is not mapped. */
  boolean store(int slot, int offset, ByteBuffer from) {
    return space.store(slotAddress(slot) + offset, from);
  }

  /** Whether the area starts in a range. */
  boolean isIn(long from, long to) {
    return address >= from && address < to;
  }

  private long slotAddress(int slot) {
    return address + V3_SIZE + (long) slot * RiscvEuLayout.SLOT_SIZE;
  }
}
