package org.gpugdb.backend.emulated.gpu;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A radix tree of four levels, 9 bits each, over the 4 KiB pages of a 48-bit address. A leaf stands
 * for 4 KiB or, where a region covers it, for 2 MiB.
 *
 * <p>{@link #lookup} takes no lock and may run while another thread changes the tree: it sees the
 * entry before or after. Changes must be ordered by the caller.
 */
final class PageTable {
  private static final VarHandle ENTRY = MethodHandles.arrayElementVarHandle(Object[].class);
  private static final int ADDRESS_BITS = 48;
  private static final int BITS_PER_LEVEL = 9;
  private static final int ENTRIES = 1 << BITS_PER_LEVEL;
  private static final int ROOT_SHIFT = ADDRESS_BITS - BITS_PER_LEVEL;
  private static final int LARGE_LEAF_SHIFT = 21;

  /** Each entry is a table (Object[]), a leaf (Region) or null. */
  private final Object[] root = new Object[ENTRIES];

  /** What is mapped at an address, any 64 bits. */
  @Nullable Region lookup(long address) {
    if (address >>> ADDRESS_BITS != 0) {
      return null;
    }
    Object entry = root;
    int shift = ADDRESS_BITS;
    while (entry instanceof Object[] table) {
      shift -= BITS_PER_LEVEL;
      entry = ENTRY.getAcquire(table, (int) (address >>> shift) & (ENTRIES - 1));
    }
    return (Region) entry;
  }

  /** Lets all pages of a range refer to {@code region}, or to nothing. */
  void set(long address, long length, @Nullable Region region) {
    set(root, ROOT_SHIFT, address, address + length, region);
  }

  private static void set(Object[] table, int shift, long from, long to, @Nullable Region region) {
    long span = 1L << shift;
    for (long at = from; at < to; at = (at | (span - 1)) + 1) {
      int index = (int) (at >>> shift) & (ENTRIES - 1);
      long entryEnd = (at | (span - 1)) + 1;
      boolean whole = (at & (span - 1)) == 0 && entryEnd <= to;
      if (whole && (region == null || shift <= LARGE_LEAF_SHIFT)) {
        ENTRY.setRelease(table, index, region);
      } else {
        setPart(table, index, shift - BITS_PER_LEVEL, at, Math.min(entryEnd, to), region);
      }
    }
  }

  private static void setPart(
      Object[] table, int index, int shift, long from, long to, @Nullable Region region) {
    Object entry = table[index];
    if (entry instanceof Object[] child) {
      set(child, shift, from, to, region);
      if (region == null && isEmpty(child)) {
        ENTRY.setRelease(table, index, (Object) null);
      }
    } else if (entry != null || region != null) {
      Object[] child = new Object[ENTRIES];
      Arrays.fill(child, entry);
      set(child, shift, from, to, region);
      ENTRY.setRelease(table, index, child);
    }
  }

  private static boolean isEmpty(Object[] table) {
    for (Object entry : table) {
      if (entry != null) {
        return false;
      }
    }
    return true;
  }
}
