package org.gpugdb.backend.uapi;

import java.nio.ByteBuffer;

/**
 * One GT in the answer to {@link DeviceQueryLayout#GT_LIST}: after 8 bytes, of which the first four
 * are the number of GTs, one of these for each.
 *
 * <pre>
 *      +---------------------------------------------------------------+
 *    0 |      type     |    tile_id    |     gt_id     |       0       |
 *      +---------------------------------------------------------------+
 *    8 |               0               |        reference_clock        |
 *      +---------------------------------------------------------------+
 *   16 |                        near_mem_regions                       |
 *      +---------------------------------------------------------------+
 *   24 |                        far_mem_regions                        |
 *      +---------------------------------------------------------------+
 *   32 |  ip_ver_major |  ip_ver_minor |   ip_ver_rev  |       0       |
 *      +---------------------------------------------------------------+
 *   40 |                               0                               |
 *      +---------------------------------------------------------------+
 *   48 |                               0                               |
 *      +---------------------------------------------------------------+
 *   56 |                               0                               |
 *      +---------------------------------------------------------------+
 *   64 |                               0                               |
 *      +---------------------------------------------------------------+
 *   72 |                               0                               |
 *      +---------------------------------------------------------------+
 *   80 |                               0                               |
 *      +---------------------------------------------------------------+
 *   88 |                               0                               |
 *      +---------------------------------------------------------------+
 * </pre>
 *
 * <p>Source: {@code xe_drm.h}, {@code struct drm_xe_gt}.
 */
public final class GtLayout {
  public static final int SIZE = 96;
  public static final int TYPE_OFFSET = 0;
  public static final int TILE_ID_OFFSET = 2;
  public static final int GT_ID_OFFSET = 4;
  public static final int REFERENCE_CLOCK_OFFSET = 12;
  public static final int NEAR_MEM_REGIONS_OFFSET = 16;
  public static final int FAR_MEM_REGIONS_OFFSET = 24;
  public static final int IP_VER_MAJOR_OFFSET = 32;
  public static final int IP_VER_MINOR_OFFSET = 34;
  public static final int IP_VER_REV_OFFSET = 36;

  public static final int MAIN = 0;
  public static final int MEDIA = 1;

  /** Where the array begins; the number of its entries is the u32 at offset 0. */
  public static final int ARRAY_OFFSET = 8;

  private GtLayout() {}

  /**
   * @param type {@link #MAIN} or {@link #MEDIA}
   * @param referenceClock in Hz
   */
  public record Gt(
      int type,
      int tileId,
      int gtId,
      int referenceClock,
      long nearMemRegions,
      long farMemRegions,
      int ipVerMajor,
      int ipVerMinor,
      int ipVerRev) {}

  /** Reads the struct at the buffer's position, which stays. */
  public static Gt decode(ByteBuffer buffer) {
    ByteBuffer struct = Struct.at(buffer, SIZE);
    return new Gt(
        Short.toUnsignedInt(struct.getShort(TYPE_OFFSET)),
        Short.toUnsignedInt(struct.getShort(TILE_ID_OFFSET)),
        Short.toUnsignedInt(struct.getShort(GT_ID_OFFSET)),
        struct.getInt(REFERENCE_CLOCK_OFFSET),
        struct.getLong(NEAR_MEM_REGIONS_OFFSET),
        struct.getLong(FAR_MEM_REGIONS_OFFSET),
        Short.toUnsignedInt(struct.getShort(IP_VER_MAJOR_OFFSET)),
        Short.toUnsignedInt(struct.getShort(IP_VER_MINOR_OFFSET)),
        Short.toUnsignedInt(struct.getShort(IP_VER_REV_OFFSET)));
  }

  /** Writes the struct, unnamed bytes as zero, at the buffer's position, which stays. */
  public static void encode(ByteBuffer buffer, Gt gt) {
    ByteBuffer struct = Struct.cleared(buffer, SIZE);
    struct.putShort(TYPE_OFFSET, (short) gt.type());
    struct.putShort(TILE_ID_OFFSET, (short) gt.tileId());
    struct.putShort(GT_ID_OFFSET, (short) gt.gtId());
    struct.putInt(REFERENCE_CLOCK_OFFSET, gt.referenceClock());
    struct.putLong(NEAR_MEM_REGIONS_OFFSET, gt.nearMemRegions());
    struct.putLong(FAR_MEM_REGIONS_OFFSET, gt.farMemRegions());
    struct.putShort(IP_VER_MAJOR_OFFSET, (short) gt.ipVerMajor());
    struct.putShort(IP_VER_MINOR_OFFSET, (short) gt.ipVerMinor());
    struct.putShort(IP_VER_REV_OFFSET, (short) gt.ipVerRev());
  }
}
