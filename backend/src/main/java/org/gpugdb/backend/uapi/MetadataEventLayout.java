package org.gpugdb.backend.uapi;

import java.nio.ByteBuffer;
import org.gpugdb.backend.uapi.EventHeaderLayout.EventHeader;

/**
 * METADATA: debug data was created or destroyed.
 *
 * <pre>
 *      +---------------------------------------------------------------+
 *    0 |                        base (24 bytes)                        |
 *      +---------------------------------------------------------------+
 *   24 |                         client_handle                         |
 *      +---------------------------------------------------------------+
 *   32 |                        metadata_handle                        |
 *      +---------------------------------------------------------------+
 *   40 |                              type                             |
 *      +---------------------------------------------------------------+
 *   48 |                             length                            |
 *      +---------------------------------------------------------------+
 * </pre>
 *
 * <p>Source: {@code xe_drm_prelim.h}, {@code struct prelim_drm_xe_eudebug_event_metadata}.
 */
public final class MetadataEventLayout {
  public static final int SIZE = 56;
  public static final int CLIENT_HANDLE_OFFSET = 24;
  public static final int METADATA_HANDLE_OFFSET = 32;
  public static final int TYPE_OFFSET = 40;
  public static final int LENGTH_OFFSET = 48;

  private MetadataEventLayout() {}

  /** Reads the event at the buffer's position, which stays. */
  static Event.Metadata decode(EventHeader header, ByteBuffer buffer) {
    ByteBuffer struct = Struct.at(buffer, SIZE);
    return new Event.Metadata(
        header.flags(),
        header.seqno(),
        struct.getLong(CLIENT_HANDLE_OFFSET),
        struct.getLong(METADATA_HANDLE_OFFSET),
        struct.getLong(TYPE_OFFSET),
        struct.getLong(LENGTH_OFFSET));
  }

  /** Writes what follows the header. */
  static void encode(ByteBuffer buffer, Event.Metadata event) {
    ByteBuffer struct = Struct.at(buffer, SIZE);
    struct.putLong(CLIENT_HANDLE_OFFSET, event.clientHandle());
    struct.putLong(METADATA_HANDLE_OFFSET, event.metadataHandle());
    struct.putLong(TYPE_OFFSET, event.type());
    struct.putLong(LENGTH_OFFSET, event.length());
  }
}
