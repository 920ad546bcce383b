package org.gpugdb.protocol.wire;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Hexadecimal text: numbers are unsigned 64-bit and most significant digit first, memory and
 * registers are byte by byte in target order.
 */
public final class Hex {
  private static final VarHandle PAIR =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
  private static final String DIGITS = "0123456789abcdef";

  /** Both digits of each byte value, so that one store writes a byte. */
  private static final short[] PAIRS = new short[256];

  private static final byte[] VALUES = new byte[256];

  static {
    Arrays.fill(VALUES, (byte) -1);
    for (int digit = 0; digit < 16; digit++) {
      VALUES[digit(digit)] = (byte) digit;
      VALUES[Character.toUpperCase(digit(digit))] = (byte) digit;
    }
    for (int value = 0; value < 256; value++) {
      PAIRS[value] = (short) (digit(value >> 4) | digit(value & 0xf) << 8);
    }
  }

  private Hex() {}

  /** The lower-case digit for {@code value} (0..15). */
  public static char digit(int value) {
    return DIGITS.charAt(value);
  }

  /** The value of the digit {@code character} (either case), or -1 if it is none. */
  public static int value(int character) {
    return character >= 0 && character < 256 ? VALUES[character] : -1;
  }

  /** {@code number}, taken as unsigned, without leading zeros. */
  public static String toHex(long number) {
    return Long.toHexString(number);
  }

  /**
   * Reads an unsigned number of up to 64 bits, either case, leading zeros allowed, no sign and no
   * {@code 0x}.
   *
   * @return empty if there are no digits, another character, or more than 64 significant bits
   */
  public static OptionalLong parseUnsigned(CharSequence digits) {
    long number = 0;
    for (int i = 0; i < digits.length(); i++) {
      int value = value(digits.charAt(i));
      if (value < 0 || number >>> 60 != 0) {
        return OptionalLong.empty();
      }
      number = number << 4 | value;
    }
    return digits.length() == 0 ? OptionalLong.empty() : OptionalLong.of(number);
  }

  /** Two lower-case digits per byte. */
  public static String encode(Bytes bytes) {
    byte[] digits = new byte[2 * bytes.size()];
    encode(bytes, digits, 0);
    return new String(digits, StandardCharsets.US_ASCII);
  }

  /** Writes two lower-case digits per byte into {@code target} from {@code at} on. */
  static void encode(Bytes bytes, byte[] target, int at) {
    byte[] source = bytes.array();
    int end = bytes.offset() + bytes.size();
    int out = at;
    for (int i = bytes.offset(); i < end; i++) {
      PAIR.set(target, out, PAIRS[source[i] & 0xff]);
      out += 2;
    }
  }

  /**
   * The bytes that {@code digits} spell, two digits each, either case.
   *
   * @return empty if the count of digits is odd or one of them is no digit
   */
  public static Optional<Bytes> decode(Bytes digits) {
    if (digits.size() % 2 != 0) {
      return Optional.empty();
    }
    byte[] source = digits.array();
    byte[] decoded = new byte[digits.size() / 2];
    int seen = 0;
    for (int i = 0; i < decoded.length; i++) {
      int at = digits.offset() + 2 * i;
      int value = VALUES[source[at] & 0xff] << 4 | VALUES[source[at + 1] & 0xff];
      seen |= value;
      decoded[i] = (byte) value;
    }
    return seen < 0 ? Optional.empty() : Optional.of(Bytes.adopt(decoded));
  }

  /** The low {@code size} bytes of {@code value}, least significant first. */
  public static Bytes littleEndian(long value, int size) {
    byte[] bytes = new byte[size];
    for (int i = 0; i < size && i < Long.BYTES; i++) {
      bytes[i] = (byte) (value >>> (8 * i));
    }
    return Bytes.adopt(bytes);
  }

  /**
   * The unsigned value of up to eight bytes, least significant first.
   *
   * @throws IllegalArgumentException if there are more than eight
   */
  public static long littleEndian(Bytes bytes) {
    if (bytes.size() > Long.BYTES) {
      throw new IllegalArgumentException("got " + bytes.size() + " bytes (expected at most 8)");
    }
    long value = 0;
    for (int i = bytes.size() - 1; i >= 0; i--) {
      value = value << 8 | bytes.unsigned(i);
    }
    return value;
  }
}
