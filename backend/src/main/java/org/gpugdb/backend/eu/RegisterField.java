package org.gpugdb.backend.eu;

import org.gpugdb.backend.uapi.StateSaveAreaLayout.Set;

/**
 * Where a register, or a part of one, is kept in a thread's slot.
 *
 * @param offset of its bytes from the start of the set
 * @param bytes 4 or 8
 * @param shift lowest bit of the value in those bytes
 * @param bits width of the value
 */
public record RegisterField(Set set, int offset, int bytes, int shift, int bits) {
  public RegisterField {
    if ((bytes != Integer.BYTES && bytes != Long.BYTES) || shift + bits > bytes * Byte.SIZE) {
      throw new IllegalArgumentException(
          "register field: got bits " + shift + "+" + bits + " of " + bytes + " bytes");
    }
  }

  /** The whole of a 32-bit register. */
  static RegisterField word(Set set, int offset) {
    return new RegisterField(set, offset, Integer.BYTES, 0, Integer.SIZE);
  }

  /** The whole of a 64-bit register. */
  static RegisterField doubleWord(Set set, int offset) {
    return new RegisterField(set, offset, Long.BYTES, 0, Long.SIZE);
  }

  long extract(long raw) {
    return raw >>> shift & mask();
  }

  long insert(long raw, long value) {
    return (raw & ~(mask() << shift)) | ((value & mask()) << shift);
  }

  private long mask() {
    return bits == Long.SIZE ? -1 : (1L << bits) - 1;
  }
}
