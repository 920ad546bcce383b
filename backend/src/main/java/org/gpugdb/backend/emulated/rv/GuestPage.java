package org.gpugdb.backend.emulated.rv;

import java.nio.ByteBuffer;

/**
 * One 4 KiB page as a thread sees it. Immutable.
 *
 * <p>A <em>mapped</em> page lies in a direct {@code ByteBuffer} and is accessed by plain loads,
 * stores and atomics; a <em>called</em> page has no memory of ours behind it, and each access
 * becomes {@link GuestMemory#load} or {@link GuestMemory#store}.
 */
public final class GuestPage {
  /** log2 of the page size. */
  public static final int SHIFT = 12;

  /** Bytes in a page. */
  public static final int SIZE = 1 << SHIFT;

  private static final ByteBuffer NO_BYTES = ByteBuffer.allocateDirect(0);

  /** Matches no access, because no page has an odd address. */
  static final GuestPage NONE = new GuestPage(1, NO_BYTES, 0, false);

  final long address;
  final ByteBuffer bytes;
  final boolean writable;

  /** Add the low 32 bits of a guest address to get its index in {@link #bytes}. */
  final int delta;

  private GuestPage(long address, ByteBuffer bytes, int delta, boolean writable) {
    this.address = address;
    this.bytes = bytes;
    this.delta = delta;
    this.writable = writable;
  }

  /**
   * A page backed by memory.
   *
   * @param address guest address, a multiple of {@link #SIZE}
   * @param bytes a direct buffer; its address at {@code offset} must be a multiple of 8; its
   *     position, limit and byte order are not used after this call, and it must not be read-only
   *     if the page is writable
   * @param offset index of the page's first byte
   * @param writable whether stores are allowed
   */
  public static GuestPage mapped(long address, ByteBuffer bytes, int offset, boolean writable) {
    requireAligned(address);
    if (offset < 0 || offset > bytes.capacity() - SIZE) {
      throw new IllegalArgumentException(
          "no page at offset " + offset + " of " + bytes.capacity() + " bytes");
    }
    if (!bytes.isDirect() || bytes.alignmentOffset(offset, 8) != 0) {
      throw new IllegalArgumentException(
          "offset " + offset + " is not aligned memory of a direct buffer");
    }
    return new GuestPage(address, bytes, offset - (int) address, writable);
  }

  /**
   * A page whose every access is a call to the {@link GuestMemory}.
   *
   * @param address guest address, a multiple of {@link #SIZE}
   * @param writable whether stores are allowed
   */
  public static GuestPage called(long address, boolean writable) {
    requireAligned(address);
    return new GuestPage(address, NO_BYTES, 0, writable);
  }

  private static void requireAligned(long address) {
    if ((address & (SIZE - 1)) != 0) {
      throw new IllegalArgumentException("not a page address: 0x" + Long.toHexString(address));
    }
  }

  boolean isMapped() {
    return bytes.capacity() > 0;
  }
}
