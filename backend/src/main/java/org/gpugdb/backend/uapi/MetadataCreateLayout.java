package org.gpugdb.backend.uapi;

import java.nio.ByteBuffer;

/**
 * DEBUG_METADATA_CREATE on a DRM node: gives the kernel a copy of debug data.
 *
 * <pre>
 *      +---------------------------------------------------------------+
 *    0 |                           extensions                          |
 *      +---------------------------------------------------------------+
 *    8 |                              type                             |
 *      +---------------------------------------------------------------+
 *   16 |                           user_addr                           |
 *      +---------------------------------------------------------------+
 *   24 |                              len                              |
 *      +---------------------------------------------------------------+
 *   32 |          metadata_id          |               0               |
 *      +---------------------------------------------------------------+
 * </pre>
 *
 * <p>Source: {@code xe_drm_prelim.h}, {@code struct prelim_drm_xe_debug_metadata_create}.
 */
public final class MetadataCreateLayout {
  public static final int SIZE = 40;
  public static final int EXTENSIONS_OFFSET = 0;
  public static final int TYPE_OFFSET = 8;
  public static final int USER_ADDR_OFFSET = 16;
  public static final int LEN_OFFSET = 24;
  public static final int METADATA_ID_OFFSET = 32;

  private MetadataCreateLayout() {}

  /**
   * @param extensions must be 0
   * @param type number of a {@link MetadataType}
   * @param userAddr not 0
   * @param len not 0
   * @param metadataId out
   */
  public record MetadataCreate(
      long extensions, long type, long userAddr, long len, int metadataId) {}

  /** Reads the struct at the buffer's position, which stays. */
  public static MetadataCreate decode(ByteBuffer buffer) {
    ByteBuffer struct = Struct.at(buffer, SIZE);
    return new MetadataCreate(
        struct.getLong(EXTENSIONS_OFFSET),
        struct.getLong(TYPE_OFFSET),
        struct.getLong(USER_ADDR_OFFSET),
        struct.getLong(LEN_OFFSET),
        struct.getInt(METADATA_ID_OFFSET));
  }

  /** Writes the struct, unnamed bytes as zero, at the buffer's position, which stays. */
  public static void encode(ByteBuffer buffer, MetadataCreate metadataCreate) {
    ByteBuffer struct = Struct.cleared(buffer, SIZE);
    struct.putLong(EXTENSIONS_OFFSET, metadataCreate.extensions());
    struct.putLong(TYPE_OFFSET, metadataCreate.type());
    struct.putLong(USER_ADDR_OFFSET, metadataCreate.userAddr());
    struct.putLong(LEN_OFFSET, metadataCreate.len());
    struct.putInt(METADATA_ID_OFFSET, metadataCreate.metadataId());
  }
}
