package org.gpugdb.backend.eudebug;

import org.gpugdb.backend.kernel.Errno;
import org.gpugdb.backend.spi.BackendException;

/** Turns the result of a system call into an exception where it is a failure. */
final class SystemCall {
  private SystemCall() {}

  /** The result, if it is not a negative error number. */
  static int check(String call, int result) throws BackendException {
    if (result < 0) {
      throw failure(call, -result);
    }
    return result;
  }

  /**
   * @param errno positive
   */
  static BackendException failure(String call, int errno) {
    String sentence = call + " failed: " + Errno.name(errno);
    return switch (errno) {
      case Errno.ENOTCONN, Errno.ENODEV -> new BackendException.DeviceLost(sentence);
      case Errno.ETIMEDOUT -> new BackendException.Timeout(sentence);
      case Errno.EACCES, Errno.EPERM -> new BackendException.NotPermitted(sentence);
      default -> new BackendException.NativeFailure(call, errno, Errno.name(errno));
    };
  }
}
