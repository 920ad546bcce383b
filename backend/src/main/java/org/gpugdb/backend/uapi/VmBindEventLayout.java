package org.gpugdb.backend.uapi;

import java.nio.ByteBuffer;
import org.gpugdb.backend.uapi.EventHeaderLayout.EventHeader;
import org.gpugdb.backend.uapi.StructLayout.Field;

/**
 * VM_BIND: head of a group of mapping changes. Source: {@code struct …_eudebug_event_vm_bind},
 * whose inner {@code flags} are {@code bind_flags} here.
 */
final class VmBindEventLayout extends DialectStruct {
  private final Field clientHandle;
  private final Field vmHandle;
  private final Field bindFlags;
  private final Field numBinds;

  VmBindEventLayout(StructLayout layout) {
    super(layout);
    this.clientHandle = layout.field("client_handle");
    this.vmHandle = layout.field("vm_handle");
    this.bindFlags = layout.field("bind_flags");
    this.numBinds = layout.field("num_binds");
  }

  /** Reads the event at the buffer's position, which stays. */
  Event.VmBind decode(EventHeader header, ByteBuffer buffer) {
    ByteBuffer struct = at(buffer);
    return new Event.VmBind(
        header.flags(),
        header.seqno(),
        clientHandle.get(struct),
        vmHandle.get(struct),
        bindFlags.getInt(struct),
        numBinds.getInt(struct));
  }

  /** Writes what follows the header. */
  void encode(ByteBuffer buffer, Event.VmBind event) {
    ByteBuffer struct = at(buffer);
    clientHandle.put(struct, event.clientHandle());
    vmHandle.put(struct, event.vmHandle());
    bindFlags.put(struct, event.bindFlags());
    numBinds.put(struct, event.numBinds());
  }
}
