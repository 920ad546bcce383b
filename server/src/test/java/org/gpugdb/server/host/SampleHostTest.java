package org.gpugdb.server.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class SampleHostTest {
  private static final String STAND_IN = StandInHost.class.getName();

  @Test
  void tellsWhatItsProcessPrints() throws Exception {
    SampleHost host = SampleHost.start(List.of(STAND_IN));
    try (host) {
      host.awaitResults();
      HostReport phase = host.endPhase().orElseThrow();
      assertThat(phase).isEqualTo(new HostReport("phase", 1.5, 10, 1, 2, 3, 4, 5));
      assertThat(ProcessHandle.of(host.pid())).isPresent();
    }
    assertThat(ProcessHandle.of(host.pid()).filter(ProcessHandle::isAlive)).isEmpty();
    assertThat(host.endPhase()).isEmpty();
    assertThat(host.nextHeartbeat()).isEmpty();
  }

  @Test
  void saysThatItsProcessDoesNotRun() throws Exception {
    try (SampleHost host = SampleHost.start(List.of(STAND_IN, "idle"))) {
      assertThatThrownBy(host::awaitResults)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("does not run");
    }
  }
}
