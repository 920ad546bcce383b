package org.gpugdb.backend.emulated.kernel;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import org.gpugdb.backend.kernel.Errno;
import org.gpugdb.backend.kernel.UserBlock;

/**
 * The memory of a process that lives in this one: blocks and mappings, at addresses that mean
 * nothing elsewhere.
 */
final class LocalPages implements ProcessPages {
  private static final int PAGE_SIZE = ProcessMemory.PAGE_SIZE;

  /** Where the next region of any process goes, so that no two share an address. */
  private final AtomicLong nextAddress;

  private final ConcurrentSkipListMap<Long, ByteBuffer> regions = new ConcurrentSkipListMap<>();

  LocalPages(AtomicLong nextAddress) {
    this.nextAddress = nextAddress;
  }

  /** Zeroed pages, of which the process is given the first {@code size} bytes. */
  UserBlock allocate(int size) {
    int pages = Math.max(1, pages(size));
    return map(ByteBuffer.allocateDirect(pages * PAGE_SIZE), size, () -> {});
  }

  /**
   * Makes bytes visible to the process.
   *
   * @param onUnmap run when the block is closed
   */
  UserBlock map(ByteBuffer bytes, int size, Runnable onUnmap) {
    long length = (long) pages(bytes.capacity()) * PAGE_SIZE;
    long address = nextAddress.getAndAdd(length + PAGE_SIZE); // a hole behind each
    regions.put(address, bytes);
    return new MappedBlock(
        address,
        bytes.slice(0, size).order(ByteOrder.LITTLE_ENDIAN),
        () -> {
          regions.remove(address);
          onUnmap.run();
        });
  }

  /** The process is gone. */
  void clear() {
    regions.clear();
  }

  @Override
  public int read(long address, ByteBuffer to) {
    int done = 0;
    while (to.hasRemaining()) {
      ByteBuffer piece = piece(address + done, to.remaining());
      if (!piece.hasRemaining()) {
        break;
      }
      done += piece.remaining();
      to.put(piece);
    }
    return done == 0 && to.hasRemaining() ? -Errno.EFAULT : done;
  }

  @Override
  public int write(long address, ByteBuffer from) {
    int done = 0;
    while (from.hasRemaining()) {
      ByteBuffer piece = piece(address + done, from.remaining());
      int length = piece.remaining();
      if (length == 0) {
        break;
      }
      piece.put(from.slice(from.position(), length));
      from.position(from.position() + length);
      done += length;
    }
    return done == 0 && from.hasRemaining() ? -Errno.EFAULT : done;
  }

  @Override
  public boolean isAccessible(long address, long length, boolean write) {
    long at = address;
    long end = address + length;
    while (at < end) {
      int piece = piece(at, (int) Math.min(end - at, Integer.MAX_VALUE)).remaining();
      if (piece == 0) {
        return false;
      }
      at += piece;
    }
    return at == end;
  }

  /** No address is used twice, so that what is there is what has always been there, or nothing. */
  @Override
  public Object mappings(long address, long length) {
    return List.of();
  }

  private static int pages(int size) {
    return (int) ((size + (long) PAGE_SIZE - 1) / PAGE_SIZE);
  }

  /** At most {@code length} bytes of the region at an address; none if there is no region. */
  private ByteBuffer piece(long address, int length) {
    Map.Entry<Long, ByteBuffer> region = regions.floorEntry(address);
    long offset = region == null ? 0 : address - region.getKey();
    if (region == null || offset >= region.getValue().capacity()) {
      return ByteBuffer.allocate(0);
    }
    int available = region.getValue().capacity() - (int) offset;
    return region.getValue().slice((int) offset, Math.min(length, available));
  }
}
