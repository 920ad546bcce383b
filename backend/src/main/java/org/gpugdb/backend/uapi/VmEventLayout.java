package org.gpugdb.backend.uapi;

import java.nio.ByteBuffer;
import org.gpugdb.backend.uapi.EventHeaderLayout.EventHeader;

/**
 * VM: an address space was created or destroyed.
 *
 * <pre>
 *      +---------------------------------------------------------------+
 *    0 |                        base (24 bytes)                        |
 *      +---------------------------------------------------------------+
 *   24 |                         client_handle                         |
 *      +---------------------------------------------------------------+
 *   32 |                           vm_handle                           |
 *      +---------------------------------------------------------------+
 * </pre>
 *
 * <p>Source: {@code xe_drm_prelim.h}, {@code struct prelim_drm_xe_eudebug_event_vm}.
 */
public final class VmEventLayout {
  public static final int SIZE = 40;
  public static final int CLIENT_HANDLE_OFFSET = 24;
  public static final int VM_HANDLE_OFFSET = 32;

  private VmEventLayout() {}

  /** Reads the event at the buffer's position, which stays. */
  static Event.Vm decode(EventHeader header, ByteBuffer buffer) {
    ByteBuffer struct = Struct.at(buffer, SIZE);
    return new Event.Vm(
        header.flags(),
        header.seqno(),
        struct.getLong(CLIENT_HANDLE_OFFSET),
        struct.getLong(VM_HANDLE_OFFSET));
  }

  /** Writes what follows the header. */
  static void encode(ByteBuffer buffer, Event.Vm event) {
    ByteBuffer struct = Struct.at(buffer, SIZE);
    struct.putLong(CLIENT_HANDLE_OFFSET, event.clientHandle());
    struct.putLong(VM_HANDLE_OFFSET, event.vmHandle());
  }
}
