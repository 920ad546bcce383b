package org.gpugdb.backend.uapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Comparator;
import java.util.Map;
import java.util.Random;
import org.gpugdb.backend.uapi.StateSaveAreaLayout.Fifo;
import org.gpugdb.backend.uapi.StateSaveAreaLayout.Geometry;
import org.gpugdb.backend.uapi.StateSaveAreaLayout.Header;
import org.gpugdb.backend.uapi.StateSaveAreaLayout.MalformedHeaderException;
import org.gpugdb.backend.uapi.StateSaveAreaLayout.Set;
import org.gpugdb.backend.uapi.StateSaveAreaLayout.Version;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StateSaveAreaLayoutTest {
  private static final Geometry BMG = new Geometry(5, 4, 8, 8);

  /** The published table of an Xe2 part, shortened to the sets that matter here. */
  private static Header xe2() {
    return new Header(
        new Version(2, 2, 0),
        StateSaveAreaLayout.V2_SIZE,
        BMG,
        0,
        0x4400,
        0,
        0,
        0x4244,
        Fifo.ABSENT,
        0,
        Map.of(
            Set.GRF, new RegisterSet(0, 256, 512, 64),
            Set.CR, new RegisterSet(0x4060, 1, 96, 12),
            Set.DBG_REG, new RegisterSet(0x4300, 1, 64, 8)));
  }

  @Test
  void sizesAndSlotsFollowThePublishedExample() {
    Header header = xe2();

    assertThat(BMG.slots()).isEqualTo(1280);
    assertThat(header.slotOffset(1280)).isEqualTo(22_282_240 + 352);
    assertThat(header.areaBytes()).isEqualTo(22_286_336);
    assertThat(header.slotOffset(BMG.slot(1, 2, 3, 4))).isEqualTo(352 + 412 * 0x4400L);
    assertThat(header.registers(Set.GRF).offset(255)).isEqualTo(255 * 64);
  }

  @Test
  void bothVersionsSurviveTheTrip() throws MalformedHeaderException {
    for (Header header : new Header[] {xe2(), RiscvEuLayout.header(new Geometry(1, 1, 2, 4))}) {
      ByteBuffer buffer = ByteBuffer.allocate(512).position(8);
      StateSaveAreaLayout.encode(buffer, header);

      assertThat(StateSaveAreaLayout.decode(buffer)).isEqualTo(header);
    }
  }

  @Test
  void aShortHeaderHasFewerSets() throws MalformedHeaderException {
    ByteBuffer buffer = ByteBuffer.allocate(352);
    StateSaveAreaLayout.encode(buffer, xe2());
    buffer.put(StateSaveAreaLayout.SIZE_OFFSET, (byte) 40);

    Header header = StateSaveAreaLayout.decode(buffer);

    assertThat(header.headerBytes()).isEqualTo(320);
    assertThat(header.registers(Set.CR).present()).isTrue();
    assertThat(header.registers(Set.DBG_REG).present()).isFalse();
  }

  @Test
  void refusesWhatItCannotDecode() {
    ByteBuffer buffer = ByteBuffer.allocate(448);
    assertThatThrownBy(() -> StateSaveAreaLayout.decode(buffer)).hasMessageContaining("magic");

    StateSaveAreaLayout.encode(buffer, RiscvEuLayout.header(BMG));
    assertThatThrownBy(() -> StateSaveAreaLayout.decode(buffer.slice(0, 440)))
        .hasMessageContaining("got 440 bytes (expected: 448)");

    for (int version : new int[] {0, 4, 5, 255}) {
      buffer.put(StateSaveAreaLayout.VERSION_MAJOR_OFFSET, (byte) version);
      assertThatThrownBy(() -> StateSaveAreaLayout.decode(buffer))
          .isInstanceOf(MalformedHeaderException.class)
          .hasMessage(
              "state save area of version "
                  + version
                  + ": only versions 1 to 3 say in their header where registers are");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "24, 0, slices=0",
    "28, -1, subslicesPerSlice=-1",
    "24, 0x7fffffff, slices=2147483647",
    "36, 0x40000, threadsPerEu=262144",
    "44, 0, slots of 0 bytes",
    "44, 0x20000, slots of 131072 bytes",
    "44, 0x300, 'beyond a slot of 768 bytes'",
    "60, 0x3f0, 'sr_ident at 1008, beyond a slot'",
    "60, -4, sr_ident at -4",
    "208, 0x3f8, 'CR at 1016, beyond a slot'",
    "212, 0xffffffff, CR at 768"
  })
  void refusesAHeaderThatContradictsItself(int offset, Long value, String part) {
    ByteBuffer buffer = ByteBuffer.allocate(448).order(ByteOrder.LITTLE_ENDIAN);
    StateSaveAreaLayout.encode(buffer, RiscvEuLayout.header(BMG));
    if (offset == 212) {
      buffer.putInt(216, 0xffff);
    }
    buffer.putInt(offset, value.intValue());
    assertThatThrownBy(() -> StateSaveAreaLayout.decode(buffer))
        .isInstanceOf(MalformedHeaderException.class)
        .hasMessageContaining(part);
  }

  @Test
  void whatIsBehindTheLastSetOfVersionTwoIsNoSet() throws MalformedHeaderException {
    ByteBuffer buffer = ByteBuffer.allocate(448).order(ByteOrder.LITTLE_ENDIAN);
    StateSaveAreaLayout.encode(buffer, xe2());
    buffer.put(StateSaveAreaLayout.SIZE_OFFSET, (byte) 56);
    RegisterSet.encode(buffer.slice(352, 16), new RegisterSet(0, 1, 32, 4));

    Header header = StateSaveAreaLayout.decode(buffer);

    assertThat(header.headerBytes()).isEqualTo(448);
    assertThat(header.registers(Set.SCALAR).present()).isFalse();
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void damagedHeadersAreRefusedOrCanBeReliedOn(long seed) {
    Random random = new Random(seed);
    int usable = 0;
    for (int i = 0; i < 2_000; i++) {
      ByteBuffer buffer = ByteBuffer.allocate(448).order(ByteOrder.LITTLE_ENDIAN);
      StateSaveAreaLayout.encode(
          buffer, random.nextBoolean() ? xe2() : RiscvEuLayout.header(new Geometry(1, 1, 2, 4)));
      for (int k = random.nextInt(4); k > 0; k--) {
        int at = StateSaveAreaLayout.VERSION_MAJOR_OFFSET + random.nextInt(432);
        buffer.put(at, (byte) random.nextInt());
      }
      try {
        Header header = StateSaveAreaLayout.decode(buffer.limit(random.nextInt(449)));
        usable++;
        assertThat(header.geometry().slots()).isBetween(1, 1 << 20);
        assertThat(header.areaBytes()).isPositive();
        int slot = header.stateSaveSize();
        for (RegisterSet set : header.registerSets().values()) {
          assertThat(set.offset()).isBetween(0, slot);
          assertThat(set.offset() + set.num() * set.bytes()).isLessThanOrEqualTo(slot);
        }
      } catch (MalformedHeaderException | IllegalArgumentException refused) {
        assertThat(refused).hasMessageMatching("(?s).+");
      }
    }
    assertThat(usable).isPositive();
  }

  @Test
  void theSetsOfTheRiscvUnitDoNotOverlapAndFitTheSlot() {
    int end = 0;
    for (RegisterSet set :
        RiscvEuLayout.header(BMG).registerSets().values().stream()
            .sorted(Comparator.comparingInt(RegisterSet::offset))
            .toList()) {
      assertThat(set.offset()).isGreaterThanOrEqualTo(end);
      end = set.offset() + set.num() * set.bytes();
    }
    assertThat(RiscvEuLayout.SR_IDENT_OFFSET).isGreaterThanOrEqualTo(end);
    assertThat(RiscvEuLayout.SR_IDENT_OFFSET + StateSaveAreaLayout.SR_IDENT_SIZE)
        .isLessThanOrEqualTo(RiscvEuLayout.SLOT_SIZE);
  }

  @Test
  void aRegisterOutsideOfASetIsRefused() {
    assertThatThrownBy(() -> xe2().registers(Set.CR).offset(1))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void theMarkCarriesItsCounter() {
    ByteBuffer buffer = ByteBuffer.allocate(32);
    assertThat(SrIdentLayout.decodeCount(buffer)).isEmpty();

    SrIdentLayout.encode(buffer, 1, 255);

    assertThat(SrIdentLayout.decodeCount(buffer)).hasValue(255);
  }
}
