package org.gpugdb.backend.uapi;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * An immutable attention bitmap: bit {@code i} is bit {@code i % 8} of byte {@code i / 8}.
 *
 * <p>Bits past the end read as clear.
 */
public final class Bitmask {
  private final byte[] bytes;

  private Bitmask(byte[] bytes) {
    this.bytes = bytes;
  }

  /** A bitmap with these bytes. */
  public static Bitmask of(byte[] bytes) {
    return new Bitmask(bytes.clone());
  }

  /**
   * A bitmap of {@code size} bytes with the given bits set.
   *
   * @throws IndexOutOfBoundsException if a bit lies outside of it
   */
  public static Bitmask ofBits(int size, IntStream bits) {
    byte[] bytes = new byte[size];
    bits.forEach(bit -> bytes[bit >> 3] |= (byte) (1 << (bit & 7)));
    return new Bitmask(bytes);
  }

  /** {@code length} bytes of a buffer from an absolute offset on. */
  static Bitmask read(ByteBuffer buffer, int offset, int length) {
    byte[] bytes = new byte[length];
    buffer.get(offset, bytes);
    return new Bitmask(bytes);
  }

  void write(ByteBuffer buffer, int offset) {
    buffer.put(offset, bytes);
  }

  /** Size in bytes. */
  public int size() {
    return bytes.length;
  }

  public boolean test(int bit) {
    return bit >> 3 < bytes.length && (bytes[bit >> 3] >> (bit & 7) & 1) != 0;
  }

  /** The set bits in ascending order. */
  public IntStream bits() {
    return IntStream.range(0, bytes.length * Byte.SIZE).filter(this::test);
  }

  /** Number of set bits. */
  public int cardinality() {
    int count = 0;
    for (byte b : bytes) {
      count += Integer.bitCount(b & 0xff);
    }
    return count;
  }

  public boolean isEmpty() {
    return cardinality() == 0;
  }

  /** The bits that differ; both must have the same size. */
  public Bitmask xor(Bitmask other) {
    if (other.bytes.length != bytes.length) {
      throw new IllegalArgumentException(
          "bitmap of " + other.bytes.length + " bytes (expected: " + bytes.length + ")");
    }
    byte[] result = bytes.clone();
    for (int i = 0; i < result.length; i++) {
      result[i] ^= other.bytes[i];
    }
    return new Bitmask(result);
  }

  /** This bitmap followed by others. */
  public Bitmask append(Bitmask... others) {
    int total = bytes.length + Arrays.stream(others).mapToInt(Bitmask::size).sum();
    ByteBuffer joined = ByteBuffer.allocate(total).put(bytes);
    for (Bitmask other : others) {
      joined.put(other.bytes);
    }
    return new Bitmask(joined.array());
  }

  public byte[] toBytes() {
    return bytes.clone();
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof Bitmask other && Arrays.equals(bytes, other.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /** The set bits, for people. */
  @Override
  public String toString() {
    return Arrays.toString(bits().toArray()) + "/" + bytes.length + " bytes";
  }
}
