package org.gpugdb.backend.uapi;

import java.nio.ByteBuffer;
import org.gpugdb.backend.uapi.EventHeaderLayout.EventHeader;

/**
 * VM_BIND: head of a group of mapping changes.
 *
 * <pre>
 *      +---------------------------------------------------------------+
 *    0 |                        base (24 bytes)                        |
 *      +---------------------------------------------------------------+
 *   24 |                         client_handle                         |
 *      +---------------------------------------------------------------+
 *   32 |                           vm_handle                           |
 *      +---------------------------------------------------------------+
 *   40 |           bind_flags          |           num_binds           |
 *      +---------------------------------------------------------------+
 * </pre>
 *
 * <p>Source: {@code xe_drm_prelim.h}, {@code struct prelim_drm_xe_eudebug_event_vm_bind}.
 */
public final class VmBindEventLayout {
  public static final int SIZE = 48;
  public static final int CLIENT_HANDLE_OFFSET = 24;
  public static final int VM_HANDLE_OFFSET = 32;
  public static final int BIND_FLAGS_OFFSET = 40;
  public static final int NUM_BINDS_OFFSET = 44;

  private VmBindEventLayout() {}

  /** Reads the event at the buffer's position, which stays. */
  static Event.VmBind decode(EventHeader header, ByteBuffer buffer) {
    ByteBuffer struct = Struct.at(buffer, SIZE);
    return new Event.VmBind(
        header.flags(),
        header.seqno(),
        struct.getLong(CLIENT_HANDLE_OFFSET),
        struct.getLong(VM_HANDLE_OFFSET),
        struct.getInt(BIND_FLAGS_OFFSET),
        struct.getInt(NUM_BINDS_OFFSET));
  }

  /** Writes what follows the header. */
  static void encode(ByteBuffer buffer, Event.VmBind event) {
    ByteBuffer struct = Struct.at(buffer, SIZE);
    struct.putLong(CLIENT_HANDLE_OFFSET, event.clientHandle());
    struct.putLong(VM_HANDLE_OFFSET, event.vmHandle());
    struct.putInt(BIND_FLAGS_OFFSET, event.bindFlags());
    struct.putInt(NUM_BINDS_OFFSET, event.numBinds());
  }
}
