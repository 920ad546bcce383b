package org.gpugdb.backend.emulated.gpu;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Expected texts are those of glibc. */
class PrintfTest {
  private static final long BASE = 0x10000;
  private static final int FORMAT = 0x100;
  private static final int ARGUMENTS = 0x200;
  private static final int TEXT = 0x300;

  private final AddressSpace space = new AddressSpace(1, new AtomicLong());
  private final ThreadView view = new ThreadView(space);
  private ByteBuffer memory = ByteBuffer.allocate(0);

  @BeforeEach
  void mapMemory() {
    BufferObject buffer = BufferObject.create(4096);
    space.map(BASE, 4096, buffer, 0, true);
    memory = buffer.view(0, 4096).orElseThrow().order(ByteOrder.LITTLE_ENDIAN);
    memory.putLong(0, BASE + FORMAT).putLong(8, BASE + ARGUMENTS);
  }

  private String print(String format, long... arguments) {
    put(FORMAT, format);
    for (int i = 0; i < arguments.length; i++) {
      memory.putLong(ARGUMENTS + i * 8, arguments[i]);
    }
    return new String(Printf.output(view, BASE), StandardCharsets.ISO_8859_1);
  }

  private void put(int at, String text) {
    memory.put(at, (text + "\0").getBytes(StandardCharsets.ISO_8859_1));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "%d|-5|\"-5\"",
        "%5d|42|\"   42\"",
        "%-5d.|42|\"42   .\"",
        "%05d|-42|\"-0042\"",
        "%+d|42|\"+42\"",
        "% d|42|\" 42\"",
        "%.3d|7|\"007\"",
        "%8.3d|7|\"     007\"",
        "%08.3d|7|\"     007\"",
        "%.0d|0|\"\"",
        "%u|-1|\"4294967295\"",
        "%lu|-1|\"18446744073709551615\"",
        "%ld|-9223372036854775808|\"-9223372036854775808\"",
        "%hhd|255|\"-1\"",
        "%hu|65537|\"1\"",
        "%zu|10|\"10\"",
        "%x|3054|\"bee\"",
        "%#X|3054|\"0XBEE\"",
        "%#o|8|\"010\"",
        "%#x|0|\"0\"",
        "%c|65|\"A\"",
        "%3c|65|\"  A\"",
        "%p|4096|\"0x1000\"",
        "100%%|0|\"100%\""
      })
  void formatsIntegers(String format, long argument, String expected) {
    assertThat(print(format, argument)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "%f|1.5|\"1.500000\"",
        "%.0f|2.5|\"2\"",
        "%#.0f|2.5|\"2.\"",
        "%.2f|-0.005|\"-0.01\"",
        "%.3f|1e22|\"10000000000000000000000.000\"",
        "%10.2f|3.14159|\"      3.14\"",
        "%-10.2f.|3.14159|\"3.14      .\"",
        "%010.2f|-3.14159|\"-000003.14\"",
        "%e|12345.678|\"1.234568e+04\"",
        "%.0e|15|\"2e+01\"",
        "%E|1e-300|\"1.000000E-300\"",
        "%e|0|\"0.000000e+00\"",
        "%g|0.0001|\"0.0001\"",
        "%g|0.00001|\"1e-05\"",
        "%g|100000|\"100000\"",
        "%g|1000000|\"1e+06\"",
        "%g|999999.5|\"1e+06\"",
        "%.3g|2.5|\"2.5\"",
        "%#g|2.5|\"2.50000\"",
        "%g|0|\"0\"",
        "%a|1.5|\"0x1.8p+0\"",
        "%a|0.5|\"0x1p-1\"",
        "%f|NaN|\"nan\"",
        "%5.1f|-Infinity|\" -inf\"",
        "%05F|Infinity|\"  INF\""
      })
  void formatsFloatingPoint(String format, double argument, String expected) {
    assertThat(print(format, Double.doubleToRawLongBits(argument))).isEqualTo(expected);
  }

  @Test
  void formatsStrings() {
    put(TEXT, "hello");
    assertThat(print("<%s> <%8s> <%-8s> <%.2s>", text(), text(), text(), text()))
        .isEqualTo("<hello> <   hello> <hello   > <he>");
  }

  private static long text() {
    return BASE + TEXT;
  }

  @Test
  void takesWidthAndPrecisionFromArguments() {
    assertThat(print("[%*d] [%*d] [%.*f]", 5, 1, -5, 2, 1, Double.doubleToRawLongBits(0.25)))
        .isEqualTo("[    1] [2    ] [0.2]");
  }

  @Test
  void saysWhatItCannotReadOrUnderstand() {
    assertThat(print("%s", 0x5000)).isEqualTo("[printf: 0x5000 is not readable]");
    assertThat(print("%v4hlf")).isEqualTo("[printf: %v?]4hlf");
    assertThat(print("50%")).isEqualTo("50[printf: %?]");
    assertThat(new String(Printf.output(view, 0), StandardCharsets.ISO_8859_1))
        .isEqualTo("[printf: 0x0 is not readable]");
  }
}
