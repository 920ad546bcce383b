package org.gpugdb.backend.emulated.gpu;

import java.nio.ByteBuffer;
import org.gpugdb.backend.emulated.rv.CodePage;
import org.gpugdb.backend.emulated.rv.GuestPage;
import org.jspecify.annotations.Nullable;

/**
 * A range with one backing; also what every page table entry of the range refers to, so that an
 * entry costs no memory of its own. Entries may go on referring to a region that has been cut,
 * because translating needs only addresses that are still mapped. Immutable.
 */
abstract sealed class Region {
  final long address;
  final long length;
  final boolean writable;

  private Region(long address, long length, boolean writable) {
    this.address = address;
    this.length = length;
    this.writable = writable;
  }

  final long end() {
    return address + length;
  }

  abstract Mapping mapping();

  /** The same backing for a part of the range. */
  abstract Region part(long start, long bytes);

  /** Says that the range is mapped. */
  void retain() {}

  /** Says that it no longer is. */
  void release() {}

  /**
   * @param page a page address
   */
  abstract GuestPage page(long page);

  /**
   * @param page a page address
   */
  abstract @Nullable CodePage code(long page);

  /** Says that bytes, which may be code, have been changed. */
  void codeChanged() {}

  /**
   * Transfers some of what remains in {@code to}, at least one byte unless it fails; see {@link
   * UserMemory#read}.
   */
  abstract int read(long at, ByteBuffer to);

  abstract int write(long at, ByteBuffer from);

  /** Part of a buffer object. */
  static final class OfBuffer extends Region {
    private final BufferObject buffer;
    private final long offset;

    OfBuffer(long address, long length, boolean writable, BufferObject buffer, long offset) {
      super(address, length, writable);
      this.buffer = buffer;
      this.offset = offset;
    }

    @Override
    Mapping mapping() {
      return new Mapping(address, length, MappingKind.BUFFER, offset, writable);
    }

    @Override
    Region part(long start, long bytes) {
      return new OfBuffer(start, bytes, writable, buffer, offsetOf(start));
    }

    @Override
    void retain() {
      buffer.retain();
    }

    @Override
    void release() {
      buffer.release();
    }

    @Override
    GuestPage page(long page) {
      return buffer.page(page, offsetOf(page), writable);
    }

    @Override
    CodePage code(long page) {
      return buffer.code(offsetOf(page));
    }

    @Override
    void codeChanged() {
      buffer.codeChanged();
    }

    @Override
    int read(long at, ByteBuffer to) {
      int count = to.remaining();
      buffer.read(offsetOf(at), to);
      return count;
    }

    @Override
    int write(long at, ByteBuffer from) {
      int count = from.remaining();
      buffer.write(offsetOf(at), from);
      return count;
    }

    /** The memory that has the byte at an address, at {@link #index}. */
    ByteBuffer bytes(long at) {
      return buffer.bytes(offsetOf(at));
    }

    int index(long at) {
      return buffer.index(offsetOf(at));
    }

    private long offsetOf(long at) {
      return at - address + offset;
    }
  }

  /** Memory of a user process. */
  static final class OfUser extends Region {
    private final UserMemory memory;
    private final long userAddress;

    OfUser(long address, long length, boolean writable, UserMemory memory, long userAddress) {
      super(address, length, writable);
      this.memory = memory;
      this.userAddress = userAddress;
    }

    @Override
    Mapping mapping() {
      return new Mapping(address, length, MappingKind.USERPTR, userAddress, writable);
    }

    @Override
    Region part(long start, long bytes) {
      return new OfUser(start, bytes, writable, memory, userAddressOf(start));
    }

    @Override
    GuestPage page(long page) {
      return GuestPage.called(page, writable);
    }

    @Override
    @Nullable CodePage code(long page) {
      ByteBuffer bytes = ByteBuffer.allocate(GuestPage.SIZE);
      return memory.read(userAddressOf(page), bytes) == GuestPage.SIZE
          ? CodePage.decode(bytes, 0)
          : null;
    }

    @Override
    int read(long at, ByteBuffer to) {
      return memory.read(userAddressOf(at), to);
    }

    @Override
    int write(long at, ByteBuffer from) {
      return memory.write(userAddressOf(at), from);
    }

    private long userAddressOf(long at) {
      return at - address + userAddress;
    }
  }

  /** Nothing: zeros, and writes are lost. */
  static final class OfNothing extends Region {
    OfNothing(long address, long length) {
      super(address, length, true);
    }

    @Override
    Mapping mapping() {
      return new Mapping(address, length, MappingKind.NULL, 0, true);
    }

    @Override
    Region part(long start, long bytes) {
      return new OfNothing(start, bytes);
    }

    @Override
    GuestPage page(long page) {
      return GuestPage.called(page, true);
    }

    @Override
    CodePage code(long page) {
      return CodePage.decode(ByteBuffer.allocate(GuestPage.SIZE), 0);
    }

    @Override
    int read(long at, ByteBuffer to) {
      int count = to.remaining();
      while (to.hasRemaining()) {
        to.put((byte) 0);
      }
      return count;
    }

    @Override
    int write(long at, ByteBuffer from) {
      int count = from.remaining();
      from.position(from.limit());
      return count;
    }
  }
}
