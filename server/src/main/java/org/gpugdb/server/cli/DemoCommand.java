package org.gpugdb.server.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.gpugdb.backend.spi.BackendException;
import org.gpugdb.backend.spi.BackendProvider;
import org.gpugdb.server.session.LogLevels;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code gpu-gdbserver demo}. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description = {
      "Debug an OpenCL kernel that another process runs on an emulated GPU.",
      "Starts the emulated GPU, the process and the server, and gdb in this terminal."
    })
final class DemoCommand implements Callable<Integer> {
  private static final int MAX_HOSTS = 8;
  private static final int MAX_PORT = 0xffff;

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--kernel",
      paramLabel = "NAME",
      defaultValue = "vadd",
      description =
          "vadd, reduce, matmul, collatz, histogram, hello or oob (default: ${DEFAULT-VALUE}).")
  private String kernel = "vadd";

  @Option(
      names = "--hosts",
      paramLabel = "N",
      defaultValue = "1",
      description = "How many processes run it, each on its own (default: ${DEFAULT-VALUE}).")
  private int hosts = 1;

  @Option(
      names = "--port",
      paramLabel = "N",
      description = "Serve gdb on this TCP port, 0 for any (default: a UNIX socket).")
  private @Nullable Integer port;

  @Option(
      names = "--no-gdb",
      description = "Print what to type into another terminal, then a line a second, until Ctrl-C.")
  private boolean noGdb;

  @Override
  public Integer call() throws UsageException, BackendException, IOException, InterruptedException {
    require("--hosts", hosts, 1, MAX_HOSTS);
    if (port != null) {
      require("--port", port, 0, MAX_PORT);
    }
    Logging.configure();
    var unused = LogLevels.set(Main.ALL_AREAS, "warn"); // the terminal is gdb's
    BackendProvider provider = Backends.load().get(Main.EMULATED);
    PrintWriter out = Objects.requireNonNull(spec, "set by picocli").commandLine().getOut();
    // Before anything is started: a wrong name is an error of the command line.
    provider.sampleHost(Path.of("unused"), kernel, Demo.workItems(hosts));
    try (Demo demo = Demo.start(provider, kernel, hosts, port)) {
      Thread onSignal = new Thread(() -> closeOnSignal(demo), "signal");
      Runtime.getRuntime().addShutdownHook(onSignal);
      int code = noGdb ? demo.show(out) : demo.debug(out);
      forget(onSignal);
      return code;
    }
  }

  private static void forget(Thread onSignal) {
    try {
      Runtime.getRuntime().removeShutdownHook(onSignal);
    } catch (IllegalStateException e) {
      // The signal has come, and what it has ended is why we are here: its hook does the rest.
    }
  }

  private static void require(String option, int value, int least, int most) throws UsageException {
    if (value < least || value > most) {
      throw new UsageException(
          option + ": got " + value + " (expected " + least + " to " + most + ")");
    }
  }

  /** Being told to end is no failure; the JVM would make it one. */
  private static void closeOnSignal(Demo demo) {
    demo.close();
    Runtime.getRuntime().halt(ExitCode.OK);
  }
}
