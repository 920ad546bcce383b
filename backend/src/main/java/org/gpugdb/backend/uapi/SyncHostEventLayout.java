package org.gpugdb.backend.uapi;

import java.nio.ByteBuffer;
import org.gpugdb.backend.uapi.EventHeaderLayout.EventHeader;

/**
 * SYNC_HOST: a context asks for attention without a bitmap.
 *
 * <pre>
 *      +---------------------------------------------------------------+
 *    0 |                        base (24 bytes)                        |
 *      +---------------------------------------------------------------+
 *   24 |                         client_handle                         |
 *      +---------------------------------------------------------------+
 *   32 |                       exec_queue_handle                       |
 *      +---------------------------------------------------------------+
 *   40 |                           lrc_handle                          |
 *      +---------------------------------------------------------------+
 * </pre>
 *
 * <p>Source: {@code xe_drm_prelim.h}, {@code struct prelim_drm_xe_eudebug_event_sync_host}.
 */
public final class SyncHostEventLayout {
  public static final int SIZE = 48;
  public static final int CLIENT_HANDLE_OFFSET = 24;
  public static final int EXEC_QUEUE_HANDLE_OFFSET = 32;
  public static final int LRC_HANDLE_OFFSET = 40;

  private SyncHostEventLayout() {}

  /** Reads the event at the buffer's position, which stays. */
  static Event.SyncHost decode(EventHeader header, ByteBuffer buffer) {
    ByteBuffer struct = Struct.at(buffer, SIZE);
    return new Event.SyncHost(
        header.flags(),
        header.seqno(),
        struct.getLong(CLIENT_HANDLE_OFFSET),
        struct.getLong(EXEC_QUEUE_HANDLE_OFFSET),
        struct.getLong(LRC_HANDLE_OFFSET));
  }

  /** Writes what follows the header. */
  static void encode(ByteBuffer buffer, Event.SyncHost event) {
    ByteBuffer struct = Struct.at(buffer, SIZE);
    struct.putLong(CLIENT_HANDLE_OFFSET, event.clientHandle());
    struct.putLong(EXEC_QUEUE_HANDLE_OFFSET, event.execQueueHandle());
    struct.putLong(LRC_HANDLE_OFFSET, event.lrcHandle());
  }
}
