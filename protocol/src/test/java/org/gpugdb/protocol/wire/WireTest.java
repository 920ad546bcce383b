package org.gpugdb.protocol.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WireTest {
  @Test
  void bytesAreEqualByContentWhateverTheirStorage() {
    Bytes slice = Bytes.ascii("xxabcxx").slice(2, 5);
    assertThat(slice).isEqualTo(Bytes.ascii("abc")).hasSameHashCodeAs(Bytes.ascii("abc"));
    assertThat(slice).isNotEqualTo(Bytes.ascii("abd")).isNotEqualTo(Bytes.ascii("ab"));
    assertThat(slice.toArray()).containsExactly('a', 'b', 'c');
    assertThat(slice.asByteBuffer()).isEqualTo(ByteBuffer.wrap(new byte[] {'a', 'b', 'c'}));
  }

  @Test
  void bytesDoNotChangeWithTheArrayTheyCameFrom() {
    byte[] array = {1, 2, 3};
    Bytes bytes = Bytes.copyOf(array);
    array[0] = 9;
    bytes.toArray()[1] = 9;
    assertThat(bytes).isEqualTo(Bytes.of(1, 2, 3));
    assertThat(bytes.asByteBuffer().isReadOnly()).isTrue();
  }

  @Test
  void bytesStayWithinASlice() {
    Bytes slice = Bytes.ascii("abcdef").slice(1, 3);
    assertThatThrownBy(() -> slice.get(2)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> slice.slice(0, 3)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThat(slice.indexOf('d', 0)).isEqualTo(-1);
    assertThat(slice.lastIndexOf('a')).isEqualTo(-1);
    assertThat(slice.startsWith(Bytes.ascii("bcd"))).isFalse();
    assertThat(slice.startsWith(Bytes.ascii("b"))).isTrue();
  }

  @Test
  void bytesShowUnprintablesInHex() {
    assertThat(Bytes.of('a', 0, 0xff, '\\', '~')).hasToString("a\\x00\\xff\\x5c~");
  }

  @Test
  void rejectsTextThatIsNotAscii() {
    assertThatThrownBy(() -> Bytes.ascii("é")).isInstanceOf(IllegalArgumentException.class);
    assertThat(Bytes.utf8("é")).isEqualTo(Bytes.of(0xc3, 0xa9));
    assertThat(Bytes.of(0xc3, 0xa9).decodeUtf8()).isEqualTo("é");
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "ff, 255",
    "DeadBEEF, 3735928559",
    "ffffffffffffffff, -1",
    "8000000000000000, -9223372036854775808",
    "00000000000000000000001, 1"
  })
  void parsesUnsignedHex(String text, long value) {
    assertThat(Hex.parseUnsigned(text)).hasValue(value);
    assertThat(Hex.parseUnsigned(Hex.toHex(value))).hasValue(value);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "g", "-1", "+1", "0x1", " 1", "10000000000000000", "\u0661"})
  void rejectsWhatIsNoUnsignedHex(String text) {
    assertThat(Hex.parseUnsigned(text)).isEmpty();
  }

  @Test
  void encodesAndDecodesEveryByte() {
    byte[] all = new byte[256];
    StringBuilder expected = new StringBuilder();
    for (int i = 0; i < 256; i++) {
      all[i] = (byte) i;
      expected.append(String.format("%02x", i));
    }
    Bytes bytes = Bytes.copyOf(all);
    assertThat(bytes.hex()).isEqualTo(expected.toString());
    assertThat(Hex.decode(Bytes.ascii(expected.toString()))).contains(bytes);
    assertThat(Hex.decode(Bytes.ascii(expected.toString().toUpperCase(java.util.Locale.ROOT))))
        .contains(bytes);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "0g", "g0", "abc", "--"})
  void rejectsOddAndBadHexDigits(String text) {
    assertThat(Hex.decode(Bytes.ascii(text))).isEmpty();
  }

  @Test
  void convertsLittleEndianValues() {
    assertThat(Hex.littleEndian(0x1122334455667788L, 8).hex()).isEqualTo("8877665544332211");
    assertThat(Hex.littleEndian(-2, 4).hex()).isEqualTo("feffffff");
    assertThat(Hex.littleEndian(-1, 10).hex()).isEqualTo("ffffffffffffffff0000");
    assertThat(Hex.littleEndian(Bytes.of(0x80, 0xff))).isEqualTo(0xff80);
    assertThat(Hex.littleEndian(Bytes.of(1, 2, 3, 4, 5, 6, 7, 0xff)))
        .isEqualTo(0xff07060504030201L);
    assertThatThrownBy(() -> Hex.littleEndian(Bytes.copyOf(new byte[9])))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void escapesWhatFramesPackets() {
    Bytes data = Bytes.ascii("a#b$c}d*e");
    Bytes packet = PacketBuilder.packet(0).binary(data).finish();
    assertThat(packet.slice(1, packet.size() - 3))
        .isEqualTo(Bytes.ascii("a}\u0003b}\u0004c}]d}\ne"));
    assertThat(BinaryEscape.escapedSize(data)).isEqualTo(13);
    assertThat(BinaryEscape.unescape(packet.slice(1, packet.size() - 3))).contains(data);
  }

  @Test
  void rejectsAnEscapeAtTheEnd() {
    assertThat(BinaryEscape.unescape(Bytes.ascii("ab}"))).isEmpty();
    assertThat(BinaryEscape.unescape(Bytes.ascii("}}"))).contains(Bytes.ascii("]"));
  }

  @Test
  void cutsDataToTheRoomWithoutSplittingAnEscape() {
    Bytes data = Bytes.ascii("a#bc");
    assertThat(BinaryEscape.fitting(data, 5)).isEqualTo(data);
    assertThat(BinaryEscape.fitting(data, 2)).isEqualTo(Bytes.ascii("a"));
    assertThat(BinaryEscape.fitting(data, 3)).isEqualTo(Bytes.ascii("a#"));
    assertThat(BinaryEscape.fitting(data, 0)).isEqualTo(Bytes.EMPTY);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '!',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "1|0",
        "3|000",
        "4|0* ",
        "6|0*\"",
        "7|0*\"0",
        "8|0*\"00",
        "9|0*%",
        "14|0**",
        "15|0**0",
        "16|0*,",
        "17|0*,0",
        "18|0*.",
        "98|0*~",
        "99|0*~0",
        "102|0*~0* "
      })
  void compressesRunsWithoutSendingFramingAsACount(int length, String expected) {
    Bytes data = Bytes.ascii("0".repeat(length));
    byte[] buffer = data.toArray();
    Bytes compressed = Bytes.copyOf(buffer, 0, RunLength.compress(buffer, 0, length));
    assertThat(compressed).isEqualTo(Bytes.ascii(expected));
    assertThat(RunLength.expand(compressed, length)).contains(data);
    assertThat(RunLength.expand(compressed, length - 1)).isEmpty();
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3})
  void expandsWhatItCompressed(long seed) {
    Random random = new Random(seed);
    for (int round = 0; round < 500; round++) {
      byte[] data = new byte[random.nextInt(600)];
      int alphabet = 1 + random.nextInt(3);
      for (int i = 0; i < data.length; i++) {
        boolean again = i > 0 && random.nextInt(20) != 0;
        data[i] = again ? data[i - 1] : (byte) ('a' + random.nextInt(alphabet));
      }
      byte[] buffer = data.clone();
      Bytes compressed = Bytes.copyOf(buffer, 0, RunLength.compress(buffer, 0, buffer.length));
      assertThat(compressed.indexOf('#', 0)).isEqualTo(-1);
      assertThat(compressed.indexOf('$', 0)).isEqualTo(-1);
      assertThat(RunLength.expand(compressed, data.length)).contains(Bytes.copyOf(data));
    }
  }

  @Test
  void buildsPacketsWithTheirChecksum() {
    assertThat(PacketBuilder.packet(0).text("OK").finish()).isEqualTo(Bytes.ascii("$OK#9a"));
    assertThat(PacketBuilder.packet(9).finish()).isEqualTo(Bytes.ascii("$#00"));
    assertThat(PacketBuilder.notification("Stop", 1).character('N').finish())
        .isEqualTo(Bytes.ascii("%Stop:N#2e"));
  }

  @Test
  void writesNumbersUnsignedAndThreadsAsAgreed() {
    Bytes packet =
        PacketBuilder.packet(0)
            .number(0)
            .character(',')
            .number(-1)
            .character(',')
            .number(0x10)
            .character(',')
            .digits(0x1234, 2)
            .character(',')
            .thread(new Ptid(0x1f, 0x2e), true)
            .character(',')
            .thread(new Ptid(0x1f, 0x2e), false)
            .finish();
    assertThat(packet.toString()).startsWith("$0,ffffffffffffffff,10,34,p1f.2e,2e#");
  }

  @Test
  void replacesCharactersThatTextCannotCarry() {
    assertThat(PacketBuilder.packet(0).text("a#b$c*d\né}").finish().toString())
        .startsWith("$a?b?c?d??}#");
  }

  @Test
  void rejectsThreadIdsThatMeanAllOrAny() {
    assertThatThrownBy(() -> new Ptid(1, 0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Ptid(-1, 1)).isInstanceOf(IllegalArgumentException.class);
    assertThat(new Ptid(1, 16)).hasToString("p1.10");
  }
}
