package org.gpugdb.backend.uapi;

import java.nio.ByteBuffer;

/**
 * EXEC_QUEUE_CREATE: creates a queue on an engine.
 *
 * <pre>
 *      +---------------------------------------------------------------+
 *    0 |                           extensions                          |
 *      +---------------------------------------------------------------+
 *    8 |     width     | num_placements|             vm_id             |
 *      +---------------------------------------------------------------+
 *   16 |             flags             |         exec_queue_id         |
 *      +---------------------------------------------------------------+
 *   24 |                           instances                           |
 *      +---------------------------------------------------------------+
 *   32 |                          0 (16 bytes)                         |
 *      +---------------------------------------------------------------+
 * </pre>
 *
 * <p>Source: {@code xe_drm.h}, {@code struct drm_xe_exec_queue_create}.
 */
public final class ExecQueueCreateLayout {
  public static final int SIZE = 48;
  public static final int EXTENSIONS_OFFSET = 0;
  public static final int WIDTH_OFFSET = 8;
  public static final int NUM_PLACEMENTS_OFFSET = 10;
  public static final int VM_ID_OFFSET = 12;
  public static final int FLAGS_OFFSET = 16;
  public static final int EXEC_QUEUE_ID_OFFSET = 20;
  public static final int INSTANCES_OFFSET = 24;

  private ExecQueueCreateLayout() {}

  /**
   * @param extensions chain of {@link SetPropertyExtensionLayout}
   * @param width number of contexts that run in parallel
   * @param numPlacements number of engines to choose from
   * @param flags must be 0
   * @param execQueueId out
   * @param instances address of {@code width * numPlacements} {@link EngineClassInstanceLayout}
   *     structs
   */
  public record ExecQueueCreate(
      long extensions,
      int width,
      int numPlacements,
      int vmId,
      int flags,
      int execQueueId,
      long instances) {}

  /** Reads the struct at the buffer's position, which stays. */
  public static ExecQueueCreate decode(ByteBuffer buffer) {
    ByteBuffer struct = Struct.at(buffer, SIZE);
    return new ExecQueueCreate(
        struct.getLong(EXTENSIONS_OFFSET),
        Short.toUnsignedInt(struct.getShort(WIDTH_OFFSET)),
        Short.toUnsignedInt(struct.getShort(NUM_PLACEMENTS_OFFSET)),
        struct.getInt(VM_ID_OFFSET),
        struct.getInt(FLAGS_OFFSET),
        struct.getInt(EXEC_QUEUE_ID_OFFSET),
        struct.getLong(INSTANCES_OFFSET));
  }

  /** Writes the struct, unnamed bytes as zero, at the buffer's position, which stays. */
  public static void encode(ByteBuffer buffer, ExecQueueCreate execQueueCreate) {
    ByteBuffer struct = Struct.cleared(buffer, SIZE);
    struct.putLong(EXTENSIONS_OFFSET, execQueueCreate.extensions());
    struct.putShort(WIDTH_OFFSET, (short) execQueueCreate.width());
    struct.putShort(NUM_PLACEMENTS_OFFSET, (short) execQueueCreate.numPlacements());
    struct.putInt(VM_ID_OFFSET, execQueueCreate.vmId());
    struct.putInt(FLAGS_OFFSET, execQueueCreate.flags());
    struct.putInt(EXEC_QUEUE_ID_OFFSET, execQueueCreate.execQueueId());
    struct.putLong(INSTANCES_OFFSET, execQueueCreate.instances());
  }
}
