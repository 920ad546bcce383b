package org.gpugdb.backend.uapi;

import java.nio.ByteBuffer;
import org.gpugdb.backend.uapi.EventHeaderLayout.EventHeader;

/**
 * OPEN: a DRM file of the process was opened or closed.
 *
 * <pre>
 *      +---------------------------------------------------------------+
 *    0 |                        base (24 bytes)                        |
 *      +---------------------------------------------------------------+
 *   24 |                         client_handle                         |
 *      +---------------------------------------------------------------+
 * </pre>
 *
 * <p>Source: {@code xe_drm_prelim.h}, {@code struct prelim_drm_xe_eudebug_event_client}.
 */
public final class ClientEventLayout {
  public static final int SIZE = 32;
  public static final int CLIENT_HANDLE_OFFSET = 24;

  private ClientEventLayout() {}

  /** Reads the event at the buffer's position, which stays. */
  static Event.Client decode(EventHeader header, ByteBuffer buffer) {
    ByteBuffer struct = Struct.at(buffer, SIZE);
    return new Event.Client(header.flags(), header.seqno(), struct.getLong(CLIENT_HANDLE_OFFSET));
  }

  /** Writes what follows the header. */
  static void encode(ByteBuffer buffer, Event.Client event) {
    ByteBuffer struct = Struct.at(buffer, SIZE);
    struct.putLong(CLIENT_HANDLE_OFFSET, event.clientHandle());
  }
}
