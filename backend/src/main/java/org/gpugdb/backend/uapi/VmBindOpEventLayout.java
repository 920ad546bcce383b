package org.gpugdb.backend.uapi;

import java.nio.ByteBuffer;
import org.gpugdb.backend.uapi.EventHeaderLayout.EventHeader;

/**
 * VM_BIND_OP: one mapping change of the group {@code vm_bind_ref_seqno}.
 *
 * <pre>
 *      +---------------------------------------------------------------+
 *    0 |                        base (24 bytes)                        |
 *      +---------------------------------------------------------------+
 *   24 |                       vm_bind_ref_seqno                       |
 *      +---------------------------------------------------------------+
 *   32 |                         num_extensions                        |
 *      +---------------------------------------------------------------+
 *   40 |                              addr                             |
 *      +---------------------------------------------------------------+
 *   48 |                             range                             |
 *      +---------------------------------------------------------------+
 * </pre>
 *
 * <p>Source: {@code xe_drm_prelim.h}, {@code struct prelim_drm_xe_eudebug_event_vm_bind_op}.
 */
public final class VmBindOpEventLayout {
  public static final int SIZE = 56;
  public static final int VM_BIND_REF_SEQNO_OFFSET = 24;
  public static final int NUM_EXTENSIONS_OFFSET = 32;
  public static final int ADDR_OFFSET = 40;
  public static final int RANGE_OFFSET = 48;

  private VmBindOpEventLayout() {}

  /** Reads the event at the buffer's position, which stays. */
  static Event.VmBindOp decode(EventHeader header, ByteBuffer buffer) {
    ByteBuffer struct = Struct.at(buffer, SIZE);
    return new Event.VmBindOp(
        header.flags(),
        header.seqno(),
        struct.getLong(VM_BIND_REF_SEQNO_OFFSET),
        struct.getLong(NUM_EXTENSIONS_OFFSET),
        struct.getLong(ADDR_OFFSET),
        struct.getLong(RANGE_OFFSET));
  }

  /** Writes what follows the header. */
  static void encode(ByteBuffer buffer, Event.VmBindOp event) {
    ByteBuffer struct = Struct.at(buffer, SIZE);
    struct.putLong(VM_BIND_REF_SEQNO_OFFSET, event.vmBindRefSeqno());
    struct.putLong(NUM_EXTENSIONS_OFFSET, event.numExtensions());
    struct.putLong(ADDR_OFFSET, event.addr());
    struct.putLong(RANGE_OFFSET, event.range());
  }
}
