package org.gpugdb.backend.kernel.wire;

import java.util.Arrays;
import java.util.Optional;

/**
 * The calls. They are the methods of {@link org.gpugdb.backend.kernel.KernelInterface}; what each
 * takes from a {@link CallRequest} is said here. The rest of the request is ignored. A path is
 * {@code length} bytes of UTF-8 at {@code address}.
 */
public enum SystemCall {
  /** A path; {@code request}: the flags. */
  OPEN(1),
  /** {@code fd}. */
  CLOSE(2),
  /** {@code fd}; {@code request}: the command; {@code offset}: its argument. */
  FCNTL(3),
  /** {@code fd}, {@code request}; {@code address} of the argument. */
  IOCTL(4),
  /** {@code fd}; {@code length} bytes to {@code address} from {@code offset} on. */
  PREAD(5),
  /** {@code fd}; {@code length} bytes from {@code address} to {@code offset}. */
  PWRITE(6),
  /** {@code fd}. */
  FSYNC(7),
  /** {@code fd}; {@code request}: the events; {@code offset}: longest wait in milliseconds. */
  POLL(8),
  /**
   * {@code fd}, {@code offset}, {@code length}. The result is a descriptor of the process that the
   * reply names, to be mapped from the reply's offset on; its token names the mapping.
   */
  MMAP(9),
  /** {@code offset}: token of the mapping that the caller no longer uses. */
  MUNMAP(10),
  /** {@code fd}: the process id; {@code request}: the flags. */
  PIDFD_OPEN(11),
  /** {@code fd}: the pidfd; {@code offset}: the other's descriptor; {@code request}: the flags. */
  PIDFD_GETFD(12),
  /**
   * A path; {@code request}: size of the buffer at {@code offset} for the names, each followed by a
   * newline. The result is the number of bytes there are, also when that is more than fit.
   */
  LIST(13),
  /** A path, and a buffer as in {@link #LIST} for the link's text. */
  READLINK(14);

  private final int number;

  SystemCall(int number) {
    this.number = number;
  }

  /** Number on the wire. */
  public int number() {
    return number;
  }

  /** The call of a number; empty if there is none. */
  public static Optional<SystemCall> of(int number) {
    return Arrays.stream(values()).filter(call -> call.number == number).findFirst();
  }
}
