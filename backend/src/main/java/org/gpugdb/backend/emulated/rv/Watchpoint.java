package org.gpugdb.backend.emulated.rv;

/**
 * A data watchpoint on guest addresses.
 *
 * @param address first watched byte, unsigned
 * @param length watched bytes, at least 1; the range does not wrap
 * @param reads whether loads trap
 * @param writes whether stores trap, changed value or not
 */
public record Watchpoint(long address, long length, boolean reads, boolean writes) {
  /** Checks the range. */
  public Watchpoint {
    if (length <= 0 || Long.compareUnsigned(address + length - 1, address) < 0) {
      throw new IllegalArgumentException(
          "bad watchpoint 0x" + Long.toHexString(address) + " + " + length);
    }
    if (!reads && !writes) {
      throw new IllegalArgumentException(
          "watchpoint 0x" + Long.toHexString(address) + " watches nothing");
    }
  }

  boolean watches(Access access) {
    return access == Access.READ ? reads : writes;
  }

  /** Whether one of the bytes from {@code start} is watched; the range does not wrap. */
  boolean overlaps(long start, int size) {
    return Long.compareUnsigned(start, address + length - 1) <= 0
        && Long.compareUnsigned(start + size - 1, address) >= 0;
  }
}
