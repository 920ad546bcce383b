package org.gpugdb.backend.uapi;

import java.nio.ByteBuffer;

/**
 * DEVICE_QUERY: called with size 0 it returns the needed size, then the data.
 *
 * <pre>
 *      +---------------------------------------------------------------+
 *    0 |                           extensions                          |
 *      +---------------------------------------------------------------+
 *    8 |             query             |              size             |
 *      +---------------------------------------------------------------+
 *   16 |                              data                             |
 *      +---------------------------------------------------------------+
 *   24 |                          0 (16 bytes)                         |
 *      +---------------------------------------------------------------+
 * </pre>
 *
 * <p>Source: {@code xe_drm.h}, {@code struct drm_xe_device_query}.
 */
public final class DeviceQueryLayout {
  public static final int SIZE = 40;
  public static final int EXTENSIONS_OFFSET = 0;
  public static final int QUERY_OFFSET = 8;
  public static final int SIZE_OFFSET = 12;
  public static final int DATA_OFFSET = 16;

  public static final int ENGINES = 0;
  public static final int MEM_REGIONS = 1;
  public static final int CONFIG = 2;
  public static final int GT_LIST = 3;
  public static final int HWCONFIG = 4;
  public static final int GT_TOPOLOGY = 5;

  private DeviceQueryLayout() {}

  /**
   * @param extensions must be 0
   * @param query which one
   * @param size in: 0 or exactly the needed size; out: the needed size
   * @param data user buffer
   */
  public record DeviceQuery(long extensions, int query, int size, long data) {}

  /** Reads the struct at the buffer's position, which stays. */
  public static DeviceQuery decode(ByteBuffer buffer) {
    ByteBuffer struct = Struct.at(buffer, SIZE);
    return new DeviceQuery(
        struct.getLong(EXTENSIONS_OFFSET),
        struct.getInt(QUERY_OFFSET),
        struct.getInt(SIZE_OFFSET),
        struct.getLong(DATA_OFFSET));
  }

  /** Writes the struct, unnamed bytes as zero, at the buffer's position, which stays. */
  public static void encode(ByteBuffer buffer, DeviceQuery deviceQuery) {
    ByteBuffer struct = Struct.cleared(buffer, SIZE);
    struct.putLong(EXTENSIONS_OFFSET, deviceQuery.extensions());
    struct.putInt(QUERY_OFFSET, deviceQuery.query());
    struct.putInt(SIZE_OFFSET, deviceQuery.size());
    struct.putLong(DATA_OFFSET, deviceQuery.data());
  }
}
