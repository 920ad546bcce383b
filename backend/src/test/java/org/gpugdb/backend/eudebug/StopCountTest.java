package org.gpugdb.backend.eudebug;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StopCountTest {
  @ParameterizedTest
  @CsvSource({
    "-1, 0, RUNNING",
    "-1, 1, STOPPED",
    "-1, 77, STOPPED",
    "5, 5, STILL_STOPPED",
    "5, 6, RUNNING",
    "5, 7, STOPPED",
    "5, 9, STOPPED_UNSEEN",
    "5, 3, STOPPED_UNSEEN",
    "255, 0, RUNNING",
    "255, 1, STOPPED",
    "253, 1, STOPPED_UNSEEN",
    "255, 255, STILL_STOPPED"
  })
  void countIsComparedWithTheLastOneSeen(int last, int now, StopCount verdict) {
    assertThat(StopCount.judge(OptionalInt.of(now), last)).isEqualTo(verdict);
  }

  @Test
  void slotWithoutAMarkIsNotStopped() {
    assertThat(StopCount.judge(OptionalInt.empty(), 5)).isEqualTo(StopCount.NEVER_SAVED);
    assertThat(StopCount.NEVER_SAVED.isNews()).isFalse();
  }
}
