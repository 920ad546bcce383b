package org.gpugdb.backend.eu;

import java.util.List;

/**
 * Which bit of an attention bitmap stands for which thread of a DSS (Xe core).
 *
 * <p>A bitmap has the same number of bytes for each DSS, numbered over the whole GPU from 0 on;
 * those of a DSS that is fused off stay zero. Source: the kernel's and the runtime's arithmetic,
 * per family of GPUs.
 *
 * @param bytesPerDss bytes of one DSS
 * @param byteOfEu for each EU of a DSS the byte with its threads 0 to 7; EUs with the same byte run
 *     in lockstep and share its bits
 * @param nextThreads how many bytes further on threads 8 to 15 of the same EU are; 0: there are
 *     none
 */
public record AttentionLayout(int bytesPerDss, List<Integer> byteOfEu, int nextThreads) {
  /** Eight EUs of eight threads: PVC, Xe2. */
  public static final AttentionLayout BYTE_PER_EU =
      new AttentionLayout(8, List.of(0, 1, 2, 3, 4, 5, 6, 7), 0);

  /** Sixteen EUs of eight threads, of which EU e and e + 4 of each half share a byte: DG2, MTL. */
  public static final AttentionLayout LOCKSTEP =
      new AttentionLayout(8, List.of(0, 1, 2, 3, 0, 1, 2, 3, 4, 5, 6, 7, 4, 5, 6, 7), 0);

  /** Eight EUs of up to sixteen threads: Xe3. */
  public static final AttentionLayout TWO_BYTES_PER_EU =
      new AttentionLayout(16, List.of(0, 1, 2, 3, 4, 5, 6, 7), 8);

  public AttentionLayout {
    byteOfEu = List.copyOf(byteOfEu);
  }

  /** The most EUs a DSS can have. */
  int eus() {
    return byteOfEu.size();
  }

  /** The most threads an EU can have. */
  int threads() {
    return nextThreads == 0 ? Byte.SIZE : 2 * Byte.SIZE;
  }

  /** A thread's bit within the bits of its DSS. */
  int bit(int eu, int thread) {
    int row = byteOfEu.get(eu) + thread / Byte.SIZE * nextThreads;
    return row * Byte.SIZE + thread % Byte.SIZE;
  }

  int bitsPerDss() {
    return bytesPerDss * Byte.SIZE;
  }
}
