package org.gpugdb.backend.emulated.gpu;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * A 48-bit GPU virtual address space. Thread-safe: GPU threads translate while mappings change.
 *
 * <p>Addresses and lengths of mappings are multiples of 4096; others are refused with {@link
 * IllegalArgumentException}.
 */
@SuppressWarnings("DoNotCallSuggester") // until it is filled in
public final class AddressSpace implements AutoCloseable {
  /** First address that does not exist. */
  public static final long END = 1L << 48;

  /** The number that CSR 0xCDA reads. */
  public long handle() {
    throw new UnsupportedOperationException();
  }

  /** Maps a part of a buffer, replacing what was there. */
  public void map(long address, long length, BufferObject buffer, long offset, boolean writable) {
    throw new UnsupportedOperationException();
  }

  /**
   * Maps memory of a user process, replacing what was there. {@code userAddress} is a multiple of
   * 4096.
   */
  public void mapUser(
      long address, long length, UserMemory memory, long userAddress, boolean writable) {
    throw new UnsupportedOperationException();
  }

  /** Removes what is mapped in a range; holes are fine. */
  public void unmap(long address, long length) {
    throw new UnsupportedOperationException();
  }

  /** What is mapped, by address. */
  public List<Mapping> mappings() {
    throw new UnsupportedOperationException();
  }

  /**
   * Reads into {@code to} from its position to its limit, as a debugger does: across adjacent
   * mappings, up to the first hole; read-only or not.
   *
   * @return bytes read; {@code -EINVAL} if the first byte is not mapped or is a null page; the
   *     error of {@link UserMemory#read} if it fails on the first byte
   */
  public int read(long address, ByteBuffer to) {
    throw new UnsupportedOperationException();
  }

  /**
   * Writes {@code from}; otherwise like {@link #read}. Decoded code is stale until {@link #flush}.
   */
  public int write(long address, ByteBuffer from) {
    throw new UnsupportedOperationException();
  }

  /**
   * Makes written code and watch slots take effect in running threads, as a flush of all caches
   * does.
   */
  public void flush() {
    throw new UnsupportedOperationException();
  }

  /**
   * Says where the state save area is and writes its header there, as firmware does. The range must
   * be mapped.
   */
  public void attachStateSaveArea(long address) {
    throw new UnsupportedOperationException();
  }

  /** Says where the debug area is and writes its header there. The range must be mapped. */
  public void attachDebugArea(long address) {
    throw new UnsupportedOperationException();
  }

  /** Drops all mappings. Contexts of this address space must be closed first. */
  @Override
  public void close() {
    throw new UnsupportedOperationException();
  }
}
