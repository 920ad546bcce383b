package org.gpugdb.backend.emulated.kernel;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.gpugdb.backend.kernel.KernelInterface;
import org.gpugdb.backend.kernel.UserBlock;

/** A process that lives in this one: a part of this program that calls the emulated kernel. */
public final class LocalProcess extends EmulatedProcess implements KernelInterface {
  private final LocalPages pages;

  static LocalProcess create(
      EmulatedKernel kernel, int pid, int uid, String name, AtomicLong nextAddress) {
    return new LocalProcess(kernel, pid, uid, name, new LocalPages(nextAddress));
  }

  private LocalProcess(EmulatedKernel kernel, int pid, int uid, String name, LocalPages pages) {
    super(kernel, pid, uid, name, pages);
    this.pages = pages;
  }

  @Override
  public int ioctl(int fd, long request, UserBlock argument) {
    return ioctl(fd, request, argument.address());
  }

  @Override
  public long pread(int fd, UserBlock to, long offset) {
    return pread(fd, to.address(), to.size(), offset);
  }

  @Override
  public long pwrite(int fd, UserBlock from, long offset) {
    return pwrite(fd, from.address(), from.size(), offset);
  }

  @Override
  public Optional<UserBlock> mmap(int fd, long offset, int length) {
    return map(fd, offset, length)
        .flatMap(
            mapping -> {
              Optional<UserBlock> block =
                  mapping.bytes().map(bytes -> pages.map(bytes, length, () -> unmap(mapping)));
              if (block.isEmpty()) {
                unmap(mapping);
              }
              return block;
            });
  }

  @Override
  public UserBlock allocate(int size) {
    return pages.allocate(size);
  }

  @Override
  public void close() {
    super.close();
    pages.clear();
  }
}
