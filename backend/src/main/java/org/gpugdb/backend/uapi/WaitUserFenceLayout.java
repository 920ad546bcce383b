package org.gpugdb.backend.uapi;

import java.nio.ByteBuffer;

/**
 * WAIT_USER_FENCE: waits until the 8 bytes at {@code addr} compare as asked.
 *
 * <pre>
 *      +---------------------------------------------------------------+
 *    0 |                           extensions                          |
 *      +---------------------------------------------------------------+
 *    8 |                              addr                             |
 *      +---------------------------------------------------------------+
 *   16 |       op      |     flags     |               0               |
 *      +---------------------------------------------------------------+
 *   24 |                             value                             |
 *      +---------------------------------------------------------------+
 *   32 |                              mask                             |
 *      +---------------------------------------------------------------+
 *   40 |                            timeout                            |
 *      +---------------------------------------------------------------+
 *   48 |         exec_queue_id         |               0               |
 *      +---------------------------------------------------------------+
 *   56 |                               0                               |
 *      +---------------------------------------------------------------+
 *   64 |                               0                               |
 *      +---------------------------------------------------------------+
 * </pre>
 *
 * <p>Source: {@code xe_drm.h}, {@code struct drm_xe_wait_user_fence}.
 */
public final class WaitUserFenceLayout {
  public static final int SIZE = 72;
  public static final int EXTENSIONS_OFFSET = 0;
  public static final int ADDR_OFFSET = 8;
  public static final int OP_OFFSET = 16;
  public static final int FLAGS_OFFSET = 18;
  public static final int VALUE_OFFSET = 24;
  public static final int MASK_OFFSET = 32;
  public static final int TIMEOUT_OFFSET = 40;
  public static final int EXEC_QUEUE_ID_OFFSET = 48;

  public static final int EQ = 0;
  public static final int NEQ = 1;
  public static final int GT = 2;
  public static final int GTE = 3;
  public static final int LT = 4;
  public static final int LTE = 5;

  /** {@code timeout} is a point of the monotonic clock. */
  public static final int FLAG_ABSTIME = 1;

  private WaitUserFenceLayout() {}

  /**
   * @param extensions must be 0
   * @param addr a multiple of 8
   * @param op {@link #EQ}, …; memory is the left operand
   * @param mask applied to both operands
   * @param timeout nanoseconds, negative for ever; out: what is left of it, unless absolute
   * @param execQueueId 0, or the queue whose reset ends the wait
   */
  public record WaitUserFence(
      long extensions,
      long addr,
      int op,
      int flags,
      long value,
      long mask,
      long timeout,
      int execQueueId) {}

  /** Reads the struct at the buffer's position, which stays. */
  public static WaitUserFence decode(ByteBuffer buffer) {
    ByteBuffer struct = Struct.at(buffer, SIZE);
    return new WaitUserFence(
        struct.getLong(EXTENSIONS_OFFSET),
        struct.getLong(ADDR_OFFSET),
        Short.toUnsignedInt(struct.getShort(OP_OFFSET)),
        Short.toUnsignedInt(struct.getShort(FLAGS_OFFSET)),
        struct.getLong(VALUE_OFFSET),
        struct.getLong(MASK_OFFSET),
        struct.getLong(TIMEOUT_OFFSET),
        struct.getInt(EXEC_QUEUE_ID_OFFSET));
  }

  /** Writes the struct, unnamed bytes as zero, at the buffer's position, which stays. */
  public static void encode(ByteBuffer buffer, WaitUserFence waitUserFence) {
    ByteBuffer struct = Struct.cleared(buffer, SIZE);
    struct.putLong(EXTENSIONS_OFFSET, waitUserFence.extensions());
    struct.putLong(ADDR_OFFSET, waitUserFence.addr());
    struct.putShort(OP_OFFSET, (short) waitUserFence.op());
    struct.putShort(FLAGS_OFFSET, (short) waitUserFence.flags());
    struct.putLong(VALUE_OFFSET, waitUserFence.value());
    struct.putLong(MASK_OFFSET, waitUserFence.mask());
    struct.putLong(TIMEOUT_OFFSET, waitUserFence.timeout());
    struct.putInt(EXEC_QUEUE_ID_OFFSET, waitUserFence.execQueueId());
  }
}
