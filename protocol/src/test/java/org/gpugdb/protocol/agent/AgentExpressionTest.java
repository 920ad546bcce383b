package org.gpugdb.protocol.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class AgentExpressionTest {
  private static final long BASE = 0x1000;

  /** Register n holds n + 0x100; 256 bytes of memory at BASE hold their offsets. */
  private static final AgentContext THREAD =
      new AgentContext() {
        @Override
        public long register(int number) throws AgentFault {
          if (number >= 64) {
            throw new AgentFault("no register " + number);
          }
          return 0x100L + number;
        }

        @Override
        public void readMemory(long address, byte[] target) throws AgentFault {
          for (int i = 0; i < target.length; i++) {
            long offset = address + i - BASE;
            if (offset < 0 || offset >= 256) {
              throw new AgentFault("no memory at 0x" + Long.toHexString(address + i));
            }
            target[i] = (byte) offset;
          }
        }
      };

  /** Every register holds one value, and the first byte of whatever is read another. */
  private static AgentContext threadWith(long register, int memory) {
    return new AgentContext() {
      @Override
      public long register(int number) {
        return register;
      }

      @Override
      public void readMemory(long address, byte[] target) {
        target[0] = (byte) memory;
      }
    };
  }

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex.replace(" ", ""));
  }

  private static long evaluate(String hex) throws Exception {
    return AgentEvaluator.evaluate(AgentExpression.condition(bytes(hex)), THREAD, text -> {});
  }

  static Stream<Arguments> expressions() {
    return Stream.of(
        arguments("22 05 27", 5L),
        arguments("22 ff 27", 255L),
        arguments("23 1234 27", 0x1234L),
        arguments("24 ffffffff 27", 0xffffffffL),
        arguments("25 fedcba9876543210 27", 0xfedcba9876543210L),
        arguments("26 0003 27", 0x103L),
        arguments("22 07 22 05 02 27", 12L),
        arguments("22 05 22 07 03 27", -2L),
        arguments("22 05 22 07 04 27", 35L),
        arguments("22 f9 16 08 22 02 05 27", -3L),
        arguments("22 f9 16 08 22 02 06 27", 0x7ffffffffffffffcL),
        arguments("22 f9 16 08 22 02 07 27", -1L),
        arguments("22 f9 16 08 22 02 08 27", 1L),
        arguments("25 8000000000000000 22 ff 16 08 05 27", Long.MIN_VALUE),
        arguments("22 01 22 04 09 27", 16L),
        arguments("22 01 22 40 09 27", 0L),
        arguments("22 f0 16 08 22 02 0a 27", -4L),
        arguments("22 f0 16 08 22 ff 16 08 0a 27", -1L),
        arguments("22 f0 16 08 22 3c 0b 27", 15L),
        arguments("22 f0 22 40 0b 27", 0L),
        arguments("22 00 0e 27", 1L),
        arguments("22 07 0e 27", 0L),
        arguments("22 0c 22 0a 0f 27", 8L),
        arguments("22 0c 22 0a 10 27", 14L),
        arguments("22 0c 22 0a 11 27", 6L),
        arguments("22 00 12 27", -1L),
        arguments("22 05 22 05 13 27", 1L),
        arguments("22 05 22 06 13 27", 0L),
        arguments("22 ff 16 08 22 01 14 27", 1L),
        arguments("22 ff 16 08 22 01 15 27", 0L),
        arguments("22 01 22 02 15 27", 1L),
        arguments("22 80 16 08 27", -128L),
        arguments("22 ff 12 16 40 27", ~255L),
        arguments("22 00 12 2a 0c 27", 0xfffL),
        arguments("22 00 12 2a 40 27", -1L),
        arguments("23 1001 17 27", 1L),
        arguments("23 1001 18 27", 0x0201L),
        arguments("23 1001 19 27", 0x04030201L),
        arguments("23 1001 1a 27", 0x0807060504030201L),
        arguments("23 10ff 17 27", 0xffL),
        arguments("22 03 28 04 27", 9L),
        arguments("22 03 22 04 29 27", 3L),
        arguments("22 03 22 04 2b 03 27", 1L),
        arguments("22 07 22 08 22 09 32 02 27", 7L),
        arguments("22 07 22 08 22 09 32 00 27", 9L),
        arguments("22 07 22 08 22 09 33 27", 8L),
        arguments("22 07 22 08 22 09 33 29 27", 7L),
        arguments("22 07 22 08 22 09 33 29 29 27", 9L),
        arguments("22 01 20 0008 22 05 27 22 06 27", 6L),
        arguments("22 00 20 0008 22 05 27 22 06 27", 5L),
        arguments("21 0005 22 07 22 09 27", 9L));
  }

  @ParameterizedTest
  @MethodSource("expressions")
  void evaluates(String hex, long value) throws Exception {
    assertThat(evaluate(hex)).isEqualTo(value);
  }

  /** As GDB 13.1 sent them for {@code if $t0 == 3 && *(int*)$t1 > 2} and a dprintf of $t0. */
  @Test
  void understandsWhatGdbCompiles() throws Exception {
    String condition =
        "260005164022031320000e210025260006164019162022022b142000202100252201210027220027";
    AgentExpression expression = AgentExpression.condition(bytes(condition));
    assertThat(AgentEvaluator.evaluate(expression, threadWith(3, 7), text -> {})).isEqualTo(1);
    assertThat(AgentEvaluator.evaluate(expression, threadWith(3, 2), text -> {})).isZero();
    assertThat(AgentEvaluator.evaluate(expression, threadWith(4, 7), text -> {})).isZero();
    StringBuilder printed = new StringBuilder();
    AgentExpression command =
        AgentExpression.command(bytes("26000516402200220034010007763d25645c6e0027"));
    AgentEvaluator.evaluate(command, THREAD, printed::append);
    assertThat(printed).hasToString("v=261\n");
  }

  @Test
  void loopsUntilDone() throws Exception {
    // n = 10; do { n = n - 1 } while (n != 0); the sum is kept below.
    String sum = "22 00 22 0a" + "2b 32 01 02 2b 22 01 03 28 20 0004" + "29 27";
    assertThat(evaluate(sum)).isEqualTo(55);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "22 01 22 00 05 27 | division by zero",
        "22 01 22 00 08 27 | division by zero",
        "23 2000 17 27 | no memory at 0x2000",
        "23 10ff 18 27 | no memory at 0x1100",
        "26 0040 27 | no register 64",
        "21 0000 | more than 10000 steps"
      })
  void faultsInsteadOfGuessing(String hex, String message) {
    assertThatThrownBy(() -> evaluate(hex)).isInstanceOf(AgentFault.class).hasMessage(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | got 0 bytes",
        "ff 27 | at offset 0: opcode 0xff not supported",
        "00 27 | opcode 0x0",
        "0c 27 | opcode 0xc",
        "1b 27 | opcode 0x1b",
        "2c 0000 27 | opcode 0x2c",
        "31 27 | opcode 0x31",
        "22 | instruction is cut off",
        "25 00000000 | instruction is cut off",
        "22 05 | at offset 2: ran over the end",
        "27 | stack is empty",
        "22 05 02 27 | at offset 2: stack is empty",
        "22 05 2b 27 | stack is empty",
        "22 05 22 05 33 27 | stack is empty",
        "22 05 32 01 27 | stack is empty",
        "22 05 16 00 27 | got 0 bits",
        "22 05 2a 41 27 | got 65 bits",
        "21 0010 | at offset 16: ran over the end",
        "22 05 21 0001 | jump into an instruction",
        "22 01 21 0000 | reached with 0 and with 1 values",
        "22 01 20 0007 22 01 27 | reached with",
        "22 00 22 00 34 00 0000 22 01 27 | format is not terminated",
        "22 00 22 00 34 00 0002 4141 22 01 27 | format is not terminated",
        "22 00 22 00 34 01 0001 00 22 01 27 | got 1 arguments (expected 0)",
        "22 00 22 00 34 01 0003 256400 22 01 27 | stack is empty",
        "22 00 22 00 34 00 ffff 00 | instruction is cut off"
      })
  void rejectsInvalidCode(String hex, String message) {
    assertThatThrownBy(() -> AgentExpression.condition(bytes(hex)))
        .isInstanceOf(InvalidAgentExpressionException.class)
        .hasMessageContaining(message);
  }

  @Test
  void boundsTheStack() {
    byte[] code = new byte[600];
    Arrays.fill(code, (byte) 0x28);
    code[0] = 0x22;
    code[599] = 0x27;
    assertThatThrownBy(() -> AgentExpression.condition(code))
        .hasMessageContaining("more than 256 values");
  }

  @Test
  void needsAValueOfConditionsOnly() throws Exception {
    AgentExpression nothing = AgentExpression.command(bytes("27"));
    assertThat(AgentEvaluator.evaluate(nothing, THREAD, text -> {})).isZero();
    assertThatThrownBy(() -> AgentExpression.condition(bytes("27")))
        .isInstanceOf(InvalidAgentExpressionException.class);
  }

  @Test
  void doesNotChangeWithTheArrayItCameFrom() throws Exception {
    byte[] code = bytes("22 05 27");
    AgentExpression five = AgentExpression.condition(code);
    code[1] = 6;
    assertThat(AgentEvaluator.evaluate(five, THREAD, text -> {})).isEqualTo(5);
  }

  /** The code of printf with 64-bit arguments, as GDB compiles it: last argument first. */
  private static byte[] printf(String format, long... arguments) {
    ByteArrayOutputStream code = new ByteArrayOutputStream();
    for (int i = arguments.length - 1; i >= 0; i--) {
      code.writeBytes(bytes("25" + HexFormat.of().toHexDigits(arguments[i])));
    }
    byte[] text = format.getBytes(StandardCharsets.UTF_8);
    code.writeBytes(bytes("22 00 22 00 34"));
    code.write(arguments.length);
    code.write((text.length + 1) >> 8);
    code.write(text.length + 1);
    code.writeBytes(text);
    code.write(0);
    code.write(0x27);
    return code.toByteArray();
  }

  private static String print(String format, long... arguments) throws Exception {
    StringBuilder printed = new StringBuilder();
    AgentExpression expression = AgentExpression.command(printf(format, arguments));
    AgentEvaluator.evaluate(expression, THREAD, printed::append);
    return printed.toString();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "%d|-1|-1",
        "%i|-1|-1",
        "%d|4294967295|-1",
        "%d|4294967296|0",
        "%u|-1|4294967295",
        "%x|-1|ffffffff",
        "%X|-1|FFFFFFFF",
        "%o|8|10",
        "%ld|-1|-1",
        "%lld|-9223372036854775808|" + "-9223372036854775808",
        "%lu|-1|18446744073709551615",
        "%lx|-1|ffffffffffffffff",
        "%zx|-1|ffffffffffffffff",
        "%jd|-5|-5",
        "%td|-5|-5",
        "%hd|65535|-1",
        "%hu|65537|1",
        "%hhd|255|-1",
        "%hhx|511|ff",
        "%c|65|A",
        "%p|4096|0x1000",
        "%p|0|(nil)",
        "[%5d]|42|[   42]",
        "[%-5d]|42|[42   ]",
        "[%05d]|-42|[-0042]",
        "[%-05d]|42|[42   ]",
        "[%+d]|42|[+42]",
        "[% d]|42|[ 42]",
        "[%.4d]|42|[0042]",
        "[%8.4d]|-42|[   -0042]",
        "[%08.4d]|42|[    0042]",
        "[%.0d]|0|[]",
        "[%#x]|255|[0xff]",
        "[%#X]|255|[0XFF]",
        "[%#x]|0|[0]",
        "[%#08x]|255|[0x0000ff]",
        "[%#o]|8|[010]",
        "[%#o]|0|[0]",
        "[%5c]|65|[    A]",
        "[%'d]|1000|[1000]",
        "[%10p]|16|[      0x10]",
        "100%% of %d|7|100% of 7"
      })
  void formatsIntegersAsCDoes(String format, long argument, String expected) throws Exception {
    assertThat(print(format, argument)).isEqualTo(expected);
  }

  @Test
  void formatsTextAndSeveralArguments() throws Exception {
    assertThat(print("")).isEmpty();
    assertThat(print("é\\n\\t\\\\\\\"\\101\\7")).isEqualTo("é\n\t\\\"A\u0007");
    assertThat(print("%d/%d=%x;", 1, 2, 255)).isEqualTo("1/2=ff;");
  }

  @Test
  void readsStringsUpToTheirEnd() throws Exception {
    assertThat(print("[%s]", BASE)).isEqualTo("[]");
    assertThat(print("[%s]", 0)).isEqualTo("[(null)]");
    assertThat(print("[%.3s]", BASE + 'a')).isEqualTo("[abc]");
    assertThat(print("[%6.3s]", BASE + 'a')).isEqualTo("[   abc]");
    assertThat(print("[%-6.3s]", BASE + 'a')).isEqualTo("[abc   ]");
    assertThat(print("[%.0s]", 0xdeadL)).isEqualTo("[]");
    assertThatThrownBy(() -> print("%s", BASE + 0xf0)).isInstanceOf(AgentFault.class);
  }

  @Test
  void cutsStringsThatDoNotEnd() throws Exception {
    AgentContext endless =
        new AgentContext() {
          @Override
          public long register(int number) {
            return 0;
          }

          @Override
          public void readMemory(long address, byte[] target) {
            Arrays.fill(target, (byte) 'a');
          }
        };
    StringBuilder printed = new StringBuilder();
    AgentExpression expression = AgentExpression.command(printf("%s", 0x12345));
    AgentEvaluator.evaluate(expression, endless, printed::append);
    assertThat(printed).hasToString("a".repeat(1024) + "...");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "%", "%5", "%f", "%g", "%n", "%ls", "%lc", "%lp", "%*d", "%1000d", "%.1000d", "%y", "\\",
        "\\q"
      })
  void rejectsFormatsItCannotPrint(String format) {
    assertThatThrownBy(() -> AgentExpression.command(printf(format, 1)))
        .isInstanceOf(InvalidAgentExpressionException.class)
        .hasMessageContaining("of the format \"" + format + "\"");
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void neverFailsInAnyOtherWay(long seed) {
    Random random = new Random(seed);
    int evaluated = 0;
    for (int round = 0; round < 20_000; round++) {
      try {
        AgentExpression expression = AgentExpression.command(randomCode(random));
        AgentEvaluator.evaluate(expression, THREAD, text -> {});
        evaluated++;
      } catch (InvalidAgentExpressionException | AgentFault expected) {
        assertThat(expected.getMessage()).isNotEmpty();
      }
    }
    assertThat(evaluated).isGreaterThan(100);
  }

  /** Mostly supported opcodes with random operands, and enough constants to feed them. */
  private static byte[] randomCode(Random random) {
    ByteArrayOutputStream code = new ByteArrayOutputStream();
    Opcode[] opcodes = Opcode.values();
    for (int i = random.nextInt(20); i >= 0; i--) {
      if (random.nextInt(3) != 0) {
        code.write(0x22);
        code.write(random.nextInt(4));
        continue;
      }
      Opcode opcode = opcodes[random.nextInt(opcodes.length)];
      code.write(opcode.code());
      for (int operand = 0; operand < opcode.operandSize(); operand++) {
        code.write(random.nextInt(3) == 0 ? random.nextInt(24) : 0);
      }
    }
    code.write(random.nextInt(50) == 0 ? random.nextInt(256) : 0x27);
    return code.toByteArray();
  }
}
