package org.gpugdb.backend.uapi;

import java.nio.ByteBuffer;

/**
 * What a request waits for or signals.
 *
 * <pre>
 *      +---------------------------------------------------------------+
 *    0 |                           extensions                          |
 *      +---------------------------------------------------------------+
 *    8 |              type             |             flags             |
 *      +---------------------------------------------------------------+
 *   16 |                              addr                             |
 *      +---------------------------------------------------------------+
 *   24 |                         timeline_value                        |
 *      +---------------------------------------------------------------+
 *   32 |                          0 (16 bytes)                         |
 *      +---------------------------------------------------------------+
 * </pre>
 *
 * <p>Source: {@code xe_drm.h}, {@code struct drm_xe_sync}.
 */
public final class SyncLayout {
  public static final int SIZE = 48;
  public static final int EXTENSIONS_OFFSET = 0;
  public static final int TYPE_OFFSET = 8;
  public static final int FLAGS_OFFSET = 12;
  public static final int ADDR_OFFSET = 16;
  public static final int TIMELINE_VALUE_OFFSET = 24;

  public static final int TYPE_SYNCOBJ = 0;
  public static final int TYPE_TIMELINE_SYNCOBJ = 1;
  public static final int TYPE_USER_FENCE = 2;

  public static final int FLAG_SIGNAL = 1;

  private SyncLayout() {}

  /**
   * @param extensions must be 0
   * @param type {@link #TYPE_USER_FENCE}; the emulated device has no sync objects
   * @param flags {@link #FLAG_SIGNAL}
   * @param addr of the 8-byte user fence, a multiple of 8
   * @param timelineValue what is written there
   */
  public record Sync(long extensions, int type, int flags, long addr, long timelineValue) {}

  /** Reads the struct at the buffer's position, which stays. */
  public static Sync decode(ByteBuffer buffer) {
    ByteBuffer struct = Struct.at(buffer, SIZE);
    return new Sync(
        struct.getLong(EXTENSIONS_OFFSET),
        struct.getInt(TYPE_OFFSET),
        struct.getInt(FLAGS_OFFSET),
        struct.getLong(ADDR_OFFSET),
        struct.getLong(TIMELINE_VALUE_OFFSET));
  }

  /** Writes the struct, unnamed bytes as zero, at the buffer's position, which stays. */
  public static void encode(ByteBuffer buffer, Sync sync) {
    ByteBuffer struct = Struct.cleared(buffer, SIZE);
    struct.putLong(EXTENSIONS_OFFSET, sync.extensions());
    struct.putInt(TYPE_OFFSET, sync.type());
    struct.putInt(FLAGS_OFFSET, sync.flags());
    struct.putLong(ADDR_OFFSET, sync.addr());
    struct.putLong(TIMELINE_VALUE_OFFSET, sync.timelineValue());
  }
}
