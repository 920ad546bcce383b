package org.gpugdb.backend.eu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.BitSet;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class TopologyTest {
  private static Topology topology(int slices, int dss, int eus, int threads, String layout) {
    AttentionLayout attention =
        switch (layout) {
          case "byte" -> AttentionLayout.BYTE_PER_EU;
          case "lockstep" -> AttentionLayout.LOCKSTEP;
          default -> AttentionLayout.TWO_BYTES_PER_EU;
        };
    return new Topology(slices, dss, eus, threads, attention, Set.of());
  }

  static Stream<Topology> shapes() {
    return Stream.of(
        new Topology(1, 1, 2, 4),
        new Topology(2, 2, 8, 8),
        new Topology(5, 4, 8, 8),
        new Topology(3, 2, 5, 7),
        topology(8, 4, 16, 8, "lockstep"),
        topology(1, 12, 8, 10, "two"));
  }

  private static BitSet bits(int... set) {
    BitSet bits = new BitSet();
    for (int bit : set) {
      bits.set(bit);
    }
    return bits;
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void everySlotIsFoundByItsBitAndHasItsPlace(Topology topology) {
    BitSet all = new BitSet();
    for (int slot = 0; slot < topology.slots(); slot++) {
      int bit = topology.attentionBit(slot);
      assertThat(topology.slots(bits(bit)).get(slot)).isTrue();
      assertThat(bit).isLessThan(topology.attentionBytes() * 8);
      all.set(bit);
      Topology.Place place = topology.place(slot);
      int dss = place.slice() * topology.dssPerSlice() + place.dss();
      assertThat(dss).isEqualTo(topology.dss(slot));
      assertThat(
              (dss * topology.eusPerDss() + place.eu()) * topology.threadsPerEu() + place.thread())
          .isEqualTo(slot);
    }
    assertThat(topology.slots(all).cardinality()).isEqualTo(topology.slots());
  }

  /** Bits as the published arithmetic of each family has them. */
  @ParameterizedTest
  @CsvSource({
    "byte, 8, 8, 0, 0, 0, 0, 0",
    "byte, 8, 8, 2, 5, 3, 21, 3",
    "byte, 8, 8, 3, 7, 7, 31, 7",
    "lockstep, 16, 8, 0, 0, 6, 0, 6",
    "lockstep, 16, 8, 0, 4, 6, 0, 6",
    "lockstep, 16, 8, 1, 7, 0, 11, 0",
    "lockstep, 16, 8, 1, 8, 0, 12, 0",
    "lockstep, 16, 8, 3, 13, 2, 29, 2",
    "lockstep, 16, 8, 3, 15, 7, 31, 7",
    "two, 8, 10, 0, 3, 7, 3, 7",
    "two, 8, 10, 0, 3, 8, 11, 0",
    "two, 8, 10, 2, 7, 9, 47, 1"
  })
  void bitsAreWhereTheFamilyHasThem(
      String layout, int eus, int threads, int dss, int eu, int thread, int inByte, int bit) {
    Topology topology = topology(1, 4, eus, threads, layout);

    assertThat(topology.attentionBit((dss * eus + eu) * threads + thread))
        .isEqualTo(inByte * 8 + bit);
  }

  @Test
  void aBitOfALockstepPairIsTwoThreads() {
    Topology topology = topology(8, 4, 16, 8, "lockstep");
    int bit = (5 * 8 + 6) * 8 + 3; // DSS 5, byte 6, thread 3

    assertThat(topology.slots(bits(bit)))
        .isEqualTo(bits((5 * 16 + 10) * 8 + 3, (5 * 16 + 14) * 8 + 3));
  }

  @ParameterizedTest
  @CsvSource({
    "8, 4, 16, 8, lockstep, 256, 4096", // A770
    "1, 8, 8, 8, byte, 64, 512", // Lunar Lake
    "5, 4, 8, 8, byte, 160, 1280", // B580
    "1, 12, 8, 10, two, 192, 960" // Panther Lake
  })
  void bitmapsHaveTheSizesOfProducts(
      int slices, int dss, int eus, int threads, String layout, int bytes, int slots) {
    Topology topology = topology(slices, dss, eus, threads, layout);
    assertThat(topology.attentionBytes()).isEqualTo(bytes);
    assertThat(topology.slots()).isEqualTo(slots);
  }

  @Test
  void bitsWithoutAThreadHaveNoSlot() {
    assertThat(new Topology(1, 1, 2, 4).slots(bits(4, 16, 64, 1000))).isEqualTo(bits());
    assertThat(topology(1, 1, 8, 10, "two").slots(bits(8 * 8 + 2))).isEqualTo(bits());
    assertThat(topology(1, 1, 8, 10, "two").slots(bits(8 * 8 + 1))).isEqualTo(bits(9));
  }

  @Test
  void slotsOfAnAbsentDssStayCountedAndHaveNoThread() {
    Topology topology = new Topology(1, 4, 8, 8, AttentionLayout.BYTE_PER_EU, Set.of(1));

    assertThat(topology.slots()).isEqualTo(256);
    assertThat(topology.threads()).isEqualTo(192);
    assertThat(topology.attentionBit(128)).isEqualTo(128);
    assertThat(topology.slots(bits(64, 128))).isEqualTo(bits(128));
  }

  @Test
  void refusesMoreThreadsThanAttentionBits() {
    assertThatThrownBy(() -> new Topology(1, 1, 8, 10))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at most 8 of 8");
    assertThatThrownBy(() -> topology(1, 1, 17, 8, "lockstep"))
        .hasMessageContaining("at most 16 of 8");
  }
}
