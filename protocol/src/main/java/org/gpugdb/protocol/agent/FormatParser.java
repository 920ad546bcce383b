package org.gpugdb.protocol.agent;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes a C format apart.
 *
 * <p>Conversions are {@code d i u o x X c s p %} with flags, width, precision and the length
 * modifiers {@code hh h l ll j z t}; {@code int} has 32 bits, {@code long} and pointers 64. There
 * is no floating point, for agent expressions have none. Backslash escapes are still in the text,
 * because clients send a format as the user typed it.
 */
final class FormatParser {
  private static final String FLAGS = "-+ #0'";
  private static final String INTEGERS = "diuoxX";
  private static final String OTHERS = "csp";
  private static final int MAX_WIDTH = 999;

  private final byte[] format;
  private final List<byte[]> texts = new ArrayList<>();
  private final List<Conversion> conversions = new ArrayList<>();
  private final ByteArrayOutputStream text = new ByteArrayOutputStream();
  private int at;

  private FormatParser(byte[] format) {
    this.format = format;
  }

  /** Parses a format without its terminating zero. */
  static PrintfFormat parse(byte[] format) throws InvalidAgentExpressionException {
    FormatParser parser = new FormatParser(format);
    while (parser.at < format.length) {
      parser.piece();
    }
    parser.endText();
    return new PrintfFormat(parser.texts, parser.conversions);
  }

  private void piece() throws InvalidAgentExpressionException {
    byte next = format[at++];
    if (next == '\\') {
      text.write(escape());
    } else if (next != '%') {
      text.write(next);
    } else if (peek() == '%') {
      text.write(format[at++]);
    } else {
      endText();
      conversions.add(conversion());
    }
  }

  private void endText() {
    texts.add(text.toByteArray());
    text.reset();
  }

  private int escape() throws InvalidAgentExpressionException {
    char c = peek();
    if (c >= '0' && c <= '7') {
      return octal();
    }
    at++;
    return switch (c) {
      case '\\', '"' -> c;
      case 'a' -> 0x07;
      case 'b' -> '\b';
      case 'e' -> 0x1b;
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'v' -> 0x0b;
      default -> throw invalid("unknown escape");
    };
  }

  private int octal() {
    int value = 0;
    for (int digits = 0; digits < 3 && peek() >= '0' && peek() <= '7'; digits++) {
      value = 8 * value + format[at++] - '0';
    }
    return value;
  }

  private Conversion conversion() throws InvalidAgentExpressionException {
    int start = at;
    while (at < format.length && FLAGS.indexOf(peek()) >= 0) {
      at++;
    }
    String flags = new String(format, start, at - start, StandardCharsets.US_ASCII);
    int width = number();
    int precision = Conversion.NONE;
    if (peek() == '.') {
      at++;
      precision = number();
    }
    boolean sized = at < format.length && "hljzt".indexOf(peek()) >= 0;
    int bits = bits();
    char kind = peek();
    at++;
    boolean integer = kind != 0 && INTEGERS.indexOf(kind) >= 0;
    boolean other = kind != 0 && OTHERS.indexOf(kind) >= 0;
    if (!integer && (!other || sized)) {
      throw invalid("conversion not supported");
    }
    return new Conversion(kind, flags, width, precision, bits);
  }

  /** A decimal number, or 0 if there is none. */
  private int number() throws InvalidAgentExpressionException {
    int value = 0;
    while (peek() >= '0' && peek() <= '9') {
      value = 10 * value + format[at++] - '0';
      if (value > MAX_WIDTH) {
        throw invalid("more than " + MAX_WIDTH);
      }
    }
    return value;
  }

  /** How many bits the length modifier says. */
  private int bits() {
    char modifier = peek();
    switch (modifier) {
      case 'h' -> {
        at++;
        return taken('h') ? Byte.SIZE : Short.SIZE;
      }
      case 'l', 'j', 'z', 't' -> {
        at++;
        if (modifier == 'l') {
          taken('l');
        }
        return Long.SIZE;
      }
      default -> {
        return Integer.SIZE;
      }
    }
  }

  private boolean taken(char c) {
    boolean next = peek() == c;
    if (next) {
      at++;
    }
    return next;
  }

  /** The next character, or 0 at the end. */
  private char peek() {
    return at < format.length ? (char) (format[at] & 0xff) : 0;
  }

  private InvalidAgentExpressionException invalid(String what) {
    String shown = new String(format, StandardCharsets.UTF_8);
    return new InvalidAgentExpressionException(
        what + " at offset " + at + " of the format \"" + shown + "\"");
  }
}
