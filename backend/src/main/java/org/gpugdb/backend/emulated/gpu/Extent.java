package org.gpugdb.backend.emulated.gpu;

/** Three sizes or indexes, x y z; unsigned 31-bit each. */
public record Extent(int x, int y, int z) {
  public Extent {
    if (x < 0 || y < 0 || z < 0) {
      throw new IllegalArgumentException("negative extent %d,%d,%d".formatted(x, y, z));
    }
  }

  /** The product, which fits 93 bits; saturated at {@link Long#MAX_VALUE}. */
  public long volume() {
    long xy = (long) x * y;
    return z != 0 && xy > Long.MAX_VALUE / z ? Long.MAX_VALUE : xy * z;
  }

  /** The index of the {@code linear}-th cell of this extent, x varying fastest. */
  Extent cell(long linear) {
    return new Extent((int) (linear % x), (int) (linear / x % y), (int) (linear / x / y));
  }

  Extent times(Extent other) {
    return new Extent(x * other.x, y * other.y, z * other.z);
  }

  Extent plus(Extent other) {
    return new Extent(x + other.x, y + other.y, z + other.z);
  }
}
