package org.gpugdb.server.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.gpugdb.server.bench.Benchmark;
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

  @Override
  public Integer call() {
    CommandSpec command = Objects.requireNonNull(spec, "set by picocli");
    PrintWriter err = command.commandLine().getErr();
    try {
      PrintWriter out = command.commandLine().getOut();
      if (nonStop) {
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
