package org.gpugdb.backend.emulated.kernel;

import org.gpugdb.backend.kernel.Errno;

/** A system call fails with an error number. Never leaves this package. */
final class ErrnoException extends Exception {
  private static final long serialVersionUID = 1;

  private final int errno;

  ErrnoException(int errno) {
    super(Errno.name(errno), null, /* enableSuppression= */ false, /* writableStackTrace= */ false);
    this.errno = errno;
  }

  int errno() {
    return errno;
  }

  /** Fails unless {@code valid}. */
  static void require(boolean valid, int errno) throws ErrnoException {
    if (!valid) {
      throw new ErrnoException(errno);
    }
  }
}
