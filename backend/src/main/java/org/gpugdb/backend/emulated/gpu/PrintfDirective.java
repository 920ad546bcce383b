package org.gpugdb.backend.emulated.gpu;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.IntSupplier;

/**
 * One conversion specification of a printf format, such as {@code %-8.3lf}. C11 7.21.6.1.
 *
 * @param text as written
 * @param flags of {@code -+ #0}
 * @param width smallest output, 0 if none is given
 * @param precision -1 if none is given
 * @param bits size of an integer argument
 * @param conversion the last character, or 0 if the format ends before it
 * @param end index in the format of what follows
 */
record PrintfDirective(
    String text, String flags, int width, int precision, int bits, char conversion, int end) {
  private static final int DEFAULT_PRECISION = 6;

  /** Neither width nor precision is larger, whatever the kernel says. */
  private static final int LIMIT = 1000;

  /**
   * Parses the directive at {@code format[start]}, which is a percent sign.
   *
   * @param star gives the value of a width or precision written as {@code *}
   */
  static PrintfDirective parse(byte[] format, int start, IntSupplier star) {
    Scanner in = new Scanner(format, start + 1);
    String flags = in.takeWhile("-+ #0");
    int width = in.number(star);
    if (width < 0) {
      flags += "-";
      width = -width;
    }
    int precision = in.take('.') ? in.number(star) : -1;
    String length = in.takeWhile("hlLjzt");
    int bits =
        switch (length) {
          case "" -> Integer.SIZE;
          case "h" -> Short.SIZE;
          case "hh" -> Byte.SIZE;
          default -> Long.SIZE;
        };
    char conversion = in.next();
    String text = new String(format, start, in.at - start, StandardCharsets.ISO_8859_1);
    return new PrintfDirective(
        text, flags, Math.min(width, LIMIT), Math.min(precision, LIMIT), bits, conversion, in.at);
  }

  private static final class Scanner {
    private final byte[] format;
    private int at;

    Scanner(byte[] format, int at) {
      this.format = format;
      this.at = at;
    }

    char next() {
      return at < format.length ? (char) (format[at++] & 0xff) : 0;
    }

    boolean take(char wanted) {
      boolean there = at < format.length && format[at] == wanted;
      if (there) {
        at++;
      }
      return there;
    }

    String takeWhile(String characters) {
      int start = at;
      while (at < format.length && characters.indexOf(format[at]) >= 0) {
        at++;
      }
      return new String(format, start, at - start, StandardCharsets.ISO_8859_1);
    }

    int number(IntSupplier star) {
      if (take('*')) {
        return Math.max(star.getAsInt(), -LIMIT);
      }
      int value = 0;
      for (char digit : takeWhile("0123456789").toCharArray()) {
        value = Math.min(value * 10 + digit - '0', LIMIT);
      }
      return value;
    }
  }

  private boolean has(char flag) {
    return flags.indexOf(flag) >= 0;
  }

  /** {@code d} and {@code i}. */
  String signed(long argument) {
    long value = argument << (Long.SIZE - bits) >> (Long.SIZE - bits);
    String digits = atLeast(BigInteger.valueOf(value).abs().toString(), value == 0);
    return padNumber(sign(value < 0), digits, precision < 0);
  }

  /** {@code u}, {@code o}, {@code x} and {@code X}. */
  String unsigned(long argument) {
    long value = argument << (Long.SIZE - bits) >>> (Long.SIZE - bits);
    int radix = conversion == 'u' ? 10 : conversion == 'o' ? 8 : 16;
    String digits = atLeast(Long.toUnsignedString(value, radix), value == 0);
    if (conversion == 'o' && has('#') && !digits.startsWith("0")) {
      digits = "0" + digits;
    }
    String prefix = radix == 16 && has('#') && value != 0 ? "0x" : "";
    return inCase(padNumber(prefix, digits, precision < 0));
  }

  /** {@code p}. */
  String pointer(long argument) {
    return padNumber("0x", Long.toHexString(argument), false);
  }

  /** {@code f}, {@code e}, {@code g} and {@code a}, in both cases. */
  String floating(double value) {
    String sign = sign(Math.copySign(1, value) < 0 && !Double.isNaN(value));
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      return inCase(padNumber(sign, Double.isNaN(value) ? "nan" : "inf", false));
    }
    double magnitude = Math.abs(value);
    int digits = precision < 0 ? DEFAULT_PRECISION : precision;
    return switch (Character.toLowerCase(conversion)) {
      case 'f' -> padNumber(sign, fixed(new BigDecimal(magnitude), digits), true);
      case 'e' -> inCase(padNumber(sign, scientific(new BigDecimal(magnitude), digits), true));
      case 'g' ->
          inCase(padNumber(sign, general(new BigDecimal(magnitude), Math.max(digits, 1)), true));
      default -> inCase(padNumber(sign + "0x", hexadecimal(magnitude), true));
    };
  }

  private String fixed(BigDecimal value, int digits) {
    String text = value.setScale(digits, RoundingMode.HALF_EVEN).toPlainString();
    return digits == 0 && has('#') ? text + "." : text;
  }

  private String scientific(BigDecimal value, int digits) {
    BigDecimal rounded = value.round(new MathContext(digits + 1, RoundingMode.HALF_EVEN));
    int exponent = exponent(rounded);
    String mantissa = fixed(rounded.movePointLeft(exponent), digits);
    return mantissa
        + String.format(Locale.ROOT, "e%s%02d", exponent < 0 ? "-" : "+", Math.abs(exponent));
  }

  private static int exponent(BigDecimal value) {
    return value.signum() == 0 ? 0 : value.precision() - value.scale() - 1;
  }

  private String general(BigDecimal value, int digits) {
    int exponent = exponent(value.round(new MathContext(digits, RoundingMode.HALF_EVEN)));
    if (exponent < -4 || exponent >= digits) {
      String text = scientific(value, digits - 1);
      int e = text.indexOf('e');
      return withoutZeros(text.substring(0, e)) + text.substring(e);
    }
    return withoutZeros(fixed(value, digits - 1 - exponent));
  }

  /** What {@code g} drops unless it has the # flag. */
  private String withoutZeros(String text) {
    return has('#') || text.indexOf('.') < 0 ? text : text.replaceFirst("\\.?0+$", "");
  }

  /** Without the 0x. */
  private String hexadecimal(double value) {
    String format = precision < 0 ? "%a" : "%." + Math.max(precision, 1) + "a";
    String text = value == 0 ? "0x0p0" : String.format(Locale.ROOT, format, value);
    String signedExponent = text.contains("p-") ? text : text.replace("p", "p+");
    return signedExponent.substring(2).replace(".0p", "p");
  }

  private String sign(boolean negative) {
    return negative ? "-" : has('+') ? "+" : has(' ') ? " " : "";
  }

  /**
   * An integer with at least as many digits as the precision says; zero with precision 0 has none.
   */
  private String atLeast(String digits, boolean zero) {
    String kept = zero && precision == 0 ? "" : digits;
    return "0".repeat(Math.max(0, precision - kept.length())) + kept;
  }

  private String padNumber(String prefix, String digits, boolean zeros) {
    int missing = Math.max(0, width - prefix.length() - digits.length());
    if (has('-')) {
      return prefix + digits + " ".repeat(missing);
    }
    return zeros && has('0')
        ? prefix + "0".repeat(missing) + digits
        : " ".repeat(missing) + prefix + digits;
  }

  private String inCase(String text) {
    return Character.isUpperCase(conversion) ? text.toUpperCase(Locale.ROOT) : text;
  }

  /** The part of a string that the precision allows. */
  byte[] cut(byte[] string) {
    return precision < 0 ? string : Arrays.copyOf(string, Math.min(precision, string.length));
  }

  /** A character or string in its width. */
  byte[] pad(byte[] content) {
    if (content.length >= width) {
      return content;
    }
    byte[] padded = new byte[width];
    Arrays.fill(padded, (byte) ' ');
    System.arraycopy(content, 0, padded, has('-') ? 0 : width - content.length, content.length);
    return padded;
  }
}
