package org.gpugdb.backend.uapi;

import java.nio.ByteBuffer;

/**
 * The head of every extension struct: a singly linked list through user memory.
 *
 * <pre>
 *      +---------------------------------------------------------------+
 *    0 |                         next_extension                        |
 *      +---------------------------------------------------------------+
 *    8 |              name             |               0               |
 *      +---------------------------------------------------------------+
 * </pre>
 *
 * <p>Source: {@code xe_drm.h}, {@code struct drm_xe_user_extension}.
 */
public final class UserExtensionLayout {
  public static final int SIZE = 16;
  public static final int NEXT_EXTENSION_OFFSET = 0;
  public static final int NAME_OFFSET = 8;

  private UserExtensionLayout() {}

  /**
   * @param nextExtension address of the next one, 0 ends the list
   * @param name which extension, in a name space of its own for every request
   */
  public record UserExtension(long nextExtension, int name) {}

  /** Reads the struct at the buffer's position, which stays. */
  public static UserExtension decode(ByteBuffer buffer) {
    ByteBuffer struct = Struct.at(buffer, SIZE);
    return new UserExtension(struct.getLong(NEXT_EXTENSION_OFFSET), struct.getInt(NAME_OFFSET));
  }

  /** Writes the struct, unnamed bytes as zero, at the buffer's position, which stays. */
  public static void encode(ByteBuffer buffer, UserExtension userExtension) {
    ByteBuffer struct = Struct.cleared(buffer, SIZE);
    struct.putLong(NEXT_EXTENSION_OFFSET, userExtension.nextExtension());
    struct.putInt(NAME_OFFSET, userExtension.name());
  }
}
