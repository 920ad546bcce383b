package org.gpugdb.backend.eudebug;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CatchUpTest {
  private final CatchUp catchUp = new CatchUp(100);

  @Test
  void endsOnceWhenTheKernelIsQuiet() {
    assertThat(catchUp.ends(101, () -> false)).isFalse();
    assertThat(catchUp.isUnderWay()).isTrue();
    assertThat(catchUp.ends(102, () -> true)).isTrue();
    assertThat(catchUp.isUnderWay()).isFalse();
    assertThat(catchUp.ends(103, () -> true)).isFalse();
  }

  @Test
  void endsAfterAWhileThoughTheClientNeverRests() {
    assertThat(catchUp.ends(100 + CatchUp.LIMIT_NANOS, () -> false)).isFalse();
    assertThat(catchUp.ends(101 + CatchUp.LIMIT_NANOS, () -> false)).isTrue();
  }
}
