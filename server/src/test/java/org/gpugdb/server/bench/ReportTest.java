package org.gpugdb.server.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ReportTest {
  private final Report report = new Report();

  private void addBoth() {
    report.add(
        "ours",
        List.of(
            Measurement.latency("step", 20, 35.5, 40_000), Measurement.rate("dump", "MB/s", 150)));
    report.add("theirs", List.of(Measurement.latency("step", 50, 90, 15_000)));
  }

  @Test
  void comparesEachFigureWithThoseOfPeers() {
    addBoth();
    assertThat(report.lines())
        .hasSize(2)
        .satisfiesExactly(
            step ->
                assertThat(step)
                    .startsWith("step ")
                    .contains("20.0 us", "p99     35.5", "40000/s")
                    .endsWith("| theirs: 50.0, ours is 2.50 times as good"),
            dump -> assertThat(dump).contains("150.0 MB/s").endsWith("| theirs: -"));
  }

  @Test
  void readsFiguresInTheirSense() {
    Measurement slow = Measurement.millis("start", 500);
    Measurement fast = Measurement.millis("start", 250);
    assertThat(fast.advantageOver(slow)).isEqualTo(2);
    Measurement low = Measurement.rate("execution", "MIPS", 50);
    Measurement high = Measurement.rate("execution", "MIPS", 150);
    assertThat(high.advantageOver(low)).isEqualTo(3);
  }

  @Test
  void printsFiguresWithoutAPeerInOneLine() {
    assertThat(
            Report.row(
                List.of(Measurement.millis("halt", 1.25), Measurement.rate("threads", "", 64))))
        .isEqualTo("halt 1.3 ms, threads 64.0");
  }

  @Test
  void givesTheSameToMachines() {
    addBoth();
    assertThat(report.json())
        .isEqualTo(
            """
            {
              "ours": {
                "step": {"unit": "us", "value": 20.000, "p99": 35.500, "per_second": 40000.0},
                "dump": {"unit": "MB/s", "value": 150.000, "p99": 0.000, "per_second": 0.0}
              },
              "theirs": {
                "step": {"unit": "us", "value": 50.000, "p99": 90.000, "per_second": 15000.0}
              }
            }
            """);
  }
}
