package org.gpugdb.backend.uapi;

import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * The answer to {@link DeviceQueryLayout#HWCONFIG}: items back to back.
 *
 * <pre>
 *      +---------------------------------------------------------------+
 *    0 |              key              |       length in dwords        |
 *      +---------------------------------------------------------------+
 *    8 |                   value[length], 4 bytes each                 |
 *      +---------------------------------------------------------------+
 * </pre>
 *
 * <p>Only items of one dword are of interest here. Source: the driver's hardware configuration
 * table.
 */
public final class HwconfigLayout {
  public static final int MAX_SLICES = 1;
  public static final int MAX_DUAL_SUBSLICES = 2;
  public static final int MAX_EU_PER_DSS = 3;
  public static final int THREADS_PER_EU = 15;
  public static final int SLM_PER_DSS = 65;
  public static final int MAX_SUBSLICES = 70;
  public static final int MAX_EU_PER_SUBSLICE = 71;
  public static final int SLM_PER_SUBSLICE = 73;

  private static final int HEAD_BYTES = 8;
  private static final int ITEM_BYTES = HEAD_BYTES + Integer.BYTES;

  private HwconfigLayout() {}

  /** Size of an answer with {@code items} items of one dword. */
  public static int size(int items) {
    return items * ITEM_BYTES;
  }

  /**
   * Reads the items of one dword, by key, from the buffer's position, which stays, to its limit.
   *
   * @throws IllegalArgumentException if an item runs past the limit
   */
  public static Map<Integer, Integer> decode(ByteBuffer buffer) {
    ByteBuffer blob = Struct.at(buffer, buffer.remaining());
    Map<Integer, Integer> items = new TreeMap<>();
    while (blob.hasRemaining()) {
      ByteBuffer head = Struct.at(blob, HEAD_BYTES);
      int dwords = head.getInt(Integer.BYTES);
      ByteBuffer item = Struct.withTail(blob, HEAD_BYTES, dwords, Integer.BYTES);
      if (dwords == 1) {
        items.put(item.getInt(0), item.getInt(HEAD_BYTES));
      }
      blob.position(blob.position() + item.limit());
    }
    return Collections.unmodifiableMap(items);
  }

  /** Writes items of one dword at the buffer's position, which stays. */
  public static void encode(ByteBuffer buffer, Map<Integer, Integer> items) {
    ByteBuffer blob = Struct.cleared(buffer, size(items.size()));
    new TreeMap<>(items).forEach((key, value) -> blob.putInt(key).putInt(1).putInt(value));
  }
}
