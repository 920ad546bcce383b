package org.gpugdb.backend.uapi;

import java.nio.ByteBuffer;

/**
 * Head of every event, and the argument of READ_EVENT, which overwrites it with the event.
 *
 * <pre>
 *      +---------------------------------------------------------------+
 *    0 |              len              |      type     |     flags     |
 *      +---------------------------------------------------------------+
 *    8 |                             seqno                             |
 *      +---------------------------------------------------------------+
 *   16 |                            reserved                           |
 *      +---------------------------------------------------------------+
 * </pre>
 *
 * <p>Source: {@code xe_drm_prelim.h}, {@code struct prelim_drm_xe_eudebug_event}.
 */
public final class EventHeaderLayout {
  public static final int SIZE = 24;
  public static final int LEN_OFFSET = 0;
  public static final int TYPE_OFFSET = 4;
  public static final int FLAGS_OFFSET = 6;
  public static final int SEQNO_OFFSET = 8;
  public static final int RESERVED_OFFSET = 16;

  /** The type that asks for the next event. */
  public static final int TYPE_READ = 1;

  public static final int FLAG_CREATE = 1;
  public static final int FLAG_DESTROY = 1 << 1;
  public static final int FLAG_STATE_CHANGE = 1 << 2;
  public static final int FLAG_NEED_ACK = 1 << 3;

  private EventHeaderLayout() {}

  /**
   * @param len in: capacity of the buffer, this head included; out: size of the event
   * @param type in: {@link #TYPE_READ}; out: {@link Dialect#eventKind}
   * @param flags in: 0; out: {@link #FLAG_CREATE}, …
   * @param seqno place in the session's time
   * @param reserved 0
   */
  public record EventHeader(int len, int type, int flags, long seqno, long reserved) {}

  /** Reads the struct at the buffer's position, which stays. */
  public static EventHeader decode(ByteBuffer buffer) {
    ByteBuffer struct = Struct.at(buffer, SIZE);
    return new EventHeader(
        struct.getInt(LEN_OFFSET),
        Short.toUnsignedInt(struct.getShort(TYPE_OFFSET)),
        Short.toUnsignedInt(struct.getShort(FLAGS_OFFSET)),
        struct.getLong(SEQNO_OFFSET),
        struct.getLong(RESERVED_OFFSET));
  }

  /** Writes the struct, unnamed bytes as zero, at the buffer's position, which stays. */
  public static void encode(ByteBuffer buffer, EventHeader eventHeader) {
    ByteBuffer struct = Struct.cleared(buffer, SIZE);
    struct.putInt(LEN_OFFSET, eventHeader.len());
    struct.putShort(TYPE_OFFSET, (short) eventHeader.type());
    struct.putShort(FLAGS_OFFSET, (short) eventHeader.flags());
    struct.putLong(SEQNO_OFFSET, eventHeader.seqno());
    struct.putLong(RESERVED_OFFSET, eventHeader.reserved());
  }
}
