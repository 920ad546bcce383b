package org.gpugdb.backend.driver;

import org.gpugdb.backend.kernel.Errno;

/** The kernel refused a request of the driver library, or a program file cannot be loaded. */
public final class DriverException extends Exception {
  private static final long serialVersionUID = 1L;

  DriverException(String message) {
    super(message);
  }

  /**
   * @param errno positive error number
   */
  DriverException(String call, int errno) {
    super(call + " failed: " + Errno.name(errno));
  }
}
