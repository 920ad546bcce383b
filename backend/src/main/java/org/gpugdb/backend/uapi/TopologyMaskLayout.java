package org.gpugdb.backend.uapi;

import java.nio.ByteBuffer;

/**
 * Head of one mask in the answer to {@link DeviceQueryLayout#GT_TOPOLOGY}, in which masks stand
 * back to back, each followed by its bytes.
 *
 * <pre>
 *      +---------------------------------------------------------------+
 *    0 |     gt_id     |      type     |           num_bytes           |
 *      +---------------------------------------------------------------+
 * </pre>
 *
 * <p>Source: {@code xe_drm.h}, {@code struct drm_xe_query_topology_mask}.
 */
public final class TopologyMaskLayout {
  public static final int SIZE = 8;
  public static final int GT_ID_OFFSET = 0;
  public static final int TYPE_OFFSET = 2;
  public static final int NUM_BYTES_OFFSET = 4;

  public static final int DSS_GEOMETRY = 1;
  public static final int DSS_COMPUTE = 2;
  public static final int L3_BANK = 3;
  public static final int EU_PER_DSS = 4;
  public static final int SIMD16_EU_PER_DSS = 5;

  private TopologyMaskLayout() {}

  /**
   * @param type {@link #DSS_GEOMETRY}, …
   * @param numBytes bytes of the mask after this head, bit 0 of the first byte is unit 0
   */
  public record TopologyMask(int gtId, int type, int numBytes) {}

  /** Reads the struct at the buffer's position, which stays. */
  public static TopologyMask decode(ByteBuffer buffer) {
    ByteBuffer struct = Struct.at(buffer, SIZE);
    return new TopologyMask(
        Short.toUnsignedInt(struct.getShort(GT_ID_OFFSET)),
        Short.toUnsignedInt(struct.getShort(TYPE_OFFSET)),
        struct.getInt(NUM_BYTES_OFFSET));
  }

  /** Writes the struct, unnamed bytes as zero, at the buffer's position, which stays. */
  public static void encode(ByteBuffer buffer, TopologyMask topologyMask) {
    ByteBuffer struct = Struct.cleared(buffer, SIZE);
    struct.putShort(GT_ID_OFFSET, (short) topologyMask.gtId());
    struct.putShort(TYPE_OFFSET, (short) topologyMask.type());
    struct.putInt(NUM_BYTES_OFFSET, topologyMask.numBytes());
  }
}
