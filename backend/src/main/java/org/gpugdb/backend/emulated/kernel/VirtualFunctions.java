package org.gpugdb.backend.emulated.kernel;

import static org.gpugdb.backend.emulated.kernel.ErrnoException.require;

import org.gpugdb.backend.kernel.Errno;

/**
 * The virtual functions into which the device is divided. They and debugging exclude each other.
 *
 * <p>Source of what has nothing to do with debugging: Linux, {@code
 * Documentation/ABI/testing/sysfs-bus-pci}.
 */
final class VirtualFunctions {
  private static final int MAX_DIGITS = 5;

  private final EmulatedKernel kernel;
  private final int total;
  private int count;

  VirtualFunctions(EmulatedKernel kernel, PciFunction function) {
    this.kernel = kernel;
    this.total = function.parts();
  }

  /** How many there can be. */
  int total() {
    return total;
  }

  /** How many there are. */
  int count() {
    return count;
  }

  /** A write to the number: all of them come, or all go. */
  void setCount(String text) throws ErrnoException {
    int wanted = parse(text);
    require(wanted <= total, Errno.ERANGE);
    if (wanted == count) {
      return;
    }
    require(wanted == 0 || count == 0, Errno.EBUSY);
    require(!kernel.eudebug().enabled(), Errno.EPERM);
    count = wanted;
  }

  private static int parse(String text) throws ErrnoException {
    String digits = text.strip();
    boolean number = !digits.isEmpty() && digits.chars().allMatch(c -> c >= '0' && c <= '9');
    require(number, Errno.EINVAL);
    require(digits.length() <= MAX_DIGITS, Errno.ERANGE);
    return Integer.parseInt(digits);
  }
}
