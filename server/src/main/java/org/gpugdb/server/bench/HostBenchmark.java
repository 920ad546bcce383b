package org.gpugdb.server.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.gpugdb.backend.spi.BackendException;
import org.gpugdb.backend.spi.BackendProvider;
import org.gpugdb.server.host.HostReport;
import org.gpugdb.server.host.SampleHost;

/**
 * How much a debugger disturbs the process that uses the GPU, by the gaps in that process's
 * heartbeat: without a debugger, with this one on the GPU, and with gdbserver on the process
 * itself, as a debugger would be that has to stop it. The three take turns, so that what else the
 * machine does meets all of them.
 *
 * <p>The debuggers do alike: gdb attaches, meets 1,000 breakpoint hits, steps 1,000 instructions,
 * reads and writes memory that process and GPU share, and detaches.
 */
public final class HostBenchmark {
  private static final int ROUNDS = 5;
  private static final int QUIET_SECONDS = 3;
  private static final int WORK_ITEMS = 512;
  private static final long PATIENCE_MINUTES = 5;

  /** What debugs meanwhile. */
  private enum Mode {
    QUIET("no debugger"),
    GPU("gpu-gdbserver"),
    PTRACE("gdbserver --attach");

    private final String words;

    Mode(String words) {
      this.words = words;
    }
  }

  private static final String COMMON =
      """
      set pagination off
      set confirm off
      set breakpoint pending on
      """;

  /** What the process uses signals for is its own affair. */
  private static final String BEFORE_PROCESS =
      """
      set sysroot /
      handle SIGSEGV nostop noprint pass
      """;

  private static final String ON_GPU =
      """
      break vadd
      ignore 1 999
      continue
      set $shared = a
      set $round = 0
      while $round < 50
        stepi 20
        print $shared[0]@64
        set var $shared[0] = $shared[0]
        continue
        set $round = $round + 1
      end
      detach
      """;

  /** The heartbeat's own thread is the one that waits with a time limit, again and again. */
  private static final String ON_PROCESS =
      """
      break pthread_cond_timedwait
      ignore 1 999
      continue
      delete
      stepi 1000
      detach
      """;

  private final SampleHost host;
  private final Peer gpu;
  private final Path folder;
  private final Map<Mode, List<HostReport>> reports = new EnumMap<>(Mode.class);

  private String gdbOutput = "";

  private HostBenchmark(SampleHost host, Peer gpu, Path folder) {
    this.host = host;
    this.gpu = gpu;
    this.folder = folder;
  }

  /**
   * Measures, which takes minutes, and prints a table.
   *
   * @throws IOException when something that is needed is missing or fails, with a sentence
   */
  public static void run(BackendProvider provider, PrintWriter out)
      throws BackendException, IOException, InterruptedException {
    Path folder = Files.createTempDirectory("gpu-bench-");
    Path node = folder.resolve("gpu");
    try (Peer gpu = Peer.onDevice(node);
        SampleHost host = SampleHost.start(provider.sampleHost(node, "vadd", WORK_ITEMS))) {
      host.awaitResults();
      HostBenchmark benchmark = new HostBenchmark(host, gpu, folder);
      benchmark.measure(out);
      benchmark.lines().forEach(out::println);
    } finally {
      Files.deleteIfExists(node);
      Files.deleteIfExists(folder.resolve("commands"));
      Files.delete(folder);
    }
  }

  private void measure(PrintWriter out) throws IOException, InterruptedException {
    boolean ptrace = Peer.hasGdbserver();
    if (!ptrace) {
      out.println("gdbserver is not installed: not measured");
    }
    for (int round = 1; round <= ROUNDS; round++) {
      out.println("round " + round + " of " + ROUNDS);
      out.flush();
      phase(Mode.QUIET, () -> TimeUnit.SECONDS.sleep(QUIET_SECONDS));
      phase(Mode.GPU, () -> gdb(target(gpu) + ON_GPU));
      if (ptrace) {
        phase(Mode.PTRACE, this::attachToProcess);
      }
    }
  }

  /** What happens to the host meanwhile. */
  private interface Disturbance {
    void run() throws IOException, InterruptedException;
  }

  private void phase(Mode mode, Disturbance what) throws IOException, InterruptedException {
    endPhase();
    what.run();
    reports.computeIfAbsent(mode, m -> new ArrayList<>()).add(endPhase());
  }

  private HostReport endPhase() throws IOException, InterruptedException {
    Optional<HostReport> report = host.endPhase();
    if (report.isEmpty()) {
      throw new IOException("the sample program has not survived this gdb:\n" + gdbOutput);
    }
    return report.get();
  }

  private void attachToProcess() throws IOException, InterruptedException {
    try (Peer server = Peer.gdbserverOn(host.pid())) {
      gdb(BEFORE_PROCESS + target(server) + ON_PROCESS);
    }
  }

  private static String target(Peer server) {
    return "target remote 127.0.0.1:" + server.port() + "\n";
  }

  private void gdb(String commands) throws IOException, InterruptedException {
    Path script = folder.resolve("commands");
    Files.writeString(script, COMMON + commands);
    Process gdb =
        new ProcessBuilder("gdb-multiarch", "-nx", "-q", "-batch", "-x", script.toString())
            .redirectErrorStream(true)
            .start();
    gdbOutput = new String(gdb.getInputStream().readAllBytes(), UTF_8);
    if (!gdb.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES) || gdb.exitValue() != 0) {
      gdb.destroyForcibly();
      throw new IOException("gdb did not do what it was told:\n" + gdbOutput);
    }
  }

  /** The table, then what it comes to. */
  private List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add("gaps of a heartbeat that wants 1 ms, medians of " + ROUNDS + " rounds");
    lines.add(row("", "p50 ms", "p99.9 ms", "worst ms", "results/s", "seconds"));
    for (Mode mode : reports.keySet()) {
      lines.add(
          row(
              mode.words,
              figure(mode, HostReport::p50),
              figure(mode, HostReport::p999),
              figure(mode, HostReport::worst),
              figure(mode, report -> report.checked() / report.seconds()),
              figure(mode, HostReport::seconds)));
    }
    for (Mode mode : reports.keySet()) {
      if (mode != Mode.QUIET) {
        lines.add(ratios(mode));
      }
    }
    return lines;
  }

  private String ratios(Mode mode) {
    return String.format(
        Locale.ROOT,
        "%s: p50 %.2f, p99.9 %.2f, worst %.2f times that without a debugger; wrong results %d",
        mode.words,
        ratio(mode, HostReport::p50),
        ratio(mode, HostReport::p999),
        ratio(mode, HostReport::worst),
        reports(mode).stream().mapToLong(HostReport::wrong).sum());
  }

  private double ratio(Mode mode, ToDoubleFunction<HostReport> figure) {
    return median(mode, figure) / median(Mode.QUIET, figure);
  }

  private String figure(Mode mode, ToDoubleFunction<HostReport> figure) {
    return String.format(Locale.ROOT, "%.2f", median(mode, figure));
  }

  private double median(Mode mode, ToDoubleFunction<HostReport> figure) {
    List<Double> sorted =
        reports(mode).stream()
            .map(figure::applyAsDouble)
            .sorted()
            .collect(Collectors.toCollection(ArrayList::new));
    return sorted.get(sorted.size() / 2);
  }

  private List<HostReport> reports(Mode mode) {
    return Optional.ofNullable(reports.get(mode)).orElse(List.of());
  }

  private static String row(String name, String... figures) {
    StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "%-20s", name));
    for (String figure : figures) {
      line.append(String.format(Locale.ROOT, " %10s", figure));
    }
    return line.toString();
  }
}
