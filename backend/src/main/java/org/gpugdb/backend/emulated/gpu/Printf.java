package org.gpugdb.backend.emulated.gpu;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Turns the record behind a printf doorbell into output, by the rules of C for the conversions of
 * OpenCL C 6.15.14 without vectors.
 *
 * <p>The record is two addresses: the format and the arguments, 8 bytes each, integers
 * sign-extended, floating point as double, strings as addresses. What cannot be read or understood
 * is said in the output, in brackets.
 */
final class Printf {
  private static final int MAX_TEXT = 4096;
  private static final String UNREADABLE = "[printf: 0x%x is not readable]";

  private final ThreadView memory;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private long nextArgument;

  private Printf(ThreadView memory, long arguments) {
    this.memory = memory;
    this.nextArgument = arguments;
  }

  /** What a printf with that record prints. */
  static byte[] output(ThreadView memory, long record) {
    ByteBuffer fields = ByteBuffer.allocate(2 * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    if (!memory.read(record, fields)) {
      return bytes(String.format(Locale.ROOT, UNREADABLE, record));
    }
    Printf printf = new Printf(memory, fields.getLong(Long.BYTES));
    printf.print(printf.string(fields.getLong(0)));
    return printf.out.toByteArray();
  }

  /** A NUL-terminated message and a newline. */
  static byte[] message(ThreadView memory, long address) {
    Printf printf = new Printf(memory, 0);
    printf.out.writeBytes(printf.string(address));
    printf.out.write('\n');
    return printf.out.toByteArray();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private void print(byte[] format) {
    int at = 0;
    while (at < format.length) {
      if (format[at] == '%') {
        PrintfDirective directive = PrintfDirective.parse(format, at, this::integer);
        print(directive);
        at = directive.end();
      } else {
        out.write(format[at++]);
      }
    }
  }

  private void print(PrintfDirective directive) {
    switch (directive.conversion()) {
      case '%' -> out.write('%');
      case 'd', 'i' -> out.writeBytes(bytes(directive.signed(argument())));
      case 'u', 'o', 'x', 'X' -> out.writeBytes(bytes(directive.unsigned(argument())));
      case 'p' -> out.writeBytes(bytes(directive.pointer(argument())));
      case 'c' -> out.writeBytes(directive.pad(new byte[] {(byte) argument()}));
      case 's' -> out.writeBytes(directive.pad(directive.cut(string(argument()))));
      case 'f', 'F', 'e', 'E', 'g', 'G', 'a', 'A' ->
          out.writeBytes(bytes(directive.floating(Double.longBitsToDouble(argument()))));
      default -> out.writeBytes(bytes("[printf: " + directive.text() + "?]"));
    }
  }

  private int integer() {
    return (int) argument();
  }

  private long argument() {
    ByteBuffer slot = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    boolean readable = memory.read(nextArgument, slot);
    nextArgument += Long.BYTES;
    return readable ? slot.getLong(0) : 0;
  }

  private byte[] string(long address) {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    ByteBuffer one = ByteBuffer.allocate(1);
    while (text.size() < MAX_TEXT && memory.read(address + text.size(), one.clear())) {
      if (one.get(0) == 0) {
        return text.toByteArray();
      }
      text.write(one.get(0));
    }
    return text.size() == 0
        ? bytes(String.format(Locale.ROOT, UNREADABLE, address))
        : text.toByteArray();
  }
}
