package org.gpugdb.server.net;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.gpugdb.protocol.wire.Bytes;
import org.gpugdb.protocol.wire.Frame;
import org.gpugdb.protocol.wire.RspLimits;
import org.gpugdb.server.session.CommandSink;
import org.gpugdb.server.session.Connection;
import org.junit.jupiter.api.Test;

class RspLinkTest {
  private final FakeTransport transport = new FakeTransport();
  private final EchoSession session = new EchoSession();
  private final RspLink link = RspLink.open(transport, session::open);

  @Test
  void acknowledgesAndAnswersInOneWrite() {
    feed("$a#61");
    assertThat(transport.written.toString()).isEqualTo("+$a#61");
    assertThat(transport.flushes).isEqualTo(1);
  }

  @Test
  void asksForADamagedPacketAgain() {
    feed("$a#62");
    assertThat(transport.written.toString()).isEqualTo("-");
    assertThat(session.packets).isEmpty();
  }

  @Test
  void sendsTheLastPacketAgainWhenAsked() {
    feed("$a#61");
    feed("-");
    assertThat(transport.written.toString()).isEqualTo("+$a#61$a#61");
  }

  @Test
  void hasNothingToSendAgainAtFirst() {
    feed("-");
    assertThat(transport.written.toString()).isEmpty();
  }

  @Test
  void stopsAcknowledgingAfterTheAnswerThatSaysSo() {
    session.stopAcknowledging = true;
    feed("$a#61");
    assertThat(transport.written.toString()).isEqualTo("+$a#61");
    transport.written.setLength(0);
    feed("+$b#00");
    assertThat(transport.written.toString()).isEqualTo("$b#62");
    feed("-");
    assertThat(transport.written.toString()).isEqualTo("$b#62");
  }

  @Test
  void takesPacketsInAnyPieces() {
    for (char c : "$abc#26$d#64".toCharArray()) {
      feed(String.valueOf(c));
    }
    assertThat(session.packets).containsExactly("abc", "d");
  }

  @Test
  void keepsPacketsInOrderWhileTheSessionIsBusy() {
    session.busy = true;
    feed("$a#61$b#62");
    assertThat(session.packets).isEmpty();
    session.becomeReady();
    assertThat(session.packets).containsExactly("a", "b");
  }

  @Test
  void stopsReadingWhenTooMuchWaits() {
    session.busy = true;
    feed("$a#61".repeat(RspLink.MAX_WAITING));
    assertThat(transport.paused).isFalse();
    feed("$a#61");
    assertThat(transport.paused).isTrue();
    session.becomeReady();
    assertThat(transport.paused).isFalse();
    assertThat(session.packets).hasSize(RspLink.MAX_WAITING + 1);
  }

  @Test
  void deliversAnInterruptAheadOfWhatWaits() {
    session.busy = true;
    feed("$a#61\u0003");
    assertThat(session.interrupts).isEqualTo(1);
    assertThat(session.packets).isEmpty();
  }

  @Test
  void answersAPacketThatIsTooLong() {
    feed("$" + "a".repeat(RspLimits.MAX_PAYLOAD + 1) + "#00");
    assertThat(session.bad).isEmpty();
    session.stopAcknowledging = true;
    feed("$a#61");
    feed("$" + "a".repeat(RspLimits.MAX_PAYLOAD + 1) + "#00");
    assertThat(session.bad).containsExactly(Frame.Reason.TOO_LONG);
  }

  @Test
  void endsTheSessionOnceAndDropsWhatWaits() {
    session.busy = true;
    feed("$a#61");
    link.disconnected();
    link.disconnected();
    session.becomeReady();
    assertThat(session.closed).isEqualTo(1);
    assertThat(session.packets).isEmpty();
  }

  @Test
  void remembersTheLastPacketsCutShort() {
    feed("$" + "a".repeat(300) + "#ac");
    assertThat(session.connection().recentPackets())
        .hasSize(2)
        .allSatisfy(line -> assertThat(line).hasSizeLessThan(230).contains("bytes)"));
  }

  private void feed(String text) {
    byte[] bytes = text.getBytes(ISO_8859_1);
    link.received(bytes, 0, bytes.length);
  }

  private static final class FakeTransport implements Transport {
    private final StringBuilder written = new StringBuilder();
    private int flushes;
    private boolean paused;

    @Override
    public String peer() {
      return "test";
    }

    @Override
    public void write(Bytes bytes) {
      written.append(new String(bytes.toArray(), ISO_8859_1));
    }

    @Override
    public void flush() {
      flushes++;
    }

    @Override
    public void pauseReading(boolean pause) {
      paused = pause;
    }

    @Override
    public void close() {}
  }

  /** Sends every packet back. */
  private static final class EchoSession implements CommandSink {
    private final List<String> packets = new ArrayList<>();
    private final List<Frame.Reason> bad = new ArrayList<>();
    private final List<Connection> connections = new ArrayList<>();
    private Runnable ready = () -> {};
    private boolean busy;
    private boolean stopAcknowledging;
    private int interrupts;
    private int closed;

    CommandSink open(Connection connection) {
      connections.add(connection);
      return this;
    }

    Connection connection() {
      return connections.get(0);
    }

    void becomeReady() {
      busy = false;
      ready.run();
    }

    @Override
    public boolean isBusy() {
      return busy;
    }

    @Override
    public void whenReady(Runnable listener) {
      ready = listener;
    }

    @Override
    public void onPacket(Bytes payload) {
      packets.add(payload.toString());
      int sum = 0;
      for (int i = 0; i < payload.size(); i++) {
        sum += payload.unsigned(i);
      }
      String checksum = Bytes.of(sum).hex();
      connection().send(Bytes.ascii("$" + payload + "#" + checksum));
      if (stopAcknowledging) {
        connection().stopAcknowledging();
      }
    }

    @Override
    public void onInterrupt() {
      interrupts++;
    }

    @Override
    public void onBadPacket(Frame.Reason why) {
      bad.add(why);
    }

    @Override
    public void onClosed() {
      closed++;
    }
  }
}
