package org.gpugdb.backend.uapi;

/**
 * Computes ioctl request codes: direction, argument size, type and number in 32 bits.
 *
 * <pre>
 *   31 30 29                16 15       8 7        0
 *  +-----+--------------------+----------+----------+
 *  | dir |        size        |   type   |  number  |
 *  +-----+--------------------+----------+----------+
 * </pre>
 *
 * <p>Source: {@code asm-generic/ioctl.h}. Results are unsigned 32-bit values, never sign-extended.
 */
public final class IoctlNumber {
  private static final int WRITE = 1;
  private static final int READ = 2;
  private static final int MAX_SIZE = 0x3fff;

  private IoctlNumber() {}

  /** {@code _IO}: neither direction nor size. */
  public static long io(char type, int number) {
    return compose(0, type, number, 0);
  }

  /** {@code _IOW}: the kernel reads the argument. */
  public static long iow(char type, int number, int size) {
    return compose(WRITE, type, number, size);
  }

  /** {@code _IOR}: the kernel writes the argument. */
  public static long ior(char type, int number, int size) {
    return compose(READ, type, number, size);
  }

  /** {@code _IOWR}: the kernel reads and writes the argument. */
  public static long iowr(char type, int number, int size) {
    return compose(READ | WRITE, type, number, size);
  }

  /** The type byte of a request. */
  public static char type(long request) {
    return (char) (request >>> 8 & 0xff);
  }

  /** The number byte of a request. */
  public static int number(long request) {
    return (int) (request & 0xff);
  }

  /** The argument size of a request in bytes. */
  public static int size(long request) {
    return (int) (request >>> 16) & MAX_SIZE;
  }

  /** Whether the kernel reads the argument of a request. */
  public static boolean kernelReads(long request) {
    return (request >>> 30 & WRITE) != 0;
  }

  /** Whether the kernel writes the argument of a request. */
  public static boolean kernelWrites(long request) {
    return (request >>> 30 & READ) != 0;
  }

  private static long compose(int direction, char type, int number, int size) {
    if (type > 0xff || number < 0 || number > 0xff || size < 0 || size > MAX_SIZE) {
      throw new IllegalArgumentException(
          "no such request: type " + (int) type + ", number " + number + ", size " + size);
    }
    return (long) direction << 30 | (long) size << 16 | (long) type << 8 | number;
  }
}
