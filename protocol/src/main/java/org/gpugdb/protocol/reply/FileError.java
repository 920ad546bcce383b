package org.gpugdb.protocol.reply;

/** Error numbers of the File-I/O protocol; see the GDB manual, "Errno Values". */
public enum FileError {
  /** Not permitted. */
  EPERM(1),
  /** No such file. */
  ENOENT(2),
  /** Interrupted. */
  EINTR(4),
  /** Input or output failed. */
  EIO(5),
  /** Not an open file. */
  EBADF(9),
  /** Access denied. */
  EACCES(13),
  /** Bad address. */
  EFAULT(14),
  /** Busy. */
  EBUSY(16),
  /** Exists already. */
  EEXIST(17),
  /** No such device. */
  ENODEV(19),
  /** Not a directory. */
  ENOTDIR(20),
  /** Is a directory. */
  EISDIR(21),
  /** Invalid argument. */
  EINVAL(22),
  /** Too many open files in the system. */
  ENFILE(23),
  /** Too many open files. */
  EMFILE(24),
  /** File too large. */
  EFBIG(27),
  /** No space left. */
  ENOSPC(28),
  /** Cannot seek. */
  ESPIPE(29),
  /** Read-only file system. */
  EROFS(30),
  /** Not supported. */
  ENOSYS(88),
  /** Name too long. */
  ENAMETOOLONG(91),
  /** Anything else. */
  EUNKNOWN(9999);

  private final int number;

  FileError(int number) {
    this.number = number;
  }

  /** The protocol's number. */
  public int number() {
    return number;
  }
}
