package org.gpugdb.backend.uapi;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The answer to {@link DeviceQueryLayout#CONFIG}: a list of numbers, the index says which.
 *
 * <pre>
 *      +---------------------------------------------------------------+
 *    0 |           num_params          |               0               |
 *      +---------------------------------------------------------------+
 *    8 |                 info[num_params], 8 bytes each                |
 *      +---------------------------------------------------------------+
 * </pre>
 *
 * <p>Source: {@code xe_drm.h}, {@code struct drm_xe_query_config}.
 */
public final class ConfigLayout {
  /** Size of the fixed part in bytes. */
  public static final int SIZE = 8;

  public static final int NUM_PARAMS_OFFSET = 0;
  public static final int INFO_OFFSET = 8;

  /** Index: device id in bits 0 to 15, revision in bits 16 to 31. */
  public static final int REV_AND_DEVICE_ID = 0;

  /** Index: {@link #FLAG_HAS_VRAM}. */
  public static final int FLAGS = 1;

  /** Index: smallest alignment of a mapping in bytes. */
  public static final int MIN_ALIGNMENT = 2;

  /** Index: bits of a GPU virtual address. */
  public static final int VA_BITS = 3;

  public static final int MAX_EXEC_QUEUE_PRIORITY = 4;

  public static final int FLAG_HAS_VRAM = 1;

  private ConfigLayout() {}

  /** Size of an answer with {@code params} numbers. */
  public static int size(int params) {
    return INFO_OFFSET + params * Long.BYTES;
  }

  /** Reads the list at the buffer's position, which stays. */
  public static List<Long> decode(ByteBuffer buffer) {
    int count = Struct.at(buffer, SIZE).getInt(NUM_PARAMS_OFFSET);
    ByteBuffer struct = Struct.withTail(buffer, SIZE, count, Long.BYTES);
    return IntStream.range(0, count)
        .mapToObj(i -> struct.getLong(INFO_OFFSET + i * Long.BYTES))
        .toList();
  }

  /** Writes the list at the buffer's position, which stays. */
  public static void encode(ByteBuffer buffer, List<Long> params) {
    ByteBuffer struct = Struct.cleared(buffer, size(params.size()));
    struct.putInt(NUM_PARAMS_OFFSET, params.size());
    struct.position(INFO_OFFSET);
    params.forEach(struct::putLong);
  }
}
