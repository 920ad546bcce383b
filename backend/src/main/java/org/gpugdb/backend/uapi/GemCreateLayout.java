package org.gpugdb.backend.uapi;

import java.nio.ByteBuffer;

/**
 * GEM_CREATE: creates a buffer object.
 *
 * <pre>
 *      +---------------------------------------------------------------+
 *    0 |                           extensions                          |
 *      +---------------------------------------------------------------+
 *    8 |                              size                             |
 *      +---------------------------------------------------------------+
 *   16 |           placement           |             flags             |
 *      +---------------------------------------------------------------+
 *   24 |             vm_id             |             handle            |
 *      +---------------------------------------------------------------+
 *   32 |  cpu_caching  |                       0                       |
 *      +---------------------------------------------------------------+
 *   40 |                               0                               |
 *      +---------------------------------------------------------------+
 *   48 |                               0                               |
 *      +---------------------------------------------------------------+
 * </pre>
 *
 * <p>Source: {@code xe_drm.h}, {@code struct drm_xe_gem_create}.
 */
public final class GemCreateLayout {
  public static final int SIZE = 56;
  public static final int EXTENSIONS_OFFSET = 0;
  public static final int SIZE_OFFSET = 8;
  public static final int PLACEMENT_OFFSET = 16;
  public static final int FLAGS_OFFSET = 20;
  public static final int VM_ID_OFFSET = 24;
  public static final int HANDLE_OFFSET = 28;
  public static final int CPU_CACHING_OFFSET = 32;

  public static final int FLAG_DEFER_BACKING = 1;
  public static final int FLAG_SCANOUT = 1 << 1;
  public static final int FLAG_NEEDS_VISIBLE_VRAM = 1 << 2;

  public static final int CACHING_WB = 1;
  public static final int CACHING_WC = 2;

  private GemCreateLayout() {}

  /**
   * @param extensions must be 0
   * @param size bytes, a multiple of the region's page size
   * @param placement bit mask of memory region instances
   * @param vmId 0, or the only VM in which the object may be bound
   * @param handle out
   * @param cpuCaching {@link #CACHING_WB} or {@link #CACHING_WC}
   */
  public record GemCreate(
      long extensions, long size, int placement, int flags, int vmId, int handle, int cpuCaching) {}

  /** Reads the struct at the buffer's position, which stays. */
  public static GemCreate decode(ByteBuffer buffer) {
    ByteBuffer struct = Struct.at(buffer, SIZE);
    return new GemCreate(
        struct.getLong(EXTENSIONS_OFFSET),
        struct.getLong(SIZE_OFFSET),
        struct.getInt(PLACEMENT_OFFSET),
        struct.getInt(FLAGS_OFFSET),
        struct.getInt(VM_ID_OFFSET),
        struct.getInt(HANDLE_OFFSET),
        Short.toUnsignedInt(struct.getShort(CPU_CACHING_OFFSET)));
  }

  /** Writes the struct, unnamed bytes as zero, at the buffer's position, which stays. */
  public static void encode(ByteBuffer buffer, GemCreate gemCreate) {
    ByteBuffer struct = Struct.cleared(buffer, SIZE);
    struct.putLong(EXTENSIONS_OFFSET, gemCreate.extensions());
    struct.putLong(SIZE_OFFSET, gemCreate.size());
    struct.putInt(PLACEMENT_OFFSET, gemCreate.placement());
    struct.putInt(FLAGS_OFFSET, gemCreate.flags());
    struct.putInt(VM_ID_OFFSET, gemCreate.vmId());
    struct.putInt(HANDLE_OFFSET, gemCreate.handle());
    struct.putShort(CPU_CACHING_OFFSET, (short) gemCreate.cpuCaching());
  }
}
