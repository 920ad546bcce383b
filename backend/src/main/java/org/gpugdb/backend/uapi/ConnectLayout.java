package org.gpugdb.backend.uapi;

import java.nio.ByteBuffer;

/**
 * CONNECT on a DRM node: begins a debug session with a process or a DRM file; the result is the
 * session's descriptor.
 *
 * <pre>
 *      +---------------------------------------------------------------+
 *    0 |                           extensions                          |
 *      +---------------------------------------------------------------+
 *    8 |                          pid or fd                            |
 *      +---------------------------------------------------------------+
 *   16 |             flags             |            version            |
 *      +---------------------------------------------------------------+
 * </pre>
 *
 * <p>Source: {@code xe_drm_prelim.h}, {@code struct prelim_drm_xe_eudebug_connect}, and its like in
 * the other dialects.
 */
public final class ConnectLayout {
  public static final int SIZE = 24;
  public static final int EXTENSIONS_OFFSET = 0;
  public static final int TARGET_OFFSET = 8;
  public static final int FLAGS_OFFSET = 16;
  public static final int VERSION_OFFSET = 20;

  private ConnectLayout() {}

  /**
   * @param extensions must be 0
   * @param target the thread group in the caller's pid namespace, or the caller's descriptor of a
   *     DRM file: {@link SessionRules#target}
   * @param flags must be 0
   * @param version in: 0 or 1; out: 1
   */
  public record Connect(long extensions, long target, int flags, int version) {}

  /** Reads the struct at the buffer's position, which stays. */
  public static Connect decode(ByteBuffer buffer) {
    ByteBuffer struct = Struct.at(buffer, SIZE);
    return new Connect(
        struct.getLong(EXTENSIONS_OFFSET),
        struct.getLong(TARGET_OFFSET),
        struct.getInt(FLAGS_OFFSET),
        struct.getInt(VERSION_OFFSET));
  }

  /** Writes the struct, unnamed bytes as zero, at the buffer's position, which stays. */
  public static void encode(ByteBuffer buffer, Connect connect) {
    ByteBuffer struct = Struct.cleared(buffer, SIZE);
    struct.putLong(EXTENSIONS_OFFSET, connect.extensions());
    struct.putLong(TARGET_OFFSET, connect.target());
    struct.putInt(FLAGS_OFFSET, connect.flags());
    struct.putInt(VERSION_OFFSET, connect.version());
  }
}
