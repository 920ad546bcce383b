package org.gpugdb.backend.eu;

import static org.gpugdb.backend.uapi.StateSaveAreaLayout.*;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.gpugdb.backend.uapi.RiscvEuLayout;

/** Writes save areas for tests, as firmware and system routine do. */
public final class SaveAreaBytes {
  private SaveAreaBytes() {}

  /** A version 3 header of the emulated RISC-V device. */
  public static ByteBuffer riscvHeader(Topology topology) {
    ByteBuffer header = header(3, V3_SIZE, topology, RiscvEuLayout.SLOT_SIZE);
    header.putInt(SR_MAGIC_OFFSET_OFFSET, RiscvEuLayout.SR_IDENT_OFFSET);
    header.putInt(SIP_FLAGS_OFFSET, SIP_FLAG_HEAPLESS);
    regset(header, SCALAR_OFFSET, RiscvEuLayout.X_OFFSET, 32, 64, 8);
    regset(header, ACC_OFFSET, RiscvEuLayout.F_OFFSET, 32, 64, 8);
    regset(header, SR_OFFSET, RiscvEuLayout.SR_OFFSET, 32, 64, 8);
    regset(header, CR_OFFSET, RiscvEuLayout.CR_OFFSET, 1, 128, 16);
    regset(header, CE_OFFSET, RiscvEuLayout.CE_OFFSET, 1, 32, 4);
    regset(header, DBG_REG_OFFSET, RiscvEuLayout.START_IP_OFFSET, 1, 64, 8);
    regset(header, CMD_OFFSET, RiscvEuLayout.CMD_OFFSET, 1, 1024, 128);
    return header;
  }

  static ByteBuffer header(int major, int size, Topology topology, int slotSize) {
    ByteBuffer header = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    header.putLong(MAGIC_OFFSET, MAGIC);
    header.put(VERSION_MAJOR_OFFSET, (byte) major);
    header.put(SIZE_OFFSET, (byte) (size / 8));
    header.putInt(NUM_SLICES_OFFSET, topology.slices());
    header.putInt(NUM_SUBSLICES_PER_SLICE_OFFSET, topology.dssPerSlice());
    header.putInt(NUM_EUS_PER_SUBSLICE_OFFSET, topology.eusPerDss());
    header.putInt(NUM_THREADS_PER_EU_OFFSET, topology.threadsPerEu());
    header.putInt(STATE_SAVE_SIZE_OFFSET, slotSize);
    return header;
  }

  static void regset(ByteBuffer header, int at, int offset, int count, int bits, int bytes) {
    header.putInt(at + REGSET_OFFSET_OFFSET, offset);
    header.putShort(at + REGSET_NUM_OFFSET, (short) count);
    header.putShort(at + REGSET_BITS_OFFSET, (short) bits);
    header.putShort(at + REGSET_BYTES_OFFSET, (short) bytes);
  }

  /** A RISC-V slot whose thread is in the system routine for the first time. */
  public static ByteBuffer riscvSlot(long pc, int control1) {
    ByteBuffer slot = ByteBuffer.allocate(RiscvEuLayout.SLOT_SIZE).order(ByteOrder.LITTLE_ENDIAN);
    slot.putInt(RiscvEuLayout.CR_OFFSET, RiscvEuLayout.CR0_IN_SYSTEM_ROUTINE);
    slot.putInt(RiscvEuLayout.CR_OFFSET + 4, control1);
    slot.putLong(RiscvEuLayout.CR_OFFSET + 8, pc);
    slot.putInt(RiscvEuLayout.CMD_OFFSET, CMD_READY);
    slot.putLong(RiscvEuLayout.SR_IDENT_OFFSET, SR_MAGIC);
    slot.put(RiscvEuLayout.SR_IDENT_OFFSET + SR_IDENT_COUNT_OFFSET, (byte) 1);
    return slot;
  }
}
