package org.gpugdb.backend.uapi;

import java.nio.charset.StandardCharsets;

/**
 * What a client says about a range of an address space, in the dialects in which debug data does
 * not travel through the kernel.
 *
 * @param addr GPU virtual address
 * @param range bytes
 * @param flags {@link #PSEUDO} or 0
 * @param offset where in the file the range's data begins; 0 with a pseudo path
 * @param pseudoPath number of a {@link PseudoPath}; 0 without {@link #PSEUDO}
 * @param path of a file, as the client sees it; empty with {@link #PSEUDO}
 */
public record DebugData(
    long addr, long range, long flags, long offset, long pseudoPath, String path) {
  /** The data is no file but an area with a meaning. */
  public static final long PSEUDO = 1;

  /** Longest path in bytes, with the NUL at its end. */
  public static final int PATH_BYTES = 4096;

  /** A range whose data is a file's, from its first byte on. */
  public static DebugData file(long addr, long range, String path) {
    if (path.isEmpty() || path.getBytes(StandardCharsets.UTF_8).length >= PATH_BYTES) {
      throw new IllegalArgumentException("path is empty or too long: " + path);
    }
    return new DebugData(addr, range, 0, 0, 0, path);
  }

  /** A range with a meaning. */
  public static DebugData area(long addr, long range, PseudoPath kind) {
    return new DebugData(addr, range, PSEUDO, 0, kind.number(), "");
  }

  /** Whether it is an area rather than a file. */
  public boolean isPseudo() {
    return (flags & PSEUDO) != 0;
  }
}
