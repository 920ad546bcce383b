package org.gpugdb.server.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.gpugdb.backend.spi.BackendException;
import org.gpugdb.server.bench.Benchmark;
import org.gpugdb.server.bench.HostBenchmark;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code gpu-gdbserver bench}. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    description = "Measure this server beside gdbserver and QEMU, where they are installed.")
final class BenchCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Also write the figures there, for machines.")
  private @Nullable Path json;

  @Option(
      names = "--non-stop",
      description =
          "Measure non-stop mode instead: what a step off a breakpoint and an interrupt cost,"
              + " and how the other threads fare.")
  private boolean nonStop;

  @Option(
      names = "--host",
      description =
          "Measure how much debugging disturbs the process that uses the GPU, and how much more a"
              + " debugger of that process would. Takes minutes.")
  private boolean host;

  @Override
  public Integer call() throws UsageException, BackendException, InterruptedException {
    CommandSpec command = Objects.requireNonNull(spec, "set by picocli");
    PrintWriter err = command.commandLine().getErr();
    if (host && json != null) {
      throw new UsageException("--host and --json exclude each other");
    }
    try {
      PrintWriter out = command.commandLine().getOut();
      if (host) {
        HostBenchmark.run(Backends.load().get(Main.EMULATED), out);
      } else if (nonStop) {
        Benchmark.nonStop(out, Optional.ofNullable(json));
      } else {
        Benchmark.run(out, Optional.ofNullable(json));
      }
      return ExitCode.OK;
    } catch (IOException e) {
      err.println(e.getMessage());
      return ExitCode.FAILURE;
    }
  }
}
