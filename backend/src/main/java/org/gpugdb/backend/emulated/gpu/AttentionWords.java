package org.gpugdb.backend.emulated.gpu;

/** Subslice words in an attention bitmap: 8 bytes each, little-endian. */
final class AttentionWords {
  private AttentionWords() {}

  static void put(byte[] bitmap, int subslice, long word) {
    for (int i = 0; i < Long.BYTES; i++) {
      bitmap[subslice * Long.BYTES + i] = (byte) (word >>> (i * Byte.SIZE));
    }
  }

  /** Bytes beyond the end of the bitmap are 0. */
  static long get(byte[] bitmap, int subslice) {
    long word = 0;
    int start = subslice * Long.BYTES;
    for (int i = 0; i < Long.BYTES && start + i < bitmap.length; i++) {
      word |= (bitmap[start + i] & 0xffL) << (i * Byte.SIZE);
    }
    return word;
  }
}
