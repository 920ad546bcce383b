package org.gpugdb.backend.uapi;

import java.nio.ByteBuffer;

/**
 * Extension of EXEC_QUEUE_CREATE: sets a property of the queue. The first 16 bytes are a {@link
 * UserExtensionLayout}.
 *
 * <pre>
 *      +---------------------------------------------------------------+
 *    0 |                         next_extension                        |
 *      +---------------------------------------------------------------+
 *    8 |              name             |               0               |
 *      +---------------------------------------------------------------+
 *   16 |            property           |               0               |
 *      +---------------------------------------------------------------+
 *   24 |                             value                             |
 *      +---------------------------------------------------------------+
 *   32 |                          0 (16 bytes)                         |
 *      +---------------------------------------------------------------+
 * </pre>
 *
 * <p>Source: {@code xe_drm.h}, {@code struct drm_xe_ext_set_property}.
 */
public final class SetPropertyExtensionLayout {
  public static final int SIZE = 48;
  public static final int NEXT_EXTENSION_OFFSET = 0;
  public static final int NAME_OFFSET = 8;
  public static final int PROPERTY_OFFSET = 16;
  public static final int VALUE_OFFSET = 24;

  /** The extension's name in the chain of EXEC_QUEUE_CREATE. */
  public static final int NAME = 0;

  public static final int PRIORITY = 0;
  public static final int TIMESLICE = 1;

  /** Value of the eudebug property: the queue can be debugged. */
  public static final long EUDEBUG_ENABLE = 1;

  private SetPropertyExtensionLayout() {}

  /**
   * @param name {@link #NAME}
   * @param property {@link #PRIORITY}, {@link #TIMESLICE} or {@link
   *     Dialect#execQueueEudebugProperty}
   */
  public record SetPropertyExtension(long nextExtension, int name, int property, long value) {}

  /** Reads the struct at the buffer's position, which stays. */
  public static SetPropertyExtension decode(ByteBuffer buffer) {
    ByteBuffer struct = Struct.at(buffer, SIZE);
    return new SetPropertyExtension(
        struct.getLong(NEXT_EXTENSION_OFFSET),
        struct.getInt(NAME_OFFSET),
        struct.getInt(PROPERTY_OFFSET),
        struct.getLong(VALUE_OFFSET));
  }

  /** Writes the struct, unnamed bytes as zero, at the buffer's position, which stays. */
  public static void encode(ByteBuffer buffer, SetPropertyExtension setPropertyExtension) {
    ByteBuffer struct = Struct.cleared(buffer, SIZE);
    struct.putLong(NEXT_EXTENSION_OFFSET, setPropertyExtension.nextExtension());
    struct.putInt(NAME_OFFSET, setPropertyExtension.name());
    struct.putInt(PROPERTY_OFFSET, setPropertyExtension.property());
    struct.putLong(VALUE_OFFSET, setPropertyExtension.value());
  }
}
