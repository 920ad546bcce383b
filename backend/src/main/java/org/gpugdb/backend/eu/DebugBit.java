package org.gpugdb.backend.eu;

/**
 * The bit of an instruction that makes a thread stop before it.
 *
 * @param byteOffset which byte of the instruction
 * @param mask the bit in that byte
 * @param planted the bit's value that means breakpoint: {@code mask} or 0
 */
public record DebugBit(int byteOffset, int mask, int planted) {
  public byte plant(byte code) {
    return (byte) ((code & ~mask) | planted);
  }

  public boolean isPlanted(byte code) {
    return (code & mask) == planted;
  }

  /** {@code code} with the debug bit as it is in {@code original}. */
  public byte restore(byte code, byte original) {
    return (byte) ((code & ~mask) | (original & mask));
  }
}
