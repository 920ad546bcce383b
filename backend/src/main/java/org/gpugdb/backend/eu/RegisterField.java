package org.gpugdb.backend.eu;

import org.gpugdb.backend.uapi.StateSaveAreaLayout.Set;

/**
 * Where a register, or a part of one, is kept in a thread's slot. The save area's header says how
 * far the registers of a set are apart, so a field is good for every device that has the set.
 *
 * @param register which of the set
 * @param offset of the field's bytes from the start of that register
 * @param bytes a multiple of 4; only fields of 4 and 8 can be had as numbers
 * @param shift lowest bit of the value in those bytes
 * @param bits width of the value
 */
public record RegisterField(Set set, int register, int offset, int bytes, int shift, int bits) {
  public RegisterField {
    if (bytes < 1 || bytes % Integer.BYTES != 0 || shift + bits > bytes * Byte.SIZE) {
      throw new IllegalArgumentException(
          "register field: got bits " + shift + "+" + bits + " of " + bytes + " bytes");
    }
  }

  /** The whole of a 32-bit register, by its distance from the start of the set. */
  static RegisterField word(Set set, int offset) {
    return new RegisterField(set, 0, offset, Integer.BYTES, 0, Integer.SIZE);
  }

  /** The whole of a 64-bit register, by its distance from the start of the set. */
  static RegisterField doubleWord(Set set, int offset) {
    return new RegisterField(set, 0, offset, Long.BYTES, 0, Long.SIZE);
  }

  /** The whole of a register of any width. */
  static RegisterField whole(Set set, int register, int bits) {
    return new RegisterField(set, register, 0, bits / Byte.SIZE, 0, bits);
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
