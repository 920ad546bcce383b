package org.gpugdb.backend.eu;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.gpugdb.backend.uapi.RiscvEuLayout;
import org.gpugdb.backend.uapi.SrIdentLayout;
import org.gpugdb.backend.uapi.StateSaveAreaLayout;

/** Writes thread slots for tests, as the system routine does. */
public final class SaveAreaBytes {
  private SaveAreaBytes() {}

  /** A RISC-V slot whose thread is in the system routine for the first time. */
  public static ByteBuffer riscvSlot(long pc, int control1) {
    ByteBuffer slot = ByteBuffer.allocate(RiscvEuLayout.SLOT_SIZE).order(ByteOrder.LITTLE_ENDIAN);
    slot.putInt(RiscvEuLayout.CR_OFFSET, RiscvEuLayout.CR0_IN_SYSTEM_ROUTINE);
    slot.putInt(RiscvEuLayout.CR_OFFSET + 4, control1);
    slot.putLong(RiscvEuLayout.CR_OFFSET + 8, pc);
    slot.putInt(RiscvEuLayout.CMD_OFFSET, StateSaveAreaLayout.CMD_READY);
    setCount(slot, 1);
    return slot;
  }

  public static void setCount(ByteBuffer slot, int count) {
    SrIdentLayout.encode(
        slot.slice(RiscvEuLayout.SR_IDENT_OFFSET, StateSaveAreaLayout.SR_IDENT_SIZE), 0, count);
  }
}
