package org.gpugdb.backend.driver;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.jna.Native;
import com.sun.jna.Pointer;

/** Anonymous memory of this process that can go away, which no buffer of Java's can. */
final class MappedMemory {
  private static final int READ = 1;
  private static final int WRITE = 2;
  private static final int PRIVATE_ANONYMOUS = 0x22;
  private static final int FIXED = 0x10;

  /** Far from where the system puts things by itself, so that nothing else takes the place. */
  private static final long HINT = 0x3000_0000_0000L;

  static {
    Native.register(MappedMemory.class, "c");
  }

  private static native long mmap(long address, long size, int prot, int flags, int fd, long off);

  private static native int munmap(long address, long size);

  private static native int mprotect(long address, long size, int protection);

  private final long address;
  private final long size;

  MappedMemory(long size) {
    this.size = size;
    this.address = mmap(HINT, size, READ | WRITE, PRIVATE_ANONYMOUS, -1, 0);
    assertThat(address).isPositive();
  }

  long address() {
    return address;
  }

  int get(long offset) {
    return new Pointer(address).getInt(offset);
  }

  void set(long offset, int value) {
    new Pointer(address).setInt(offset, value);
  }

  void unmap() {
    assertThat(munmap(address, size)).isZero();
  }

  void makeReadOnly() {
    assertThat(mprotect(address, size, READ)).isZero();
  }

  /** New memory, zeroed, at the old place. */
  void replace() {
    assertThat(mmap(address, size, READ | WRITE, PRIVATE_ANONYMOUS | FIXED, -1, 0))
        .isEqualTo(address);
  }
}
