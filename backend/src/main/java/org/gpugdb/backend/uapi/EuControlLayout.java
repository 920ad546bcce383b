package org.gpugdb.backend.uapi;

import java.nio.ByteBuffer;

/**
 * EU_CONTROL on a session: interrupts, inspects or resumes the threads of one context.
 *
 * <pre>
 *      +---------------------------------------------------------------+
 *    0 |                         client_handle                         |
 *      +---------------------------------------------------------------+
 *    8 |              cmd              |             flags             |
 *      +---------------------------------------------------------------+
 *   16 |                             seqno                             |
 *      +---------------------------------------------------------------+
 *   24 |                       exec_queue_handle                       |
 *      +---------------------------------------------------------------+
 *   32 |                           lrc_handle                          |
 *      +---------------------------------------------------------------+
 *   40 |            reserved           |          bitmask_size         |
 *      +---------------------------------------------------------------+
 *   48 |                          bitmask_ptr                          |
 *      +---------------------------------------------------------------+
 * </pre>
 *
 * <p>Source: {@code xe_drm_prelim.h}, {@code struct prelim_drm_xe_eudebug_eu_control}.
 */
public final class EuControlLayout {
  public static final int SIZE = 56;
  public static final int CLIENT_HANDLE_OFFSET = 0;
  public static final int CMD_OFFSET = 8;
  public static final int FLAGS_OFFSET = 12;
  public static final int SEQNO_OFFSET = 16;
  public static final int EXEC_QUEUE_HANDLE_OFFSET = 24;
  public static final int LRC_HANDLE_OFFSET = 32;
  public static final int RESERVED_OFFSET = 40;
  public static final int BITMASK_SIZE_OFFSET = 44;
  public static final int BITMASK_PTR_OFFSET = 48;

  /** Forces every thread of the context into its exception handler; returns before they are. */
  public static final int INTERRUPT_ALL = 0;

  /** Reads the attention bits. */
  public static final int STOPPED = 1;

  /** Clears the given attention bits, which lets those threads go on. */
  public static final int RESUME = 2;

  private EuControlLayout() {}

  /**
   * @param cmd one of {@link #INTERRUPT_ALL}, {@link #STOPPED}, {@link #RESUME}
   * @param flags must be 0
   * @param seqno out: the session's time at which the command took effect
   * @param bitmaskSize in: bytes at {@code bitmaskPtr}; out: bytes of the device's attention bitmap
   */
  public record EuControl(
      long clientHandle,
      int cmd,
      int flags,
      long seqno,
      long execQueueHandle,
      long lrcHandle,
      int reserved,
      int bitmaskSize,
      long bitmaskPtr) {}

  /** Reads the struct at the buffer's position, which stays. */
  public static EuControl decode(ByteBuffer buffer) {
    ByteBuffer struct = Struct.at(buffer, SIZE);
    return new EuControl(
        struct.getLong(CLIENT_HANDLE_OFFSET),
        struct.getInt(CMD_OFFSET),
        struct.getInt(FLAGS_OFFSET),
        struct.getLong(SEQNO_OFFSET),
        struct.getLong(EXEC_QUEUE_HANDLE_OFFSET),
        struct.getLong(LRC_HANDLE_OFFSET),
        struct.getInt(RESERVED_OFFSET),
        struct.getInt(BITMASK_SIZE_OFFSET),
        struct.getLong(BITMASK_PTR_OFFSET));
  }

  /** Writes the struct, unnamed bytes as zero, at the buffer's position, which stays. */
  public static void encode(ByteBuffer buffer, EuControl euControl) {
    ByteBuffer struct = Struct.cleared(buffer, SIZE);
    struct.putLong(CLIENT_HANDLE_OFFSET, euControl.clientHandle());
    struct.putInt(CMD_OFFSET, euControl.cmd());
    struct.putInt(FLAGS_OFFSET, euControl.flags());
    struct.putLong(SEQNO_OFFSET, euControl.seqno());
    struct.putLong(EXEC_QUEUE_HANDLE_OFFSET, euControl.execQueueHandle());
    struct.putLong(LRC_HANDLE_OFFSET, euControl.lrcHandle());
    struct.putInt(RESERVED_OFFSET, euControl.reserved());
    struct.putInt(BITMASK_SIZE_OFFSET, euControl.bitmaskSize());
    struct.putLong(BITMASK_PTR_OFFSET, euControl.bitmaskPtr());
  }
}
