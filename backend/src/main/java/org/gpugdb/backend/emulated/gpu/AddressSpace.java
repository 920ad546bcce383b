package org.gpugdb.backend.emulated.gpu;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.gpugdb.backend.emulated.rv.GuestPage;
import org.gpugdb.backend.emulated.rv.Watchpoint;
import org.jspecify.annotations.Nullable;

/**
 * A 48-bit GPU virtual address space. Thread-safe: GPU threads translate, and {@link #read} and
 * {@link #write} run, while mappings change.
 *
 * <p>Addresses and lengths of mappings are multiples of 4096; others are refused with {@link
 * IllegalArgumentException}.
 */
public final class AddressSpace implements AutoCloseable {
  /** First address that does not exist. */
  public static final long END = 1L << 48;

  /** The answer when there is no memory at an address: Linux's -EINVAL. */
  public static final int NOT_MAPPED = -22;

  /** Ends a transfer that has moved something. */
  private static final int SHORT = -1;

  private final long handle;

  /** The device's; see {@link #generation}. */
  private final AtomicLong generation;

  private final PageTable table = new PageTable();

  /** By address; guarded by this. */
  private final NavigableMap<Long, Region> regions = new TreeMap<>();

  private volatile @Nullable SaveArea saveArea;
  private volatile @Nullable DebugArea debugArea;
  private volatile List<Watchpoint> watchpoints = List.of();

  AddressSpace(long handle, AtomicLong generation) {
    this.handle = handle;
    this.generation = generation;
  }

  /** The number that CSR 0xCDA reads. */
  public long handle() {
    return handle;
  }

  /** Maps a part of a buffer, replacing what was there. */
  public void map(long address, long length, BufferObject buffer, long offset, boolean writable) {
    requirePages(address, length);
    if (offset % GuestPage.SIZE != 0 || offset < 0 || offset > buffer.size() - length) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "range 0x%x+0x%x of a buffer of 0x%x bytes",
              offset,
              length,
              buffer.size()));
    }
    replace(new Region.OfBuffer(address, length, writable, buffer, offset));
  }

  /**
   * Maps memory of a user process, replacing what was there. {@code userAddress} is a multiple of
   * 4096.
   */
  public void mapUser(
      long address, long length, UserMemory memory, long userAddress, boolean writable) {
    requirePages(address, length);
    if (userAddress % GuestPage.SIZE != 0) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "user address 0x%x is not a page", userAddress));
    }
    replace(new Region.OfUser(address, length, writable, memory, userAddress));
  }

  /** Maps a null page where a page fault was. */
  void mapNull(long page) {
    replace(new Region.OfNothing(page, GuestPage.SIZE));
  }

  private synchronized void replace(Region region) {
    region.retain();
    cut(region.address, region.end());
    regions.put(region.address, region);
    table.set(region.address, region.length, region);
    generation.incrementAndGet();
  }

  /** Removes what is mapped in a range; holes are fine. */
  public synchronized void unmap(long address, long length) {
    requirePages(address, length);
    table.set(address, length, null);
    cut(address, address + length);
    generation.incrementAndGet();
  }

  private static void requirePages(long address, long length) {
    if (address % GuestPage.SIZE != 0
        || length % GuestPage.SIZE != 0
        || address < 0
        || length <= 0
        || address > END - length) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "range 0x%x+0x%x", address, length));
    }
  }

  /** Takes a range out of {@link #regions}; those that reach out of it leave a part behind. */
  private void cut(long from, long to) {
    Map.Entry<Long, Region> entry = regions.lowerEntry(to);
    while (entry != null && entry.getValue().end() > from) {
      Region region = entry.getValue();
      regions.remove(region.address);
      if (region.address < from) {
        keep(region.part(region.address, from - region.address));
      }
      if (region.end() > to) {
        keep(region.part(to, region.end() - to));
      }
      region.release();
      entry = regions.lowerEntry(Math.min(to, region.address));
    }
  }

  private void keep(Region part) {
    part.retain();
    regions.put(part.address, part);
  }

  /** What is mapped, by address. */
  public synchronized List<Mapping> mappings() {
    return regions.values().stream().map(Region::mapping).toList();
  }

  /**
   * Reads into {@code to} from its position to its limit, as a debugger does: across adjacent
   * mappings, up to the first hole; read-only or not.
   *
   * @return bytes read; {@link #NOT_MAPPED} if the first byte is not mapped or is a null page; the
   *     error of {@link UserMemory#read} if it fails on the first byte
   */
  public int read(long address, ByteBuffer to) {
    return transfer(address, to, false, Region::read);
  }

  /**
   * Writes {@code from}; otherwise like {@link #read}. Running threads see changed code after
   * {@link #flush}.
   */
  public int write(long address, ByteBuffer from) {
    return transfer(
        address,
        from,
        false,
        (region, at, bytes) -> {
          int count = region.write(at, bytes);
          region.codeChanged();
          return count;
        });
  }

  /** Moves some bytes of a region; see {@link Region#read}. */
  private interface Transfer {
    int move(Region region, long at, ByteBuffer bytes);
  }

  /**
   * Moves as much as possible.
   *
   * @param nulls whether null pages count as memory
   * @return bytes moved, or why there was not one
   */
  private int transfer(long address, ByteBuffer bytes, boolean nulls, Transfer transfer) {
    int start = bytes.position();
    int limit = bytes.limit();
    int error = 0;
    while (error == 0 && bytes.position() < limit) {
      long at = address + bytes.position() - start;
      Region region = table.lookup(at);
      if (region == null || (!nulls && region instanceof Region.OfNothing)) {
        error = NOT_MAPPED;
      } else {
        bytes.limit(bytes.position() + reach(region, at, limit - bytes.position()));
        int moved = transfer.move(region, at, bytes);
        error = bytes.hasRemaining() ? Math.min(moved, SHORT) : 0;
        bytes.limit(limit);
      }
    }
    int done = bytes.position() - start;
    return done > 0 ? done : error;
  }

  /** How many of {@code wanted} bytes from {@code at} belong to the region, which has that one. */
  private int reach(Region region, long at, int wanted) {
    int bytes = GuestPage.SIZE - (int) (at & (GuestPage.SIZE - 1));
    while (bytes < wanted && table.lookup(at + bytes) == region) {
      bytes += GuestPage.SIZE;
    }
    return Math.min(bytes, wanted);
  }

  /**
   * Makes written code and watch slots take effect in running threads, as a flush of all caches
   * does.
   */
  public void flush() {
    DebugArea area = debugArea;
    if (area != null) {
      watchpoints = area.watchpoints();
    }
    generation.incrementAndGet();
  }

  /** Says that any code in this address space may have changed. */
  void invalidateInstructions() {
    List<Region> all;
    synchronized (this) {
      all = List.copyOf(regions.values());
    }
    all.forEach(Region::codeChanged);
    generation.incrementAndGet();
  }

  /**
   * Changes with every change of mappings, code or watchpoints that running threads must see. One
   * counter serves the whole device, because a buffer may be mapped in several address spaces.
   */
  long generation() {
    return generation.get();
  }

  List<Watchpoint> watchpoints() {
    return watchpoints;
  }

  /** What is mapped at an address, any 64 bits. */
  @Nullable Region lookup(long address) {
    return table.lookup(address);
  }

  /** Reads all of {@code to}, as the hardware does; null pages read as zeros. */
  boolean load(long address, ByteBuffer to) {
    int wanted = to.remaining();
    return transfer(address, to, true, Region::read) == wanted;
  }

  /** Writes all of {@code from}, as the hardware does. */
  boolean store(long address, ByteBuffer from) {
    int wanted = from.remaining();
    return transfer(address, from, true, Region::write) == wanted;
  }

  /**
   * Says where the {@linkplain org.gpugdb.backend.uapi.StateSaveAreaLayout state save area} is,
   * whose header the client has written. Without one, or when it is not mapped, exceptions are
   * hangs.
   */
  public void attachStateSaveArea(long address) {
    saveArea = new SaveArea(this, address);
  }

  /**
   * Says where the {@linkplain org.gpugdb.backend.uapi.DebugAreaLayout debug area} is, which the
   * client has initialised. Without one, or when it is not mapped, there is no output, no occupancy
   * table and no watchpoint.
   */
  public synchronized void attachDebugArea(long address) {
    DebugArea known = debugArea;
    if (known == null || !known.isAt(address)) {
      debugArea = new DebugArea(this, address);
      generation.incrementAndGet();
    }
  }

  @Nullable SaveArea saveArea() {
    return saveArea;
  }

  @Nullable DebugArea debugArea() {
    return debugArea;
  }

  /** Drops all mappings. Contexts of this address space must be closed first. */
  @Override
  public synchronized void close() {
    saveArea = null;
    debugArea = null;
    table.set(0, END, null);
    List<Region> all = new ArrayList<>(regions.values());
    regions.clear();
    all.forEach(Region::release);
    generation.incrementAndGet();
  }
}
