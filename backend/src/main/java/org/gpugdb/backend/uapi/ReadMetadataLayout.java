package org.gpugdb.backend.uapi;

import java.nio.ByteBuffer;

/**
 * READ_METADATA on a session: copies a client's metadata out.
 *
 * <pre>
 *      +---------------------------------------------------------------+
 *    0 |                         client_handle                         |
 *      +---------------------------------------------------------------+
 *    8 |                        metadata_handle                        |
 *      +---------------------------------------------------------------+
 *   16 |             flags             |            reserved           |
 *      +---------------------------------------------------------------+
 *   24 |                              ptr                              |
 *      +---------------------------------------------------------------+
 *   32 |                              size                             |
 *      +---------------------------------------------------------------+
 * </pre>
 *
 * <p>Source: {@code xe_drm_prelim.h}, {@code struct prelim_drm_xe_eudebug_read_metadata}.
 */
public final class ReadMetadataLayout {
  public static final int SIZE = 40;
  public static final int CLIENT_HANDLE_OFFSET = 0;
  public static final int METADATA_HANDLE_OFFSET = 8;
  public static final int FLAGS_OFFSET = 16;
  public static final int RESERVED_OFFSET = 20;
  public static final int PTR_OFFSET = 24;
  public static final int SIZE_OFFSET = 32;

  private ReadMetadataLayout() {}

  /**
   * @param flags must be 0
   * @param ptr user buffer
   * @param size in: bytes at {@code ptr}, 0 only asks for the length; out: the length
   */
  public record ReadMetadata(
      long clientHandle, long metadataHandle, int flags, int reserved, long ptr, long size) {}

  /** Reads the struct at the buffer's position, which stays. */
  public static ReadMetadata decode(ByteBuffer buffer) {
    ByteBuffer struct = Struct.at(buffer, SIZE);
    return new ReadMetadata(
        struct.getLong(CLIENT_HANDLE_OFFSET),
        struct.getLong(METADATA_HANDLE_OFFSET),
        struct.getInt(FLAGS_OFFSET),
        struct.getInt(RESERVED_OFFSET),
        struct.getLong(PTR_OFFSET),
        struct.getLong(SIZE_OFFSET));
  }

  /** Writes the struct, unnamed bytes as zero, at the buffer's position, which stays. */
  public static void encode(ByteBuffer buffer, ReadMetadata readMetadata) {
    ByteBuffer struct = Struct.cleared(buffer, SIZE);
    struct.putLong(CLIENT_HANDLE_OFFSET, readMetadata.clientHandle());
    struct.putLong(METADATA_HANDLE_OFFSET, readMetadata.metadataHandle());
    struct.putInt(FLAGS_OFFSET, readMetadata.flags());
    struct.putInt(RESERVED_OFFSET, readMetadata.reserved());
    struct.putLong(PTR_OFFSET, readMetadata.ptr());
    struct.putLong(SIZE_OFFSET, readMetadata.size());
  }
}
