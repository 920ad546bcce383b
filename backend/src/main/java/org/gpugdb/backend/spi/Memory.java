package org.gpugdb.backend.spi;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/**
 * GPU memory as one {@link Context} sees it. Planted breakpoint bits are never visible: reads show
 * the program's own bytes, and a write over a planted breakpoint changes those and keeps the bit.
 */
public interface Memory {
  /**
   * Reads up to {@code into.remaining()} bytes.
   *
   * @return the bytes read: fewer than asked when a hole follows
   * @throws BackendException.MemoryFault when not even the first byte can be read
   */
  int read(long address, ByteBuffer into) throws BackendException;

  /** Writes all of {@code from.remaining()} bytes, or none. */
  void write(long address, ByteBuffer from) throws BackendException;

  /** Every mapped range, in address order, as far as {@link #isMapComplete} says. */
  List<Region> map() throws BackendException;

  /**
   * Whether {@link #map} has every range. Some kernels tell only what clients have described, such
   * as code: then what is in no range may be mapped all the same, and be memory of a process.
   */
  default boolean isMapComplete() {
    return true;
  }

  /**
   * One mapped range.
   *
   * @param kind {@code bo}, {@code code}, {@code userptr}, {@code slm}, {@code scratch}, {@code
   *     null}
   * @param user what the range is in the process it belongs to; only of kind {@code userptr}
   */
  record Region(long start, long length, String kind, Optional<UserMemory> user) {
    /** A range that is the GPU's own memory. */
    public Region(long start, long length, String kind) {
      this(start, length, kind, Optional.empty());
    }
  }

  /**
   * Memory of a process, which the GPU uses too.
   *
   * @param pid of the process
   * @param address of the first byte there
   */
  record UserMemory(int pid, long address) {}
}
