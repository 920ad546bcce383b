package org.gpugdb.backend.uapi;

import java.nio.ByteBuffer;

/**
 * One engine in the answer to {@link DeviceQueryLayout#ENGINES}: after 8 bytes, of which the first
 * four are the number of engines, one of these for each.
 *
 * <pre>
 *      +---------------------------------------------------------------+
 *    0 |  engine_class |engine_instance|     gt_id     |       0       |
 *      +---------------------------------------------------------------+
 *    8 |                               0                               |
 *      +---------------------------------------------------------------+
 *   16 |                               0                               |
 *      +---------------------------------------------------------------+
 *   24 |                               0                               |
 *      +---------------------------------------------------------------+
 * </pre>
 *
 * <p>Source: {@code xe_drm.h}, {@code struct drm_xe_engine}.
 */
public final class EngineLayout {
  public static final int SIZE = 32;
  public static final int ENGINE_CLASS_OFFSET = 0;
  public static final int ENGINE_INSTANCE_OFFSET = 2;
  public static final int GT_ID_OFFSET = 4;

  /** Where the array begins; the number of its entries is the u32 at offset 0. */
  public static final int ARRAY_OFFSET = 8;

  private EngineLayout() {}

  /**
   * @param engineClass {@link EngineClassInstanceLayout#RENDER}, …
   */
  public record Engine(int engineClass, int engineInstance, int gtId) {}

  /** Reads the struct at the buffer's position, which stays. */
  public static Engine decode(ByteBuffer buffer) {
    ByteBuffer struct = Struct.at(buffer, SIZE);
    return new Engine(
        Short.toUnsignedInt(struct.getShort(ENGINE_CLASS_OFFSET)),
        Short.toUnsignedInt(struct.getShort(ENGINE_INSTANCE_OFFSET)),
        Short.toUnsignedInt(struct.getShort(GT_ID_OFFSET)));
  }

  /** Writes the struct, unnamed bytes as zero, at the buffer's position, which stays. */
  public static void encode(ByteBuffer buffer, Engine engine) {
    ByteBuffer struct = Struct.cleared(buffer, SIZE);
    struct.putShort(ENGINE_CLASS_OFFSET, (short) engine.engineClass());
    struct.putShort(ENGINE_INSTANCE_OFFSET, (short) engine.engineInstance());
    struct.putShort(GT_ID_OFFSET, (short) engine.gtId());
  }
}
