package org.gpugdb.backend.uapi;

import java.nio.ByteBuffer;
import org.gpugdb.backend.uapi.EventHeaderLayout.EventHeader;

/**
 * EU_ATTENTION: threads of a context are in their exception handler.
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
 *   48 |             flags             |          bitmask_size         |
 *      +---------------------------------------------------------------+
 *   56 |                     bitmask[bitmask_size]                     |
 *      +---------------------------------------------------------------+
 * </pre>
 *
 * <p>Source: {@code xe_drm_prelim.h}, {@code struct prelim_drm_xe_eudebug_event_eu_attention}.
 */
public final class EuAttentionEventLayout {
  /** Size of the fixed part in bytes. */
  public static final int SIZE = 56;

  public static final int CLIENT_HANDLE_OFFSET = 24;
  public static final int EXEC_QUEUE_HANDLE_OFFSET = 32;
  public static final int LRC_HANDLE_OFFSET = 40;
  public static final int FLAGS_OFFSET = 48;
  public static final int BITMASK_SIZE_OFFSET = 52;

  /** Where the bitmap begins. */
  public static final int BITMASK_OFFSET = 56;

  private EuAttentionEventLayout() {}

  /** Size of the whole event in bytes. */
  static int size(Event.EuAttention event) {
    return BITMASK_OFFSET + event.bitmask().size();
  }

  /** Reads the event at the buffer's position, which stays. */
  static Event.EuAttention decode(EventHeader header, ByteBuffer buffer) {
    int bytes = Struct.at(buffer, SIZE).getInt(BITMASK_SIZE_OFFSET);
    ByteBuffer struct = Struct.withTail(buffer, SIZE, bytes, 1);
    return new Event.EuAttention(
        header.flags(),
        header.seqno(),
        struct.getLong(CLIENT_HANDLE_OFFSET),
        struct.getLong(EXEC_QUEUE_HANDLE_OFFSET),
        struct.getLong(LRC_HANDLE_OFFSET),
        Bitmask.read(struct, BITMASK_OFFSET, bytes));
  }

  /** Writes what follows the header; the inner flags stay 0. */
  static void encode(ByteBuffer buffer, Event.EuAttention event) {
    ByteBuffer struct = Struct.at(buffer, size(event));
    struct.putLong(CLIENT_HANDLE_OFFSET, event.clientHandle());
    struct.putLong(EXEC_QUEUE_HANDLE_OFFSET, event.execQueueHandle());
    struct.putLong(LRC_HANDLE_OFFSET, event.lrcHandle());
    struct.putInt(BITMASK_SIZE_OFFSET, event.bitmask().size());
    event.bitmask().write(struct, BITMASK_OFFSET);
  }
}
