package org.gpugdb.backend.uapi;

import java.nio.ByteBuffer;
import org.gpugdb.backend.uapi.EventHeaderLayout.EventHeader;

/**
 * VM_BIND_UFENCE: the group's changes are done and its user fence is held until this event is
 * acknowledged.
 *
 * <pre>
 *      +---------------------------------------------------------------+
 *    0 |                        base (24 bytes)                        |
 *      +---------------------------------------------------------------+
 *   24 |                       vm_bind_ref_seqno                       |
 *      +---------------------------------------------------------------+
 * </pre>
 *
 * <p>Source: {@code xe_drm_prelim.h}, {@code struct prelim_drm_xe_eudebug_event_vm_bind_ufence}.
 */
public final class VmBindUfenceEventLayout {
  public static final int SIZE = 32;
  public static final int VM_BIND_REF_SEQNO_OFFSET = 24;

  private VmBindUfenceEventLayout() {}

  /** Reads the event at the buffer's position, which stays. */
  static Event.VmBindUfence decode(EventHeader header, ByteBuffer buffer) {
    ByteBuffer struct = Struct.at(buffer, SIZE);
    return new Event.VmBindUfence(
        header.flags(), header.seqno(), struct.getLong(VM_BIND_REF_SEQNO_OFFSET));
  }

  /** Writes what follows the header. */
  static void encode(ByteBuffer buffer, Event.VmBindUfence event) {
    ByteBuffer struct = Struct.at(buffer, SIZE);
    struct.putLong(VM_BIND_REF_SEQNO_OFFSET, event.vmBindRefSeqno());
  }
}
