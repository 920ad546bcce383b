package org.gpugdb.backend.uapi;

import java.nio.ByteBuffer;

/**
 * One memory region in the answer to {@link DeviceQueryLayout#MEM_REGIONS}: after 8 bytes, of which
 * the first four are the number of regions, one of these for each.
 *
 * <pre>
 *      +---------------------------------------------------------------+
 *    0 |   mem_class   |    instance   |         min_page_size         |
 *      +---------------------------------------------------------------+
 *    8 |                           total_size                          |
 *      +---------------------------------------------------------------+
 *   16 |                              used                             |
 *      +---------------------------------------------------------------+
 *   24 |                        cpu_visible_size                       |
 *      +---------------------------------------------------------------+
 *   32 |                        cpu_visible_used                       |
 *      +---------------------------------------------------------------+
 *   40 |                          0 (48 bytes)                         |
 *      +---------------------------------------------------------------+
 * </pre>
 *
 * <p>Source: {@code xe_drm.h}, {@code struct drm_xe_mem_region}.
 */
public final class MemRegionLayout {
  public static final int SIZE = 88;
  public static final int MEM_CLASS_OFFSET = 0;
  public static final int INSTANCE_OFFSET = 2;
  public static final int MIN_PAGE_SIZE_OFFSET = 4;
  public static final int TOTAL_SIZE_OFFSET = 8;
  public static final int USED_OFFSET = 16;
  public static final int CPU_VISIBLE_SIZE_OFFSET = 24;
  public static final int CPU_VISIBLE_USED_OFFSET = 32;

  public static final int SYSMEM = 0;
  public static final int VRAM = 1;

  /** Where the array begins; the number of its entries is the u32 at offset 0. */
  public static final int ARRAY_OFFSET = 8;

  private MemRegionLayout() {}

  /**
   * @param memClass {@link #SYSMEM} or {@link #VRAM}
   * @param instance bit number in {@link GemCreateLayout.GemCreate#placement}
   */
  public record MemRegion(
      int memClass,
      int instance,
      int minPageSize,
      long totalSize,
      long used,
      long cpuVisibleSize,
      long cpuVisibleUsed) {}

  /** Reads the struct at the buffer's position, which stays. */
  public static MemRegion decode(ByteBuffer buffer) {
    ByteBuffer struct = Struct.at(buffer, SIZE);
    return new MemRegion(
        Short.toUnsignedInt(struct.getShort(MEM_CLASS_OFFSET)),
        Short.toUnsignedInt(struct.getShort(INSTANCE_OFFSET)),
        struct.getInt(MIN_PAGE_SIZE_OFFSET),
        struct.getLong(TOTAL_SIZE_OFFSET),
        struct.getLong(USED_OFFSET),
        struct.getLong(CPU_VISIBLE_SIZE_OFFSET),
        struct.getLong(CPU_VISIBLE_USED_OFFSET));
  }

  /** Writes the struct, unnamed bytes as zero, at the buffer's position, which stays. */
  public static void encode(ByteBuffer buffer, MemRegion memRegion) {
    ByteBuffer struct = Struct.cleared(buffer, SIZE);
    struct.putShort(MEM_CLASS_OFFSET, (short) memRegion.memClass());
    struct.putShort(INSTANCE_OFFSET, (short) memRegion.instance());
    struct.putInt(MIN_PAGE_SIZE_OFFSET, memRegion.minPageSize());
    struct.putLong(TOTAL_SIZE_OFFSET, memRegion.totalSize());
    struct.putLong(USED_OFFSET, memRegion.used());
    struct.putLong(CPU_VISIBLE_SIZE_OFFSET, memRegion.cpuVisibleSize());
    struct.putLong(CPU_VISIBLE_USED_OFFSET, memRegion.cpuVisibleUsed());
  }
}
