package org.gpugdb.protocol.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;

/**
 * An immutable byte string.
 *
 * <p>Slices share the storage of their origin, so taking one costs nothing. Equality is by content.
 */
public final class Bytes {
  /** The byte string of length zero. */
  public static final Bytes EMPTY = new Bytes(new byte[0], 0, 0);

  private final byte[] array;
  private final int offset;
  private final int size;

  private Bytes(byte[] array, int offset, int size) {
    this.array = array;
    this.offset = offset;
    this.size = size;
  }

  /** The given values, each taken modulo 256. */
  public static Bytes of(int... values) {
    byte[] array = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      array[i] = (byte) values[i];
    }
    return adopt(array);
  }

  /** A copy of {@code array}. */
  public static Bytes copyOf(byte[] array) {
    return copyOf(array, 0, array.length);
  }

  /** A copy of {@code size} bytes of {@code array} from {@code offset} on. */
  public static Bytes copyOf(byte[] array, int offset, int size) {
    Objects.checkFromIndexSize(offset, size, array.length);
    return adopt(Arrays.copyOfRange(array, offset, offset + size));
  }

  /** Takes over {@code array} without copying: the caller must not write to it afterwards. */
  public static Bytes adopt(byte[] array) {
    return adopt(array, 0, array.length);
  }

  /**
   * Takes over part of {@code array} without copying: the caller must not write to it afterwards.
   */
  public static Bytes adopt(byte[] array, int offset, int size) {
    Objects.checkFromIndexSize(offset, size, array.length);
    return size == 0 ? EMPTY : new Bytes(array, offset, size);
  }

  /** The UTF-8 encoding of {@code text}. */
  public static Bytes utf8(String text) {
    return adopt(text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * The characters of {@code text}, one byte each.
   *
   * @throws IllegalArgumentException if a character is not ASCII
   */
  public static Bytes ascii(String text) {
    byte[] array = new byte[text.length()];
    for (int i = 0; i < array.length; i++) {
      char c = text.charAt(i);
      if (c > 0x7f) {
        throw new IllegalArgumentException("not ASCII: U+" + Integer.toHexString(c) + " at " + i);
      }
      array[i] = (byte) c;
    }
    return adopt(array);
  }

  /** The number of bytes. */
  public int size() {
    return size;
  }

  /** Whether there are no bytes. */
  public boolean isEmpty() {
    return size == 0;
  }

  /** The byte at {@code index}, signed as Java's bytes are. */
  public byte get(int index) {
    return array[offset + Objects.checkIndex(index, size)];
  }

  /** The byte at {@code index} as 0..255. */
  public int unsigned(int index) {
    return get(index) & 0xff;
  }

  /** The bytes from {@code from} (inclusive) to {@code to} (exclusive), sharing this storage. */
  public Bytes slice(int from, int to) {
    Objects.checkFromToIndex(from, to, size);
    return from == 0 && to == size ? this : adopt(array, offset + from, to - from);
  }

  /** The bytes from {@code from} on, sharing this storage. */
  public Bytes slice(int from) {
    return slice(from, size);
  }

  /** Whether this begins with all of {@code prefix}. */
  public boolean startsWith(Bytes prefix) {
    return prefix.size <= size
        && Arrays.equals(
            array,
            offset,
            offset + prefix.size,
            prefix.array,
            prefix.offset,
            prefix.offset + prefix.size);
  }

  /** The first index from {@code from} on that holds {@code value} (0..255), or -1. */
  public int indexOf(int value, int from) {
    for (int i = Math.max(from, 0); i < size; i++) {
      if (array[offset + i] == (byte) value) {
        return i;
      }
    }
    return -1;
  }

  /** The last index that holds {@code value} (0..255), or -1. */
  public int lastIndexOf(int value) {
    for (int i = size - 1; i >= 0; i--) {
      if (array[offset + i] == (byte) value) {
        return i;
      }
    }
    return -1;
  }

  /** A new array with these bytes. */
  public byte[] toArray() {
    return Arrays.copyOfRange(array, offset, offset + size);
  }

  /** Copies all bytes into {@code target} from {@code at} on. */
  public void copyTo(byte[] target, int at) {
    System.arraycopy(array, offset, target, at, size);
  }

  /** A read-only view of these bytes, for writing them out without a copy. */
  public ByteBuffer asByteBuffer() {
    return ByteBuffer.wrap(array, offset, size).slice().asReadOnlyBuffer();
  }

  /** Two lower-case hex digits per byte. */
  public String hex() {
    return Hex.encode(this);
  }

  /** These bytes decoded as UTF-8; malformed sequences become U+FFFD. */
  public String decodeUtf8() {
    return new String(array, offset, size, StandardCharsets.UTF_8);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Bytes that
        && Arrays.equals(
            array, offset, offset + size, that.array, that.offset, that.offset + that.size);
  }

  @Override
  public int hashCode() {
    int hash = 1;
    for (int i = 0; i < size; i++) {
      hash = 31 * hash + array[offset + i];
    }
    return hash;
  }

  /** Printable ASCII as it is, every other byte and the backslash as {@code \xNN}. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(size);
    for (int i = 0; i < size; i++) {
      int value = unsigned(i);
      if (value >= 0x20 && value < 0x7f && value != '\\') {
        text.append((char) value);
      } else {
        text.append("\\x").append(Hex.digit(value >> 4)).append(Hex.digit(value & 0xf));
      }
    }
    return text.toString();
  }

  /** The storage, for this package's own loops only. */
  byte[] array() {
    return array;
  }

  /** Where these bytes begin in {@link #array()}. */
  int offset() {
    return offset;
  }
}
