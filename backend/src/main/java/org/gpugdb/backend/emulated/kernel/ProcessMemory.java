package org.gpugdb.backend.emulated.kernel;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import org.gpugdb.backend.emulated.gpu.UserMemory;
import org.gpugdb.backend.kernel.Errno;
import org.gpugdb.backend.kernel.UserBlock;

/**
 * The memory of one process: its blocks and mappings, at addresses that mean nothing elsewhere.
 *
 * <p>Thread-safe; needs no lock. As on a real machine the process itself, the kernel and the GPU
 * may touch the same bytes at once.
 */
final class ProcessMemory implements UserMemory {
  /** First address that no process has. */
  static final long END = 1L << 47;

  static final int PAGE_SIZE = 0x1000;

  private static final VarHandle LONGS =
      MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  /** Where the next region of any process goes, so that no two share an address. */
  private final AtomicLong nextAddress;

  private final ConcurrentSkipListMap<Long, ByteBuffer> regions = new ConcurrentSkipListMap<>();

  ProcessMemory(AtomicLong nextAddress) {
    this.nextAddress = nextAddress;
  }

  /** Zeroed pages, of which the process is given the first {@code size} bytes. */
  UserBlock allocate(int size) {
    int pages = Math.max(1, pages(size));
    return map(ByteBuffer.allocateDirect(pages * PAGE_SIZE), size);
  }

  /** Makes bytes visible to the process. */
  UserBlock map(ByteBuffer bytes, int size) {
    long length = (long) pages(bytes.capacity()) * PAGE_SIZE;
    long address = nextAddress.getAndAdd(length + PAGE_SIZE); // a hole behind each
    regions.put(address, bytes);
    return new MappedBlock(
        address,
        bytes.slice(0, size).order(ByteOrder.LITTLE_ENDIAN),
        () -> regions.remove(address));
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

  /** Whether every byte of a range is there. */
  boolean isMapped(long address, long length) {
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

  /** A little-endian copy of {@code length} bytes. */
  ByteBuffer copyIn(long address, int length) throws ErrnoException {
    ByteBuffer copy = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    ErrnoException.require(read(address, copy) == length, Errno.EFAULT);
    return copy.flip();
  }

  /** Writes all that remains in {@code from}. */
  void copyOut(long address, ByteBuffer from) throws ErrnoException {
    int length = from.remaining();
    ErrnoException.require(write(address, from) == length, Errno.EFAULT);
  }

  /** Reads an aligned 8-byte word at once. */
  long readLong(long address) throws ErrnoException {
    ByteBuffer word = word(address);
    return (long) LONGS.getAcquire(word, 0);
  }

  /** Writes an aligned 8-byte word at once, after everything written before. */
  void writeLong(long address, long value) throws ErrnoException {
    ByteBuffer word = word(address);
    LONGS.setRelease(word, 0, value);
  }

  private static int pages(int size) {
    return (int) ((size + (long) PAGE_SIZE - 1) / PAGE_SIZE);
  }

  private ByteBuffer word(long address) throws ErrnoException {
    ByteBuffer word = piece(address, Long.BYTES);
    ErrnoException.require(word.remaining() == Long.BYTES, Errno.EFAULT);
    return word;
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
