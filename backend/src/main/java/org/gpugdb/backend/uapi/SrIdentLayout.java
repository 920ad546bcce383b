package org.gpugdb.backend.uapi;

import static org.gpugdb.backend.uapi.StateSaveAreaLayout.SR_IDENT_COUNT_OFFSET;
import static org.gpugdb.backend.uapi.StateSaveAreaLayout.SR_IDENT_MAGIC_OFFSET;
import static org.gpugdb.backend.uapi.StateSaveAreaLayout.SR_IDENT_SIZE;
import static org.gpugdb.backend.uapi.StateSaveAreaLayout.SR_IDENT_VERSION_OFFSET;
import static org.gpugdb.backend.uapi.StateSaveAreaLayout.SR_MAGIC;

import java.nio.ByteBuffer;
import java.util.OptionalInt;

/**
 * The mark of a thread's slot in the state save area: says whether the thread is stopped.
 *
 * <pre>
 *      +---------------------------------------------------------------+
 *    0 |                          "srmagic\0"                          |
 *      +---------------------------------------------------------------+
 *    8 |            version            | count |           0           |
 *      +---------------------------------------------------------------+
 *   16 |               0               |
 *      +-------------------------------+
 * </pre>
 *
 * <p>{@code count} goes up by one, in 8 bits, when the thread enters the exception handler and when
 * it leaves it: odd means stopped.
 *
 * <p>Source: {@code struct sr_ident} of the graphics compiler's state save area header.
 */
public final class SrIdentLayout {
  private SrIdentLayout() {}

  /**
   * The counter, 0 to 255, of the mark at the buffer's position, which stays; empty if there is
   * none, because no thread was ever saved there.
   */
  public static OptionalInt decodeCount(ByteBuffer buffer) {
    ByteBuffer struct = Struct.at(buffer, SR_IDENT_SIZE);
    return struct.getLong(SR_IDENT_MAGIC_OFFSET) == SR_MAGIC
        ? OptionalInt.of(Byte.toUnsignedInt(struct.get(SR_IDENT_COUNT_OFFSET)))
        : OptionalInt.empty();
  }

  /** Writes a mark at the buffer's position, which stays. */
  public static void encode(ByteBuffer buffer, int version, int count) {
    ByteBuffer struct = Struct.cleared(buffer, SR_IDENT_SIZE);
    struct.putLong(SR_IDENT_MAGIC_OFFSET, SR_MAGIC);
    struct.putInt(SR_IDENT_VERSION_OFFSET, version);
    struct.put(SR_IDENT_COUNT_OFFSET, (byte) count);
  }
}
