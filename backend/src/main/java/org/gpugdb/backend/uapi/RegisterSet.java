package org.gpugdb.backend.uapi;

import static org.gpugdb.backend.uapi.StateSaveAreaLayout.REGSET_BITS_OFFSET;
import static org.gpugdb.backend.uapi.StateSaveAreaLayout.REGSET_BYTES_OFFSET;
import static org.gpugdb.backend.uapi.StateSaveAreaLayout.REGSET_NUM_OFFSET;
import static org.gpugdb.backend.uapi.StateSaveAreaLayout.REGSET_OFFSET_OFFSET;
import static org.gpugdb.backend.uapi.StateSaveAreaLayout.REGSET_SIZE;

import java.nio.ByteBuffer;

/**
 * Where a set of registers lies in a thread's slot of the state save area.
 *
 * <pre>
 *      +---------------------------------------------------------------+
 *    0 |             offset            |     num       |     bits      |
 *      +---------------------------------------------------------------+
 *    8 |     bytes     |                       0                       |
 *      +---------------------------------------------------------------+
 * </pre>
 *
 * <p>Source: {@code struct regset_desc} of the graphics compiler's state save area header.
 *
 * @param offset of the first register, from the start of the slot
 * @param num number of registers, 0: the set is not there
 * @param bits significant bits of a register
 * @param bytes distance of two registers
 */
public record RegisterSet(int offset, int num, int bits, int bytes) {
  /** A set that is not there. */
  public static final RegisterSet ABSENT = new RegisterSet(0, 0, 0, 0);

  /** Reads the struct at the buffer's position, which stays. */
  public static RegisterSet decode(ByteBuffer buffer) {
    ByteBuffer struct = Struct.at(buffer, REGSET_SIZE);
    return new RegisterSet(
        struct.getInt(REGSET_OFFSET_OFFSET),
        Short.toUnsignedInt(struct.getShort(REGSET_NUM_OFFSET)),
        Short.toUnsignedInt(struct.getShort(REGSET_BITS_OFFSET)),
        Short.toUnsignedInt(struct.getShort(REGSET_BYTES_OFFSET)));
  }

  /** Writes the struct at the buffer's position, which stays. */
  public static void encode(ByteBuffer buffer, RegisterSet set) {
    ByteBuffer struct = Struct.cleared(buffer, REGSET_SIZE);
    struct.putInt(REGSET_OFFSET_OFFSET, set.offset);
    struct.putShort(REGSET_NUM_OFFSET, (short) set.num);
    struct.putShort(REGSET_BITS_OFFSET, (short) set.bits);
    struct.putShort(REGSET_BYTES_OFFSET, (short) set.bytes);
  }

  public boolean present() {
    return num != 0;
  }

  /**
   * Offset of a register from the start of the slot.
   *
   * @throws IndexOutOfBoundsException if the set has no such register
   */
  public int offset(int index) {
    if (index < 0 || index >= num) {
      throw new IndexOutOfBoundsException("register " + index + " of a set of " + num);
    }
    return offset + index * bytes;
  }
}
