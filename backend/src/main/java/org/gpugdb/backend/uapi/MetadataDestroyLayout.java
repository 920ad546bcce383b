package org.gpugdb.backend.uapi;

import java.nio.ByteBuffer;

/**
 * DEBUG_METADATA_DESTROY on a DRM node.
 *
 * <pre>
 *      +---------------------------------------------------------------+
 *    0 |                           extensions                          |
 *      +---------------------------------------------------------------+
 *    8 |          metadata_id          |               0               |
 *      +---------------------------------------------------------------+
 * </pre>
 *
 * <p>Source: {@code xe_drm_prelim.h}, {@code struct prelim_drm_xe_debug_metadata_destroy}.
 */
public final class MetadataDestroyLayout {
  public static final int SIZE = 16;
  public static final int EXTENSIONS_OFFSET = 0;
  public static final int METADATA_ID_OFFSET = 8;

  private MetadataDestroyLayout() {}

  /**
   * @param extensions must be 0
   */
  public record MetadataDestroy(long extensions, int metadataId) {}

  /** Reads the struct at the buffer's position, which stays. */
  public static MetadataDestroy decode(ByteBuffer buffer) {
    ByteBuffer struct = Struct.at(buffer, SIZE);
    return new MetadataDestroy(
        struct.getLong(EXTENSIONS_OFFSET), struct.getInt(METADATA_ID_OFFSET));
  }

  /** Writes the struct, unnamed bytes as zero, at the buffer's position, which stays. */
  public static void encode(ByteBuffer buffer, MetadataDestroy metadataDestroy) {
    ByteBuffer struct = Struct.cleared(buffer, SIZE);
    struct.putLong(EXTENSIONS_OFFSET, metadataDestroy.extensions());
    struct.putInt(METADATA_ID_OFFSET, metadataDestroy.metadataId());
  }
}
