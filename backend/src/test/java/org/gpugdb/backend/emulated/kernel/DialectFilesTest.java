package org.gpugdb.backend.emulated.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.gpugdb.backend.emulated.gpu.GpuConfig;
import org.gpugdb.backend.emulated.gpu.Topology;
import org.gpugdb.backend.uapi.Dialect;
import org.gpugdb.backend.uapi.DialectChoice;
import org.gpugdb.backend.uapi.UnknownDialectException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DialectFilesTest {

  static List<Dialect> dialects() {
    return Dialect.ALL;
  }

  @ParameterizedTest
  @MethodSource("dialects")
  void theMachineShowsWhichDialectItSpeaks(Dialect dialect) throws UnknownDialectException {
    KernelConfig config = KernelConfig.of(GpuConfig.deterministic(Topology.preset("tiny"), 1));
    try (EmulatedKernel kernel = EmulatedKernel.open(config.withDialect(dialect))) {
      LocalProcess process = kernel.process(1, 1000, "anybody");

      for (String node : List.of("/dev/dri/card0", "/dev/dri/renderD128")) {
        assertThat(DialectChoice.of(process, node).dialect()).isEqualTo(dialect);
      }
    }
  }
}
