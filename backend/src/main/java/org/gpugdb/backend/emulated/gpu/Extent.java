package org.gpugdb.backend.emulated.gpu;

import java.util.Locale;

/** Three sizes or indexes, x y z; none is negative. */
public record Extent(int x, int y, int z) {
  static final Extent ZERO = new Extent(0, 0, 0);
  static final Extent ONE = new Extent(1, 1, 1);

  public Extent {
    if (x < 0 || y < 0 || z < 0) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "negative extent %d,%d,%d", x, y, z));
    }
  }

  /** The product, at most {@link Long#MAX_VALUE}. */
  public long volume() {
    long plane = (long) x * y;
    return z != 0 && plane > Long.MAX_VALUE / z ? Long.MAX_VALUE : plane * z;
  }

  /** The {@code linear}-th cell of this extent, x varying fastest. */
  Extent cell(long linear) {
    return new Extent((int) (linear % x), (int) (linear / x % y), (int) (linear / x / y));
  }

  Extent times(Extent other) {
    return new Extent(x * other.x, y * other.y, z * other.z);
  }

  Extent plus(Extent other) {
    return new Extent(x + other.x, y + other.y, z + other.z);
  }

  Extent dividedBy(Extent other) {
    return new Extent(x / other.x, y / other.y, z / other.z);
  }

  boolean isMultipleOf(Extent other) {
    return x % other.x == 0 && y % other.y == 0 && z % other.z == 0;
  }
}
