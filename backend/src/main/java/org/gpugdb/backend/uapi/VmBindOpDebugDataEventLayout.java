package org.gpugdb.backend.uapi;

import java.nio.ByteBuffer;
import org.gpugdb.backend.uapi.EventHeaderLayout.EventHeader;
import org.gpugdb.backend.uapi.StructLayout.Field;

/**
 * VM_BIND_OP_DEBUG_DATA: debug data was added to a range or removed from it. Source: {@code
 * xe_drm_eudebug.h}, {@code struct drm_xe_eudebug_event_vm_bind_op_debug_data}.
 */
final class VmBindOpDebugDataEventLayout extends DialectStruct {
  private final Field vmBindRefSeqno;
  private final Field numExtensions;
  private final DebugDataFields data;

  VmBindOpDebugDataEventLayout(StructLayout layout) {
    super(layout);
    this.vmBindRefSeqno = layout.field("vm_bind_ref_seqno");
    this.numExtensions = layout.field("num_extensions");
    this.data = new DebugDataFields(layout);
  }

  /** Reads the event at the buffer's position, which stays. */
  Event.VmBindOpDebugData decode(EventHeader header, ByteBuffer buffer) {
    ByteBuffer struct = at(buffer);
    return new Event.VmBindOpDebugData(
        header.flags(),
        header.seqno(),
        vmBindRefSeqno.get(struct),
        numExtensions.get(struct),
        data.decode(struct));
  }

  /** Writes what follows the header. */
  void encode(ByteBuffer buffer, Event.VmBindOpDebugData event) {
    ByteBuffer struct = at(buffer);
    vmBindRefSeqno.put(struct, event.vmBindRefSeqno());
    numExtensions.put(struct, event.numExtensions());
    data.encode(struct, event.data());
  }
}
