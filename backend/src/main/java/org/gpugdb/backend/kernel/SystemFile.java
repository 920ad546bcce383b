package org.gpugdb.backend.kernel;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Short files of {@code /proc} and {@code /sys}: the system makes their text when it is read. */
public final class SystemFile {
  private static final int MAX_BYTES = 4096;

  private SystemFile() {}

  /** The first 4096 bytes of a file, without white space around; empty if it cannot be opened. */
  public static Optional<String> text(KernelInterface kernel, String path) {
    int fd = kernel.open(path, KernelInterface.O_RDONLY | KernelInterface.O_CLOEXEC);
    if (fd < 0) {
      return Optional.empty();
    }
    try (UserBlock block = kernel.allocate(MAX_BYTES)) {
      int length = (int) Math.max(0, kernel.pread(fd, block, 0));
      return Optional.of(
          StandardCharsets.UTF_8.decode(block.bytes().limit(length)).toString().strip());
    } finally {
      kernel.close(fd);
    }
  }
}
