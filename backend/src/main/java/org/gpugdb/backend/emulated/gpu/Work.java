package org.gpugdb.backend.emulated.gpu;

/** What a dispatch runs: one hardware thread per work-item, or bare harts. */
public sealed interface Work {
  /**
   * Work-groups of work-items.
   *
   * @param dimensions 1 to 3; sizes beyond are 1
   * @param global work-items in all, a multiple of {@code local} in each dimension
   * @param local work-items of a group, at least 1
   */
  record NdRange(int dimensions, Extent global, Extent local) implements Work {}

  /**
   * Threads without work-groups, all with the same entry; {@code mhartid} counts from 0. An {@code
   * ecall} with a7 = 93 by any of them ends the dispatch with exit status a0. A barrier passes at
   * once.
   *
   * @param count at least 1, at most the device's thread slots
   */
  record Harts(int count) implements Work {}
}
