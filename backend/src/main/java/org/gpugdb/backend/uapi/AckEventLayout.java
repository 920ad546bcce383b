package org.gpugdb.backend.uapi;

import java.nio.ByteBuffer;
import org.gpugdb.backend.uapi.StructLayout.Field;

/**
 * ACK_EVENT on a session: lets go of what waits for the event {@code seqno}.
 *
 * <p>Source: {@code xe_drm_prelim.h}, {@code struct prelim_drm_xe_eudebug_ack_event}; {@code
 * xe_drm_eudebug.h}, {@code struct drm_xe_eudebug_ack_event}, later {@code …_ack}.
 */
public final class AckEventLayout extends DialectStruct {
  private final Field type;
  private final Field flags;
  private final Field seqno;
  private final Field reserved;

  AckEventLayout(StructLayout layout) {
    super(layout);
    this.type = layout.field("type");
    this.flags = layout.field("flags");
    this.seqno = layout.field("seqno");
    this.reserved = layout.field("reserved");
  }

  /**
   * @param type 0 is right in every dialect
   * @param flags must be 0
   * @param seqno of the event that carried {@link EventHeaderLayout#FLAG_NEED_ACK}
   * @param reserved 0
   */
  public record AckEvent(int type, int flags, long seqno, long reserved) {
    /** Acknowledges the event {@code seqno}. */
    public static AckEvent of(long seqno) {
      return new AckEvent(0, 0, seqno, 0);
    }
  }

  /** Reads the struct at the buffer's position, which stays. */
  public AckEvent decode(ByteBuffer buffer) {
    ByteBuffer struct = at(buffer);
    return new AckEvent(
        type.getInt(struct), flags.getInt(struct), seqno.get(struct), reserved.get(struct));
  }

  /** Writes the struct, unnamed bytes as zero, at the buffer's position, which stays. */
  public void encode(ByteBuffer buffer, AckEvent ackEvent) {
    ByteBuffer struct = cleared(buffer);
    type.put(struct, ackEvent.type());
    flags.put(struct, ackEvent.flags());
    seqno.put(struct, ackEvent.seqno());
    reserved.put(struct, ackEvent.reserved());
  }
}
