package org.gpugdb.backend.emulated.gpu;

/**
 * Where a hardware thread is: slice, subslice within the slice, EU within the subslice, thread
 * within the EU.
 */
public record ThreadCoordinates(int slice, int subslice, int eu, int thread) {
  /** The word that CSR 0xCD8 reads: thread 3:0, eu 7:4, subslice 13:8, slice 19:14. */
  public int identity() {
    return slice << 14 | subslice << 8 | eu << 4 | thread;
  }

  /** {@code eu<slice>.<subslice>.<eu>.<thread>}, such as {@code eu0.2.5.3}. */
  @Override
  public String toString() {
    return "eu" + slice + "." + subslice + "." + eu + "." + thread;
  }
}
