package org.gpugdb.backend.emulated.gpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TopologyTest {
  @ParameterizedTest
  @CsvSource({"tiny,8,8", "demo,256,32", "big,1280,160", "huge,100352,12544"})
  void hasTheSlotsOfItsPreset(String preset, int slots, int attentionSize) {
    Topology topology = Topology.preset(preset);
    assertThat(topology.slots()).isEqualTo(slots);
    assertThat(topology.attentionSize()).isEqualTo(attentionSize);
  }

  @ParameterizedTest
  @ValueSource(strings = {"tiny", "demo", "big", "huge"})
  void findsEverySlotByItsCoordinates(String preset) {
    Topology topology = Topology.preset(preset);
    Set<Integer> bits = new HashSet<>();
    for (int slot = 0; slot < topology.slots(); slot++) {
      ThreadCoordinates at = topology.coordinates(slot);
      assertThat(topology.slot(at)).isEqualTo(slot);
      int subslice = at.slice() * topology.subslicesPerSlice() + at.subslice();
      assertThat(topology.attentionBit(slot)).isEqualTo((subslice * 8 + at.eu()) * 8 + at.thread());
      bits.add(topology.attentionBit(slot));
    }
    assertThat(bits).hasSize(topology.slots());
  }

  @Test
  void namesThreads() {
    assertThat(Topology.BIG.coordinates(1279)).hasToString("eu4.3.7.7");
    assertThat(new ThreadCoordinates(4, 3, 7, 6).identity())
        .isEqualTo(4 << 14 | 3 << 8 | 7 << 4 | 6);
  }

  @Test
  void refusesShapesBeyondItsBits() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Topology(1, 1, 9, 8));
    assertThatIllegalArgumentException().isThrownBy(() -> new Topology(0, 1, 8, 8));
    assertThatIllegalArgumentException().isThrownBy(() -> Topology.preset("giant"));
  }
}
