package org.gpugdb.protocol.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RspFramerTest {
  private static final Frame ACK = new Frame.Ack();
  private static final Frame NACK = new Frame.Nack();
  private static final Frame INTERRUPT = new Frame.Interrupt();

  private static List<Frame> inOneChunk(RspFramer framer, Bytes input) {
    List<Frame> frames = new ArrayList<>();
    framer.feed(input.toArray(), 0, input.size(), frames::add);
    return frames;
  }

  private static List<Frame> byteByByte(RspFramer framer, Bytes input) {
    List<Frame> frames = new ArrayList<>();
    byte[] bytes = input.toArray();
    for (int i = 0; i < bytes.length; i++) {
      framer.feed(bytes, i, 1, frames::add);
    }
    return frames;
  }

  private static void assertRequests(Bytes input, Frame... expected) {
    assertThat(inOneChunk(RspFramer.ofRequests(1000), input)).containsExactly(expected);
    assertThat(byteByByte(RspFramer.ofRequests(1000), input)).containsExactly(expected);
  }

  private static void assertReplies(Bytes input, Frame... expected) {
    assertThat(inOneChunk(RspFramer.ofReplies(1000), input)).containsExactly(expected);
    assertThat(byteByByte(RspFramer.ofReplies(1000), input)).containsExactly(expected);
  }

  private static Frame packet(String payload) {
    return new Frame.Packet(Bytes.ascii(payload));
  }

  private static Frame bad(Frame.Reason reason) {
    return new Frame.BadFrame(reason);
  }

  @Test
  void findsPacketsAcksAndInterrupts() {
    assertRequests(
        Bytes.ascii("+$g#67-\u0003$OK#9a+"), ACK, packet("g"), NACK, INTERRUPT, packet("OK"), ACK);
  }

  @Test
  void acceptsTheEmptyPacket() {
    assertRequests(Bytes.ascii("$#00"), packet(""));
  }

  @Test
  void acceptsChecksumDigitsOfEitherCase() {
    assertRequests(Bytes.ascii("$OK#9A$OK#9a"), packet("OK"), packet("OK"));
  }

  @Test
  void treatsTheInterruptByteInsideAPacketAsData() {
    assertRequests(Bytes.ascii("$X\u0003#5b"), packet("X\u0003"));
  }

  @Test
  void keepsEscapesInThePayload() {
    assertRequests(Bytes.ascii("$}\u0003#80"), packet("}\u0003"));
  }

  @Test
  void keepsStarsInRequestsAsTheyAre() {
    assertRequests(Bytes.ascii("$0* #7a"), packet("0* "));
  }

  @Test
  void expandsRunsInReplies() {
    assertReplies(Bytes.ascii("$0* #7a"), packet("0000"));
  }

  @Test
  void reportsImpossibleRunsInReplies() {
    assertReplies(Bytes.ascii("$*~#a8"), bad(Frame.Reason.RUN_LENGTH));
    assertReplies(Bytes.ascii("$0*#5a"), bad(Frame.Reason.RUN_LENGTH));
  }

  @Test
  void findsNotificationsInRepliesOnly() {
    Bytes input = Bytes.ascii("%Stop:N#2e$OK#9a");
    assertReplies(input, new Frame.Notification(Bytes.ascii("Stop:N")), packet("OK"));
    assertRequests(input, packet("OK"));
  }

  @Test
  void skipsNoiseBetweenFrames() {
    assertRequests(Bytes.ascii("\r\nhello#zz$OK#9a}"), packet("OK"));
  }

  @Test
  void reportsAWrongChecksum() {
    assertRequests(
        Bytes.ascii("$OK#9b$OK#zz+"), bad(Frame.Reason.CHECKSUM), bad(Frame.Reason.CHECKSUM), ACK);
  }

  @Test
  void takesAnyChecksumWithoutAcks() {
    RspFramer framer = RspFramer.ofRequests(10);
    framer.ignoreChecksums();
    assertThat(inOneChunk(framer, Bytes.ascii("$OK#00$OK#zz")))
        .containsExactly(packet("OK"), packet("OK"));
  }

  @Test
  void dropsAPacketThatTheSenderBeganAnew() {
    assertRequests(Bytes.ascii("$m10$OK#9a"), packet("OK"));
  }

  @Test
  void skipsAnOverlongPacketAndGoesOn() {
    Bytes input = Bytes.ascii("$12345678901#3e$1234567890#0d");
    Frame[] expected = {bad(Frame.Reason.TOO_LONG), packet("1234567890")};
    assertThat(inOneChunk(RspFramer.ofRequests(10), input)).containsExactly(expected);
    assertThat(byteByByte(RspFramer.ofRequests(10), input)).containsExactly(expected);
  }

  @Test
  void callsADamagedOverlongPacketDamaged() {
    assertThat(inOneChunk(RspFramer.ofRequests(3), Bytes.ascii("$1234#00")))
        .containsExactly(bad(Frame.Reason.CHECKSUM));
  }

  @Test
  void boundsWhatRunsExpandTo() {
    assertThat(inOneChunk(RspFramer.ofReplies(10), Bytes.ascii("$0*~*~#80")))
        .containsExactly(bad(Frame.Reason.RUN_LENGTH));
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void cutsRandomInputTheSameWayInAnyPieces(long seed) {
    Random random = new Random(seed);
    byte[] alphabet = "$#+-%*}\u0003 0a9~".getBytes(StandardCharsets.US_ASCII);
    byte[] input = new byte[4096];
    for (int i = 0; i < input.length; i++) {
      input[i] =
          random.nextInt(8) == 0
              ? (byte) random.nextInt()
              : alphabet[random.nextInt(alphabet.length)];
    }
    for (boolean replies : new boolean[] {false, true}) {
      List<Frame> whole = inOneChunk(framer(replies), Bytes.copyOf(input));
      List<Frame> pieces = new ArrayList<>();
      RspFramer framer = framer(replies);
      for (int at = 0; at < input.length; ) {
        int length = Math.min(input.length - at, random.nextInt(7));
        framer.feed(input, at, length, pieces::add);
        at += length;
      }
      assertThat(pieces).isEqualTo(whole);
      assertThat(whole).isNotEmpty();
    }
  }

  private static RspFramer framer(boolean replies) {
    RspFramer framer = replies ? RspFramer.ofReplies(20) : RspFramer.ofRequests(20);
    framer.ignoreChecksums();
    return framer;
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4})
  void readsBackWhatTheBuilderWrites(long seed) {
    Random random = new Random(seed);
    for (int round = 0; round < 200; round++) {
      byte[] data = new byte[random.nextInt(400)];
      random.nextBytes(data);
      Arrays.fill(data, data.length / 3, data.length / 2, (byte) random.nextInt());
      Bytes sent =
          PacketBuilder.packet(random.nextInt(500))
              .withRunLength()
              .binary(Bytes.copyOf(data))
              .finish();
      List<Frame> frames = byteByByte(RspFramer.ofReplies(1000), sent);
      assertThat(frames).hasSize(1);
      Frame.Packet packet = (Frame.Packet) frames.get(0);
      assertThat(BinaryEscape.unescape(packet.payload())).contains(Bytes.copyOf(data));
    }
  }
}
