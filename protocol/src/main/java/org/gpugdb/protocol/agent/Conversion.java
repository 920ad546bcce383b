package org.gpugdb.protocol.agent;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/**
 * One conversion of a C format.
 *
 * @param kind one of {@code d i u o x X c s p}
 * @param flags those of {@code - + space # 0} that were given
 * @param width the least number of characters
 * @param precision the least number of digits or the most bytes of a string, or {@link #NONE}
 * @param bits how many bits of an integer count
 */
record Conversion(char kind, String flags, int width, int precision, int bits) {
  static final int NONE = -1;

  /** The most bytes of a string in memory. */
  private static final int MAX_STRING = 1024;

  /** Strings are read in pieces that do not cross such a boundary, and so no page either. */
  private static final int CHUNK = 64;

  /** The text for an argument. */
  byte[] apply(long argument, AgentContext context) throws AgentFault {
    return switch (kind) {
      case 'c' -> pad(new byte[] {(byte) argument});
      case 's' -> pad(string(argument, context));
      case 'p' -> pad(ascii(argument == 0 ? "(nil)" : "0x" + Long.toHexString(argument)));
      default -> integer(argument);
    };
  }

  private byte[] integer(long argument) {
    int unused = Long.SIZE - bits;
    boolean signed = kind == 'd' || kind == 'i';
    long value = signed ? argument << unused >> unused : argument << unused >>> unused;
    String prefix = signed ? sign(value) : prefix(value);
    String digits = value == 0 && precision == 0 ? "" : digits(value, signed);
    int wanted = precision;
    if (precision == NONE && has('0') && !has('-')) {
      wanted = width - prefix.length();
    } else if (kind == 'o' && has('#')) {
      wanted = Math.max(precision, digits.startsWith("0") ? 0 : digits.length() + 1);
    }
    return pad(ascii(prefix + "0".repeat(Math.max(0, wanted - digits.length())) + digits));
  }

  private String sign(long value) {
    if (value < 0) {
      return "-";
    }
    return has('+') ? "+" : has(' ') ? " " : "";
  }

  private String prefix(long value) {
    boolean hex = kind == 'x' || kind == 'X';
    return hex && has('#') && value != 0 ? "0" + kind : "";
  }

  private String digits(long value, boolean signed) {
    return switch (kind) {
      case 'x' -> Long.toHexString(value);
      case 'X' -> Long.toHexString(value).toUpperCase(Locale.ROOT);
      case 'o' -> Long.toOctalString(value);
      // The absolute value, unsigned, so that the least number works too.
      default -> Long.toUnsignedString(signed ? Math.abs(value) : value);
    };
  }

  private byte[] string(long address, AgentContext context) throws AgentFault {
    if (address == 0) {
      return ascii("(null)");
    }
    int limit = precision == NONE ? MAX_STRING : Math.min(precision, MAX_STRING);
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    while (text.size() < limit) {
      long at = address + text.size();
      byte[] chunk = new byte[Math.min(limit - text.size(), CHUNK - (int) (at & (CHUNK - 1)))];
      context.readMemory(at, chunk);
      int end = indexOfZero(chunk);
      text.write(chunk, 0, end);
      if (end < chunk.length) {
        return text.toByteArray();
      }
    }
    if (precision == NONE) {
      text.writeBytes(ascii("..."));
    }
    return text.toByteArray();
  }

  private static int indexOfZero(byte[] bytes) {
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == 0) {
        return i;
      }
    }
    return bytes.length;
  }

  private byte[] pad(byte[] text) {
    int missing = width - text.length;
    if (missing <= 0) {
      return text;
    }
    byte[] padded = new byte[width];
    Arrays.fill(padded, (byte) ' ');
    System.arraycopy(text, 0, padded, has('-') ? 0 : missing, text.length);
    return padded;
  }

  private boolean has(char flag) {
    return flags.indexOf(flag) >= 0;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
