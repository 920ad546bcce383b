package org.gpugdb.backend.uapi;

import java.nio.ByteBuffer;
import org.gpugdb.backend.uapi.EventHeaderLayout.EventHeader;

/**
 * VM_BIND_OP_METADATA: metadata attached to the mapping {@code vm_bind_op_ref_seqno}.
 *
 * <pre>
 *      +---------------------------------------------------------------+
 *    0 |                        base (24 bytes)                        |
 *      +---------------------------------------------------------------+
 *   24 |                      vm_bind_op_ref_seqno                     |
 *      +---------------------------------------------------------------+
 *   32 |                        metadata_handle                        |
 *      +---------------------------------------------------------------+
 *   40 |                        metadata_cookie                        |
 *      +---------------------------------------------------------------+
 * </pre>
 *
 * <p>Source: {@code xe_drm_prelim.h}, {@code struct
 * prelim_drm_xe_eudebug_event_vm_bind_op_metadata}.
 */
public final class VmBindOpMetadataEventLayout {
  public static final int SIZE = 48;
  public static final int VM_BIND_OP_REF_SEQNO_OFFSET = 24;
  public static final int METADATA_HANDLE_OFFSET = 32;
  public static final int METADATA_COOKIE_OFFSET = 40;

  private VmBindOpMetadataEventLayout() {}

  /** Reads the event at the buffer's position, which stays. */
  static Event.VmBindOpMetadata decode(EventHeader header, ByteBuffer buffer) {
    ByteBuffer struct = Struct.at(buffer, SIZE);
    return new Event.VmBindOpMetadata(
        header.flags(),
        header.seqno(),
        struct.getLong(VM_BIND_OP_REF_SEQNO_OFFSET),
        struct.getLong(METADATA_HANDLE_OFFSET),
        struct.getLong(METADATA_COOKIE_OFFSET));
  }

  /** Writes what follows the header. */
  static void encode(ByteBuffer buffer, Event.VmBindOpMetadata event) {
    ByteBuffer struct = Struct.at(buffer, SIZE);
    struct.putLong(VM_BIND_OP_REF_SEQNO_OFFSET, event.vmBindOpRefSeqno());
    struct.putLong(METADATA_HANDLE_OFFSET, event.metadataHandle());
    struct.putLong(METADATA_COOKIE_OFFSET, event.metadataCookie());
  }
}
