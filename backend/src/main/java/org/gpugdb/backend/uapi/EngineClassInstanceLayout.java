package org.gpugdb.backend.uapi;

import java.nio.ByteBuffer;

/**
 * Names one engine.
 *
 * <pre>
 *      +---------------------------------------------------------------+
 *    0 |  engine_class |engine_instance|     gt_id     |       0       |
 *      +---------------------------------------------------------------+
 * </pre>
 *
 * <p>Source: {@code xe_drm.h}, {@code struct drm_xe_engine_class_instance}.
 */
public final class EngineClassInstanceLayout {
  public static final int SIZE = 8;
  public static final int ENGINE_CLASS_OFFSET = 0;
  public static final int ENGINE_INSTANCE_OFFSET = 2;
  public static final int GT_ID_OFFSET = 4;

  public static final int RENDER = 0;
  public static final int COPY = 1;
  public static final int VIDEO_DECODE = 2;
  public static final int VIDEO_ENHANCE = 3;
  public static final int COMPUTE = 4;
  public static final int VM_BIND = 5;

  private EngineClassInstanceLayout() {}

  /**
   * @param engineClass {@link #RENDER}, …
   */
  public record EngineClassInstance(int engineClass, int engineInstance, int gtId) {}

  /** Reads the struct at the buffer's position, which stays. */
  public static EngineClassInstance decode(ByteBuffer buffer) {
    ByteBuffer struct = Struct.at(buffer, SIZE);
    return new EngineClassInstance(
        Short.toUnsignedInt(struct.getShort(ENGINE_CLASS_OFFSET)),
        Short.toUnsignedInt(struct.getShort(ENGINE_INSTANCE_OFFSET)),
        Short.toUnsignedInt(struct.getShort(GT_ID_OFFSET)));
  }

  /** Writes the struct, unnamed bytes as zero, at the buffer's position, which stays. */
  public static void encode(ByteBuffer buffer, EngineClassInstance engineClassInstance) {
    ByteBuffer struct = Struct.cleared(buffer, SIZE);
    struct.putShort(ENGINE_CLASS_OFFSET, (short) engineClassInstance.engineClass());
    struct.putShort(ENGINE_INSTANCE_OFFSET, (short) engineClassInstance.engineInstance());
    struct.putShort(GT_ID_OFFSET, (short) engineClassInstance.gtId());
  }
}
