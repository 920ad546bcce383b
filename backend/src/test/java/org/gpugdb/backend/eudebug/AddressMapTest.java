package org.gpugdb.backend.eudebug;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.gpugdb.backend.eudebug.AddressMap.Range;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressMapTest {
  private final AddressMap map = new AddressMap();

  @Test
  void unmappingTheMiddleLeavesBothEnds() {
    map.map(0x1000, 0x3000, RangeUse.CODE);
    map.unmap(0x2000, 0x1000);
    assertThat(map.ranges())
        .containsExactly(
            new Range(0x1000, 0x1000, RangeUse.CODE), new Range(0x3000, 0x1000, RangeUse.CODE));
  }

  @Test
  void mappingReplacesWhatWasThere() {
    map.map(0x1000, 0x2000, RangeUse.CODE);
    map.map(0x2000, 0x2000, RangeUse.DATA);
    assertThat(map.ranges())
        .containsExactly(
            new Range(0x1000, 0x1000, RangeUse.CODE), new Range(0x2000, 0x2000, RangeUse.DATA));
  }

  @Test
  void partsOfAProcessesMemoryKnowWhereTheyAreThere() {
    map.map(0x1000, 0x3000, RangeUse.user(0x7000_0000));
    map.unmap(0x2000, 0x1000);
    assertThat(map.ranges())
        .containsExactly(
            new Range(0x1000, 0x1000, RangeUse.user(0x7000_0000)),
            new Range(0x3000, 0x1000, RangeUse.user(0x7000_2000)));
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3})
  void agreesWithATableOfPages(long seed) {
    Random random = new Random(seed);
    boolean[] pages = new boolean[64];
    for (int i = 0; i < 500; i++) {
      int first = random.nextInt(60);
      int count = 1 + random.nextInt(4);
      boolean mapped = random.nextBoolean();
      if (mapped) {
        map.map(first, count, RangeUse.DATA);
      } else {
        map.unmap(first, count);
      }
      Arrays.fill(pages, first, first + count, mapped);
      boolean[] seen = new boolean[64];
      for (Range range : map.ranges()) {
        for (long page = range.start(); page < range.end(); page++) {
          assertThat(seen[(int) page]).isFalse();
          seen[(int) page] = true;
        }
      }
      assertThat(seen).isEqualTo(pages);
    }
  }
}
