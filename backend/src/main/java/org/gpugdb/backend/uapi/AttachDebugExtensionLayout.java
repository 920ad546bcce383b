package org.gpugdb.backend.uapi;

import java.nio.ByteBuffer;

/**
 * Extension of a bind operation: attaches metadata to the mapping. The first 16 bytes are a {@link
 * UserExtensionLayout}.
 *
 * <pre>
 *      +---------------------------------------------------------------+
 *    0 |                         next_extension                        |
 *      +---------------------------------------------------------------+
 *    8 |              name             |               0               |
 *      +---------------------------------------------------------------+
 *   16 |                          metadata_id                          |
 *      +---------------------------------------------------------------+
 *   24 |                             flags                             |
 *      +---------------------------------------------------------------+
 *   32 |                             cookie                            |
 *      +---------------------------------------------------------------+
 *   40 |                               0                               |
 *      +---------------------------------------------------------------+
 * </pre>
 *
 * <p>Source: {@code xe_drm_prelim.h}, {@code struct prelim_drm_xe_vm_bind_op_ext_attach_debug}.
 */
public final class AttachDebugExtensionLayout {
  public static final int SIZE = 48;
  public static final int NEXT_EXTENSION_OFFSET = 0;
  public static final int NAME_OFFSET = 8;
  public static final int METADATA_ID_OFFSET = 16;
  public static final int FLAGS_OFFSET = 24;
  public static final int COOKIE_OFFSET = 32;

  /** The extension's name in the chain of a bind operation. */
  public static final int NAME = 0;

  /** Longest chain of extensions of one operation. */
  public static final int MAX_CHAIN = 16;

  private AttachDebugExtensionLayout() {}

  /**
   * @param name {@link #NAME}
   * @param flags must be 0
   * @param cookie passed on to the debugger
   */
  public record AttachDebugExtension(
      long nextExtension, int name, long metadataId, long flags, long cookie) {}

  /** Reads the struct at the buffer's position, which stays. */
  public static AttachDebugExtension decode(ByteBuffer buffer) {
    ByteBuffer struct = Struct.at(buffer, SIZE);
    return new AttachDebugExtension(
        struct.getLong(NEXT_EXTENSION_OFFSET),
        struct.getInt(NAME_OFFSET),
        struct.getLong(METADATA_ID_OFFSET),
        struct.getLong(FLAGS_OFFSET),
        struct.getLong(COOKIE_OFFSET));
  }

  /** Writes the struct, unnamed bytes as zero, at the buffer's position, which stays. */
  public static void encode(ByteBuffer buffer, AttachDebugExtension attachDebugExtension) {
    ByteBuffer struct = Struct.cleared(buffer, SIZE);
    struct.putLong(NEXT_EXTENSION_OFFSET, attachDebugExtension.nextExtension());
    struct.putInt(NAME_OFFSET, attachDebugExtension.name());
    struct.putLong(METADATA_ID_OFFSET, attachDebugExtension.metadataId());
    struct.putLong(FLAGS_OFFSET, attachDebugExtension.flags());
    struct.putLong(COOKIE_OFFSET, attachDebugExtension.cookie());
  }
}
