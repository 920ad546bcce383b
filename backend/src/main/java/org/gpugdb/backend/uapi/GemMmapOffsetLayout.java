package org.gpugdb.backend.uapi;

import java.nio.ByteBuffer;

/**
 * GEM_MMAP_OFFSET: the file offset at which a buffer object can be mapped.
 *
 * <pre>
 *      +---------------------------------------------------------------+
 *    0 |                           extensions                          |
 *      +---------------------------------------------------------------+
 *    8 |             handle            |             flags             |
 *      +---------------------------------------------------------------+
 *   16 |                             offset                            |
 *      +---------------------------------------------------------------+
 *   24 |                          0 (16 bytes)                         |
 *      +---------------------------------------------------------------+
 * </pre>
 *
 * <p>Source: {@code xe_drm.h}, {@code struct drm_xe_gem_mmap_offset}.
 */
public final class GemMmapOffsetLayout {
  public static final int SIZE = 40;
  public static final int EXTENSIONS_OFFSET = 0;
  public static final int HANDLE_OFFSET = 8;
  public static final int FLAGS_OFFSET = 12;
  public static final int OFFSET_OFFSET = 16;

  private GemMmapOffsetLayout() {}

  /**
   * @param extensions must be 0
   * @param flags must be 0
   * @param offset out: what mmap(2) takes
   */
  public record GemMmapOffset(long extensions, int handle, int flags, long offset) {}

  /** Reads the struct at the buffer's position, which stays. */
  public static GemMmapOffset decode(ByteBuffer buffer) {
    ByteBuffer struct = Struct.at(buffer, SIZE);
    return new GemMmapOffset(
        struct.getLong(EXTENSIONS_OFFSET),
        struct.getInt(HANDLE_OFFSET),
        struct.getInt(FLAGS_OFFSET),
        struct.getLong(OFFSET_OFFSET));
  }

  /** Writes the struct, unnamed bytes as zero, at the buffer's position, which stays. */
  public static void encode(ByteBuffer buffer, GemMmapOffset gemMmapOffset) {
    ByteBuffer struct = Struct.cleared(buffer, SIZE);
    struct.putLong(EXTENSIONS_OFFSET, gemMmapOffset.extensions());
    struct.putInt(HANDLE_OFFSET, gemMmapOffset.handle());
    struct.putInt(FLAGS_OFFSET, gemMmapOffset.flags());
    struct.putLong(OFFSET_OFFSET, gemMmapOffset.offset());
  }
}
