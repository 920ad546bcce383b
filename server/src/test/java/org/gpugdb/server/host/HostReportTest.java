package org.gpugdb.server.host;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostReportTest {
  private static final String HEARTBEAT =
      "heartbeat 3 count 2990 worst-gap-ms 4.250 results-checked 700 wrong 1";
  private static final String PHASE =
      "phase 2.125 count 2000 p50-gap-ms 1.000 p99.9-gap-ms 2.500 worst-gap-ms 7.000"
          + " results-checked 512 wrong 0";

  @Test
  void readsWhatHostsPrint() {
    assertThat(HostReport.parse(HEARTBEAT))
        .contains(new HostReport("heartbeat", 3, 2990, 0, 0, 4.25, 700, 1));
    assertThat(HostReport.parse(PHASE))
        .contains(new HostReport("phase", 2.125, 2000, 1, 2.5, 7, 512, 0));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "total 3 count 1", "heartbeat", "heartbeat 1 count", "heartbeat x count 1"})
  void leavesOutOtherLines(String line) {
    assertThat(HostReport.parse(line)).isEmpty();
  }

  @Test
  void heartbeatsAreSaidAsTheyWereHeard() {
    assertThat(HostReport.parse(HEARTBEAT).orElseThrow().heartbeatLine()).isEqualTo(HEARTBEAT);
  }

  @Test
  void severalHostsAddUpAndTheLongestGapCounts() {
    HostReport one = new HostReport("phase", 2, 10, 1, 3, 4, 100, 0);
    HostReport other = new HostReport("phase", 3, 20, 2, 2, 9, 50, 1);
    assertThat(one.with(other)).isEqualTo(new HostReport("phase", 3, 30, 2, 3, 9, 150, 1));
  }
}
