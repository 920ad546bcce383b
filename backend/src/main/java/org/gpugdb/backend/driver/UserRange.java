package org.gpugdb.backend.driver;

import java.nio.ByteBuffer;
import org.gpugdb.backend.kernel.KernelInterface;
import org.gpugdb.backend.kernel.UserBlock;

/** Whole pages of the process's own memory, to be bound as userptr. */
final class UserRange implements HostMemory {
  private static final int PAGE = 4096;

  private final UserBlock pages;

  private UserRange(UserBlock pages) {
    this.pages = pages;
  }

  /** At least {@code size} bytes, zeroed. */
  static UserRange allocate(KernelInterface kernel, int size) {
    int rounded = Math.toIntExact(Buffer.pages(size));
    UserBlock block = kernel.allocate(rounded + PAGE);
    int start = (int) (-block.address() & (PAGE - 1));
    return new UserRange(block.slice(start, rounded));
  }

  long address() {
    return pages.address();
  }

  /** Size in bytes, a multiple of 4096. */
  int size() {
    return pages.size();
  }

  @Override
  public void write(long offset, ByteBuffer from) {
    pages.bytes().position(Math.toIntExact(offset)).put(from.duplicate());
  }

  @Override
  public void read(long offset, ByteBuffer into) {
    into.put(pages.bytes().slice(Math.toIntExact(offset), into.remaining()));
  }
}
