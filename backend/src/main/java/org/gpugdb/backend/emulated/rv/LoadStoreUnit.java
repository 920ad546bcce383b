package org.gpugdb.backend.emulated.rv;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Data accesses of an interpreter: a direct-mapped software TLB in front of the {@link
 * GuestMemory}.
 *
 * <p>A hit costs one compare. Everything else leaves the fast path by not being in the TLB:
 * unmapped and called pages, accesses that cross a page (their last byte has another page address
 * than the entry), and pages with a watchpoint.
 */
final class LoadStoreUnit {
  static final VarHandle SHORT = view(short[].class);
  static final VarHandle INT = view(int[].class);
  static final VarHandle LONG = view(long[].class);

  private static final int ENTRIES = 256;
  private static final long PAGE_MASK = -GuestPage.SIZE;

  private final GuestPage[] readable = new GuestPage[ENTRIES];
  private final GuestPage[] writable = new GuestPage[ENTRIES];
  private GuestMemory memory = NoMemory.INSTANCE;
  private Watchpoint[] watchpoints = {};

  /**
   * Set by an access that touched a watched byte; the interpreter stops after the instruction and
   * clears it.
   */
  boolean watchHit;

  long watchAddress;
  Access watchAccess = Access.READ;

  LoadStoreUnit() {
    attach(memory);
  }

  private static VarHandle view(Class<?> arrayClass) {
    return MethodHandles.byteBufferViewVarHandle(arrayClass, ByteOrder.LITTLE_ENDIAN);
  }

  /** Takes another memory, or the same one changed: forgets all translations. */
  void attach(GuestMemory newMemory) {
    memory = newMemory;
    watchpoints = newMemory.watchpoints().toArray(Watchpoint[]::new);
    Arrays.fill(readable, GuestPage.NONE);
    Arrays.fill(writable, GuestPage.NONE);
  }

  byte loadByte(long address) {
    GuestPage page = readable[index(address)];
    return page.address == (address & PAGE_MASK)
        ? page.bytes.get(page.delta + (int) address)
        : (byte) loadSlowly(address, 1);
  }

  short loadShort(long address) {
    GuestPage page = readable[index(address)];
    return page.address == (address + 1 & PAGE_MASK)
        ? (short) SHORT.get(page.bytes, page.delta + (int) address)
        : (short) loadSlowly(address, 2);
  }

  int loadInt(long address) {
    GuestPage page = readable[index(address)];
    return page.address == (address + 3 & PAGE_MASK)
        ? (int) INT.get(page.bytes, page.delta + (int) address)
        : (int) loadSlowly(address, 4);
  }

  long loadLong(long address) {
    GuestPage page = readable[index(address)];
    return page.address == (address + 7 & PAGE_MASK)
        ? (long) LONG.get(page.bytes, page.delta + (int) address)
        : loadSlowly(address, 8);
  }

  void storeByte(long address, byte value) {
    GuestPage page = writable[index(address)];
    if (page.address == (address & PAGE_MASK)) {
      page.bytes.put(page.delta + (int) address, value);
    } else {
      storeSlowly(address, 1, value);
    }
  }

  void storeShort(long address, short value) {
    GuestPage page = writable[index(address)];
    if (page.address == (address + 1 & PAGE_MASK)) {
      SHORT.set(page.bytes, page.delta + (int) address, value);
    } else {
      storeSlowly(address, 2, value);
    }
  }

  void storeInt(long address, int value) {
    GuestPage page = writable[index(address)];
    if (page.address == (address + 3 & PAGE_MASK)) {
      INT.set(page.bytes, page.delta + (int) address, value);
    } else {
      storeSlowly(address, 4, value);
    }
  }

  void storeLong(long address, long value) {
    GuestPage page = writable[index(address)];
    if (page.address == (address + 7 & PAGE_MASK)) {
      LONG.set(page.bytes, page.delta + (int) address, value);
    } else {
      storeSlowly(address, 8, value);
    }
  }

  /**
   * The page of an aligned access, for atomics. The caller handles a page that is not {@linkplain
   * GuestPage#isMapped mapped} and reports the access to {@link #watch}.
   */
  GuestPage page(long address, Access access) {
    GuestPage cached = (access == Access.READ ? readable : writable)[index(address)];
    return cached.address == (address & PAGE_MASK) ? cached : translate(address, access);
  }

  private long loadSlowly(long address, int size) {
    int first = bytesInFirstPage(address, size);
    GuestPage page = translate(address, Access.READ);
    long value;
    if (first == size) {
      value = load(page, address, size);
    } else {
      GuestPage next = translate(address + first, Access.READ);
      value =
          loadBytes(page, address, first)
              | loadBytes(next, address + first, size - first) << (8 * first);
    }
    watch(address, size, Access.READ);
    return value;
  }

  private void storeSlowly(long address, int size, long value) {
    int first = bytesInFirstPage(address, size);
    GuestPage page = translate(address, Access.WRITE);
    if (first == size) {
      store(page, address, size, value);
    } else {
      GuestPage next = translate(address + first, Access.WRITE);
      storeBytes(page, address, first, value);
      storeBytes(next, address + first, size - first, value >>> (8 * first));
    }
    watch(address, size, Access.WRITE);
  }

  long load(GuestPage page, long address, int size) {
    if (!page.isMapped()) {
      return memory.load(address, size);
    }
    int index = page.delta + (int) address;
    return switch (size) {
      case 1 -> page.bytes.get(index) & 0xFFL;
      case 2 -> (short) SHORT.get(page.bytes, index) & 0xFFFFL;
      case 4 -> (int) INT.get(page.bytes, index) & 0xFFFFFFFFL;
      default -> (long) LONG.get(page.bytes, index);
    };
  }

  void store(GuestPage page, long address, int size, long value) {
    if (!page.isMapped()) {
      memory.store(address, size, value);
      return;
    }
    int index = page.delta + (int) address;
    switch (size) {
      case 1 -> page.bytes.put(index, (byte) value);
      case 2 -> SHORT.set(page.bytes, index, (short) value);
      case 4 -> INT.set(page.bytes, index, (int) value);
      default -> LONG.set(page.bytes, index, value);
    }
  }

  private long loadBytes(GuestPage page, long address, int count) {
    long value = 0;
    for (int i = 0; i < count; i++) {
      value |= load(page, address + i, 1) << (8 * i);
    }
    return value;
  }

  private void storeBytes(GuestPage page, long address, int count, long value) {
    for (int i = 0; i < count; i++) {
      store(page, address + i, 1, value >>> (8 * i));
    }
  }

  /** Asks the memory, and remembers the answer if later accesses may take the fast path. */
  private GuestPage translate(long address, Access access) {
    GuestPage page = memory.page(address, access);
    if (page == null || (access == Access.WRITE && !page.writable)) {
      throw new MemoryFault(address, access);
    }
    if (page.isMapped() && !isWatched(page.address, GuestPage.SIZE, access)) {
      (access == Access.READ ? readable : writable)[index(address)] = page;
    }
    return page;
  }

  private boolean isWatched(long address, int size, Access access) {
    for (Watchpoint watchpoint : watchpoints) {
      if (watchpoint.watches(access) && watchpoint.overlaps(address, size)) {
        return true;
      }
    }
    return false;
  }

  /** Notes a finished access if it touched a watched byte. */
  void watch(long address, int size, Access access) {
    for (Watchpoint watchpoint : watchpoints) {
      if (watchpoint.watches(access) && watchpoint.overlaps(address, size)) {
        watchHit = true;
        watchAccess = access;
        watchAddress =
            Math.max(address + Long.MIN_VALUE, watchpoint.address() + Long.MIN_VALUE)
                + Long.MIN_VALUE;
        return;
      }
    }
  }

  private static int bytesInFirstPage(long address, int size) {
    return Math.min(size, GuestPage.SIZE - (int) (address & ~PAGE_MASK));
  }

  private static int index(long address) {
    return (int) (address >>> GuestPage.SHIFT) & (ENTRIES - 1);
  }
}
