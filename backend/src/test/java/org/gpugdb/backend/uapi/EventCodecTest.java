package org.gpugdb.backend.uapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.gpugdb.backend.uapi.EngineClassInstanceLayout.EngineClassInstance;
import org.gpugdb.backend.uapi.EventHeaderLayout.EventHeader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class EventCodecTest {
  private static final int CREATE = EventHeaderLayout.FLAG_CREATE;
  private static final long BIG = 0xfedc_ba98_7654_3210L;

  private final EventCodec codec = new EventCodec(Dialect.PRELIM);

  private static Stream<Event> events(long client) {
    Bitmask mask = Bitmask.ofBits(8, IntStream.of(0, 9, 63));
    return Stream.of(
        new Event.Client(CREATE, 1, 2),
        new Event.Vm(EventHeaderLayout.FLAG_DESTROY, 2, client, BIG),
        new Event.ExecQueue(
            CREATE, 3, client, 2, 3, EngineClassInstanceLayout.COMPUTE, List.of(7L, BIG)),
        new Event.ExecQueuePlacements(
            CREATE,
            4,
            1,
            2,
            3,
            4,
            List.of(new EngineClassInstance(4, 0, 1), new EngineClassInstance(4, 65535, 0))),
        new Event.EuAttention(EventHeaderLayout.FLAG_STATE_CHANGE, 5, client, 2, 3, mask),
        new Event.VmBind(
            EventHeaderLayout.FLAG_STATE_CHANGE, 6, client, 2, Event.VmBind.UFENCE, 0x7fffffff),
        new Event.VmBindOp(CREATE, 7, 6, 2, BIG, 4096),
        new Event.VmBindUfence(CREATE | EventHeaderLayout.FLAG_NEED_ACK, 8, 6),
        new Event.Metadata(CREATE, 9, 1, 2, MetadataType.SIP_AREA.number(), 8),
        new Event.VmBindOpMetadata(CREATE, 10, 7, 2, BIG),
        new Event.Pagefault(
            EventHeaderLayout.FLAG_STATE_CHANGE,
            11,
            client,
            2,
            3,
            BIG,
            Bitmask.ofBits(8, IntStream.empty()),
            mask,
            mask),
        new Event.VmBindOpDebugData(CREATE, 13, 6, 0, DebugData.file(BIG, 4096, "/tmp/é/elf-1")),
        new Event.VmBindOpDebugData(
            EventHeaderLayout.FLAG_DESTROY, 14, 6, 0, DebugData.area(1, BIG, PseudoPath.SIP_AREA)),
        new Event.SyncHost(EventHeaderLayout.FLAG_STATE_CHANGE, 12, 1, 2, 3));
  }

  /** Every dialect with every event that it has. */
  static Stream<Arguments> events() {
    return Dialect.ALL.stream()
        .flatMap(
            dialect ->
                events(dialect.byProcess() ? 1 : 0)
                    .filter(event -> dialect.has(event.kind()))
                    .map(event -> Arguments.of(dialect, event)));
  }

  @ParameterizedTest
  @MethodSource("events")
  void everyEventSurvivesTheTrip(Dialect dialect, Event event) {
    EventCodec any = new EventCodec(dialect);
    ByteBuffer buffer = ByteBuffer.allocate(8192).order(ByteOrder.BIG_ENDIAN);
    Arrays.fill(buffer.array(), (byte) 0xa5);
    buffer.position(16);

    int size = any.encode(buffer, event);

    assertThat(size).isEqualTo(any.size(event));
    assertThat(buffer.position()).isEqualTo(16);
    assertThat(buffer.get(15)).isEqualTo((byte) 0xa5);
    assertThat(buffer.get(16 + size)).isEqualTo((byte) 0xa5);
    assertThat(any.decode(buffer)).contains(event);
  }

  @ParameterizedTest
  @MethodSource("events")
  void anEventCutShortIsRefused(Dialect dialect, Event event) {
    EventCodec any = new EventCodec(dialect);
    ByteBuffer buffer = ByteBuffer.allocate(8192);
    int size = any.encode(buffer, event);

    assertThatThrownBy(() -> any.decode(buffer.slice(0, size - 1)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aPathOfAllBytesIsReadToItsEnd() {
    EventCodec v5 = new EventCodec(Dialect.V5);
    ByteBuffer buffer = ByteBuffer.allocate(8192);
    v5.encode(
        buffer, new Event.VmBindOpDebugData(CREATE, 1, 2, 0, DebugData.file(0, 4096, "/elf")));
    Arrays.fill(buffer.array(), 72, 72 + DebugData.PATH_BYTES, (byte) 'x');

    Event.VmBindOpDebugData event = (Event.VmBindOpDebugData) v5.decode(buffer).orElseThrow();

    assertThat(event.data().path()).isEqualTo("x".repeat(DebugData.PATH_BYTES));
  }

  @Test
  void aFileOffsetOf32BitsIsUnsigned() {
    EventCodec v5 = new EventCodec(Dialect.V5);
    ByteBuffer buffer = ByteBuffer.allocate(8192);
    DebugData data = new DebugData(0, 4096, 0, 0xffff_f000L, 0, "/elf");
    v5.encode(buffer, new Event.VmBindOpDebugData(CREATE, 1, 2, 0, data));

    Event.VmBindOpDebugData event = (Event.VmBindOpDebugData) v5.decode(buffer).orElseThrow();

    assertThat(event.data().offset()).isEqualTo(0xffff_f000L);
  }

  @Test
  void countsThatExceedTheEventAreRefused() {
    ByteBuffer buffer = ByteBuffer.allocate(256).order(ByteOrder.LITTLE_ENDIAN);
    codec.encode(buffer, new Event.ExecQueue(CREATE, 3, 1, 2, 3, 4, List.of(7L)));
    buffer.putInt(52, -1); // width

    assertThatThrownBy(() -> codec.decode(buffer)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void anUnknownTypeIsNoEvent() {
    ByteBuffer buffer = ByteBuffer.allocate(24);
    EventHeaderLayout.encode(buffer, new EventHeader(24, 99, 0, 1, 0));

    assertThat(codec.decode(buffer)).isEmpty();
  }

  @Test
  void attentionHasTheseBytes() {
    ByteBuffer buffer = ByteBuffer.allocate(64);
    codec.encode(
        buffer, new Event.EuAttention(4, 0x11, 1, 2, 3, Bitmask.ofBits(8, IntStream.of(0, 9))));

    assertThat(HexFormat.of().formatHex(buffer.array()))
        .isEqualTo(
            "40000000"
                + "0500"
                + "0400"
                + "1100000000000000"
                + "0000000000000000"
                + "0100000000000000"
                + "0200000000000000"
                + "0300000000000000"
                + "00000000"
                + "08000000"
                + "0102000000000000");
  }
}
