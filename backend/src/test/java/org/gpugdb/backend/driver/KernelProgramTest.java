package org.gpugdb.backend.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.gpugdb.backend.emulated.gpu.GpuConfig;
import org.gpugdb.backend.emulated.gpu.Topology;
import org.gpugdb.backend.emulated.kernel.EmulatedKernel;
import org.gpugdb.backend.emulated.kernel.KernelConfig;
import org.gpugdb.backend.kernel.KernelInterface;
import org.gpugdb.backend.uapi.CompleteDialects;
import org.gpugdb.backend.uapi.Dialect;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class KernelProgramTest {
  @ParameterizedTest
  @CsvSource({
    "vadd,O0",
    "vadd,O2",
    "reduce,O0",
    "reduce,O2",
    "matmul,O0",
    "matmul,O2",
    "collatz,O0",
    "collatz,O2",
    "histogram,O0",
    "histogram,O2"
  })
  void computesWhatTheHostComputes(String kernel, String optimization) throws Exception {
    try (EmulatedKernel machine =
        EmulatedKernel.open(KernelConfig.of(GpuConfig.parallel(Topology.preset("demo"))))) {
      KernelInterface process = machine.process(4711, 0, "host");
      Tally tally = new Tally();
      KernelProgram program = KernelProgram.create(kernel, optimization, 1024, 3, tally);
      try (GpuClient client = GpuClient.open(process, "/dev/dri/renderD128", Dialect.PRELIM)) {
        program.run(client);
        assertThat(tally.checked()).isPositive();
        assertThat(tally.wrong()).isZero();
      }
    }
  }

  static List<Dialect> dialects() {
    return CompleteDialects.all();
  }

  @ParameterizedTest
  @MethodSource("dialects")
  void runsInEveryDialect(Dialect dialect) throws Exception {
    KernelConfig config = KernelConfig.of(GpuConfig.parallel(Topology.preset("demo")));
    try (EmulatedKernel machine = EmulatedKernel.open(config.withDialect(dialect))) {
      KernelInterface process = machine.process(4711, 0, "host");
      Tally tally = new Tally();
      KernelProgram program = KernelProgram.create("vadd", "O0", 64, 1, tally);
      try (GpuClient client = GpuClient.open(process, "/dev/dri/renderD128", dialect)) {
        program.run(client);
        assertThat(tally.checked()).isPositive();
        assertThat(tally.wrong()).isZero();
      }
    }
  }

  @Test
  void saysWhatADialectLacks() {
    KernelConfig config = KernelConfig.of(GpuConfig.parallel(Topology.preset("demo")));
    try (EmulatedKernel machine = EmulatedKernel.open(config.withDialect(Dialect.DOCUMENTED))) {
      KernelInterface process = machine.process(4711, 0, "host");

      assertThatThrownBy(() -> GpuClient.open(process, "/dev/dri/renderD128", Dialect.DOCUMENTED))
          .isInstanceOf(DriverException.class)
          .hasMessageContaining("dialect documented");
      assertThat(process.list("/proc/4711/fd")).isEmpty();
    }
  }
}
