package org.gpugdb.backend.uapi;

import java.nio.ByteBuffer;

/**
 * ACK_EVENT on a session: lets go of what waits for the event {@code seqno}.
 *
 * <pre>
 *      +---------------------------------------------------------------+
 *    0 |              type             |             flags             |
 *      +---------------------------------------------------------------+
 *    8 |                             seqno                             |
 *      +---------------------------------------------------------------+
 * </pre>
 *
 * <p>Source: {@code xe_drm_prelim.h}, {@code struct prelim_drm_xe_eudebug_ack_event}.
 */
public final class AckEventLayout {
  public static final int SIZE = 16;
  public static final int TYPE_OFFSET = 0;
  public static final int FLAGS_OFFSET = 4;
  public static final int SEQNO_OFFSET = 8;

  private AckEventLayout() {}

  /**
   * @param type ignored
   * @param flags must be 0
   * @param seqno of the event that carried {@link EventHeaderLayout#FLAG_NEED_ACK}
   */
  public record AckEvent(int type, int flags, long seqno) {}

  /** Reads the struct at the buffer's position, which stays. */
  public static AckEvent decode(ByteBuffer buffer) {
    ByteBuffer struct = Struct.at(buffer, SIZE);
    return new AckEvent(
        struct.getInt(TYPE_OFFSET), struct.getInt(FLAGS_OFFSET), struct.getLong(SEQNO_OFFSET));
  }

  /** Writes the struct, unnamed bytes as zero, at the buffer's position, which stays. */
  public static void encode(ByteBuffer buffer, AckEvent ackEvent) {
    ByteBuffer struct = Struct.cleared(buffer, SIZE);
    struct.putInt(TYPE_OFFSET, ackEvent.type());
    struct.putInt(FLAGS_OFFSET, ackEvent.flags());
    struct.putLong(SEQNO_OFFSET, ackEvent.seqno());
  }
}
