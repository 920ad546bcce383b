package org.gpugdb.backend.uapi;

import java.nio.ByteBuffer;
import org.gpugdb.backend.uapi.EventHeaderLayout.EventHeader;
import org.gpugdb.backend.uapi.StructLayout.Field;

/** VM: an address space was created or destroyed. Source: {@code struct …_eudebug_event_vm}. */
final class VmEventLayout extends DialectStruct {
  private final Field clientHandle;
  private final Field vmHandle;

  VmEventLayout(StructLayout layout) {
    super(layout);
    this.clientHandle = layout.field("client_handle");
    this.vmHandle = layout.field("vm_handle");
  }

  /** Reads the event at the buffer's position, which stays. */
  Event.Vm decode(EventHeader header, ByteBuffer buffer) {
    ByteBuffer struct = at(buffer);
    return new Event.Vm(
        header.flags(), header.seqno(), clientHandle.get(struct), vmHandle.get(struct));
  }

  /** Writes what follows the header. */
  void encode(ByteBuffer buffer, Event.Vm event) {
    ByteBuffer struct = at(buffer);
    clientHandle.put(struct, event.clientHandle());
    vmHandle.put(struct, event.vmHandle());
  }
}
