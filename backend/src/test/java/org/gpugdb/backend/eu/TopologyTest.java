package org.gpugdb.backend.eu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TopologyTest {
  static Stream<Topology> shapes() {
    return Stream.of(
        new Topology(1, 1, 2, 4),
        new Topology(2, 2, 8, 8),
        new Topology(5, 4, 8, 8),
        new Topology(3, 2, 5, 7));
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void everySlotHasItsOwnAttentionBitAndPlace(Topology topology) {
    for (int slot = 0; slot < topology.slots(); slot++) {
      assertThat(topology.slotOfBit(topology.attentionBit(slot))).isEqualTo(slot);
      Topology.Place place = topology.place(slot);
      int dss = place.slice() * topology.dssPerSlice() + place.dss();
      assertThat(dss).isEqualTo(topology.dss(slot));
      assertThat(
              (dss * topology.eusPerDss() + place.eu()) * topology.threadsPerEu() + place.thread())
          .isEqualTo(slot);
    }
  }

  @Test
  void attentionBitIsByteEuAndBitThread() {
    Topology topology = new Topology(2, 2, 8, 8);
    int slot = ((2 * 8) + 5) * 8 + 3;
    assertThat(topology.attentionBit(slot)).isEqualTo((2 * 8 + 5) * 8 + 3);
    assertThat(new Topology(1, 1, 2, 4).attentionBit(5)).isEqualTo(8 + 1);
  }

  @Test
  void bitsWithoutAThreadHaveNoSlot() {
    Topology topology = new Topology(1, 1, 2, 4);
    assertThat(topology.slotOfBit(4)).isEqualTo(-1);
    assertThat(topology.slotOfBit(16)).isEqualTo(-1);
    assertThat(topology.slotOfBit(64)).isEqualTo(-1);
  }

  @Test
  void refusesMoreThreadsThanAttentionBits() {
    assertThatThrownBy(() -> new Topology(1, 1, 8, 10))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at most 8");
  }
}
