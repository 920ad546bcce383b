package org.gpugdb.backend.driver;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class GapHistogramTest {
  private static final long MILLI = 1_000_000;

  @Test
  void isZeroWithoutEvents() {
    GapHistogram gaps = new GapHistogram();

    assertThat(gaps.count()).isZero();
    assertThat(gaps.worst()).isZero();
    assertThat(gaps.quantile(0.5)).isZero();
  }

  @Test
  void findsTheGapThatAPartOfAllDoesNotExceed() {
    GapHistogram gaps = new GapHistogram();
    for (int i = 0; i < 998; i++) {
      gaps.add(MILLI - 1);
    }
    gaps.add(5 * MILLI - 1);
    gaps.add(7 * MILLI + 3);

    assertThat(gaps.count()).isEqualTo(1000);
    assertThat(gaps.quantile(0.5)).isEqualTo(MILLI);
    assertThat(gaps.quantile(0.998)).isEqualTo(MILLI);
    assertThat(gaps.quantile(0.999)).isEqualTo(5 * MILLI);
    assertThat(gaps.quantile(1)).isEqualTo(7 * MILLI + 3);
    assertThat(gaps.worst()).isEqualTo(7 * MILLI + 3);
  }

  @Test
  void keepsTheWorstGapBeyondItsRange() {
    GapHistogram gaps = new GapHistogram();
    gaps.add(3_000 * MILLI);

    assertThat(gaps.quantile(0.5)).isEqualTo(3_000 * MILLI);
    assertThat(gaps.worst()).isEqualTo(3_000 * MILLI);
  }

  @Test
  void aCopyStaysAsItIs() {
    GapHistogram gaps = new GapHistogram();
    gaps.add(MILLI);
    GapHistogram copy = gaps.copy();
    gaps.add(9 * MILLI);

    assertThat(copy.count()).isEqualTo(1);
    assertThat(copy.worst()).isEqualTo(MILLI);
  }
}
