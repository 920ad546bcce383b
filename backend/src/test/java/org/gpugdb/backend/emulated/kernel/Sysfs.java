package org.gpugdb.backend.emulated.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.gpugdb.backend.kernel.KernelInterface;
import org.gpugdb.backend.kernel.UserBlock;
import org.gpugdb.backend.uapi.Dialect;

/**
 * The device's directory in sysfs, as a process sees it. Results are the kernel's.
 *
 * @param enableSwitch name of the file that turns debugging on
 */
record Sysfs(LocalProcess process, String enableSwitch) {
  private static final String DIRECTORY = "/sys/class/drm/card0/device/";

  static Sysfs of(LocalProcess process) {
    return new Sysfs(process, Dialect.PRELIM.enableSwitch());
  }

  int open(String name, int flags) {
    return process.open(DIRECTORY + name, flags);
  }

  /** The number of bytes taken, or an error. */
  long write(String name, String text) {
    int fd = open(name, KernelInterface.O_RDWR);
    if (fd < 0) {
      return fd;
    }
    UserBlock block = process.allocate(text.length());
    block.bytes().put(text.getBytes(StandardCharsets.US_ASCII));
    long result = process.pwrite(fd, block, 0);
    assertThat(process.close(fd)).isZero();
    return result;
  }

  String read(String name) {
    int fd = open(name, KernelInterface.O_RDONLY);
    UserBlock block = process.allocate(16);
    byte[] text = new byte[(int) process.pread(fd, block, 0)];
    assertThat(process.close(fd)).isZero();
    block.bytes().get(text);
    return new String(text, StandardCharsets.US_ASCII);
  }

  long enable(String text) {
    return write(enableSwitch, text);
  }

  String enabled() {
    return read(enableSwitch);
  }
}
