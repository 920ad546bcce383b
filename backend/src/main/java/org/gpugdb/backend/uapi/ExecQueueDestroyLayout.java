package org.gpugdb.backend.uapi;

import java.nio.ByteBuffer;

/**
 * EXEC_QUEUE_DESTROY.
 *
 * <pre>
 *      +---------------------------------------------------------------+
 *    0 |         exec_queue_id         |               0               |
 *      +---------------------------------------------------------------+
 *    8 |                               0                               |
 *      +---------------------------------------------------------------+
 *   16 |                               0                               |
 *      +---------------------------------------------------------------+
 * </pre>
 *
 * <p>Source: {@code xe_drm.h}, {@code struct drm_xe_exec_queue_destroy}.
 */
public final class ExecQueueDestroyLayout {
  public static final int SIZE = 24;
  public static final int EXEC_QUEUE_ID_OFFSET = 0;

  private ExecQueueDestroyLayout() {}

  /**
   * @param execQueueId of the file the request is made on
   */
  public record ExecQueueDestroy(int execQueueId) {}

  /** Reads the struct at the buffer's position, which stays. */
  public static ExecQueueDestroy decode(ByteBuffer buffer) {
    ByteBuffer struct = Struct.at(buffer, SIZE);
    return new ExecQueueDestroy(struct.getInt(EXEC_QUEUE_ID_OFFSET));
  }

  /** Writes the struct, unnamed bytes as zero, at the buffer's position, which stays. */
  public static void encode(ByteBuffer buffer, ExecQueueDestroy execQueueDestroy) {
    ByteBuffer struct = Struct.cleared(buffer, SIZE);
    struct.putInt(EXEC_QUEUE_ID_OFFSET, execQueueDestroy.execQueueId());
  }
}
