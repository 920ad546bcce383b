package org.gpugdb.backend.uapi;

import java.nio.ByteBuffer;

/**
 * GEM_CLOSE of the DRM core: gives up a buffer object's handle.
 *
 * <pre>
 *      +---------------------------------------------------------------+
 *    0 |             handle            |               0               |
 *      +---------------------------------------------------------------+
 * </pre>
 *
 * <p>Source: {@code drm.h}, {@code struct drm_gem_close}.
 */
public final class GemCloseLayout {
  public static final int SIZE = 8;
  public static final int HANDLE_OFFSET = 0;

  private GemCloseLayout() {}

  /**
   * @param handle of the file the request is made on
   */
  public record GemClose(int handle) {}

  /** Reads the struct at the buffer's position, which stays. */
  public static GemClose decode(ByteBuffer buffer) {
    ByteBuffer struct = Struct.at(buffer, SIZE);
    return new GemClose(struct.getInt(HANDLE_OFFSET));
  }

  /** Writes the struct, unnamed bytes as zero, at the buffer's position, which stays. */
  public static void encode(ByteBuffer buffer, GemClose gemClose) {
    ByteBuffer struct = Struct.cleared(buffer, SIZE);
    struct.putInt(HANDLE_OFFSET, gemClose.handle());
  }
}
