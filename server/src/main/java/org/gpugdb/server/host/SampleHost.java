package org.gpugdb.server.host;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A sample host that runs as a child process. Thread-safe. */
public final class SampleHost implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 60;

  private final Process process;
  private final BlockingQueue<Optional<HostReport>> heartbeats = new LinkedBlockingQueue<>();
  private final BlockingQueue<Optional<HostReport>> phases = new LinkedBlockingQueue<>();

  private SampleHost(Process process) {
    this.process = process;
  }

  /**
   * Starts a host with this process's class path. Its standard error is this process's.
   *
   * @param mainAndArguments name of a class with a main method, and what it is given
   */
  public static SampleHost start(List<String> mainAndArguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-Xmx64m", "-cp"));
    command.add(System.getProperty("java.class.path"));
    command.addAll(mainAndArguments);
    SampleHost host =
        new SampleHost(
            new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
    Thread reader = new Thread(host::read, "host " + host.pid());
    reader.setDaemon(true);
    reader.start();
    return host;
  }

  private void read() {
    try (BufferedReader lines = process.inputReader(UTF_8)) {
      lines.lines().map(HostReport::parse).flatMap(Optional::stream).forEach(this::sort);
    } catch (IOException | UncheckedIOException e) {
      // The host was ended while it said something.
    }
    heartbeats.add(Optional.empty());
    phases.add(Optional.empty());
  }

  private void sort(HostReport report) {
    (report.kind().equals("phase") ? phases : heartbeats).add(Optional.of(report));
  }

  public long pid() {
    return process.pid();
  }

  /** The next report, which comes once a second; empty when the host has ended. */
  public Optional<HostReport> nextHeartbeat() throws InterruptedException {
    return take(heartbeats);
  }

  /** Ends the current phase, and reports about it; empty when the host has ended. */
  public Optional<HostReport> endPhase() throws InterruptedException {
    try {
      process.getOutputStream().write('\n');
      process.getOutputStream().flush();
    } catch (IOException e) {
      return Optional.empty();
    }
    return take(phases);
  }

  private static Optional<HostReport> take(BlockingQueue<Optional<HostReport>> reports)
      throws InterruptedException {
    Optional<HostReport> next = reports.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    if (next == null) {
      return Optional.empty();
    }
    if (next.isEmpty()) {
      reports.add(next); // for whoever asks next
    }
    return next;
  }

  /**
   * Waits until the host has checked its first results.
   *
   * @throws IOException if it ends before
   */
  public void awaitResults() throws IOException, InterruptedException {
    Optional<HostReport> report = nextHeartbeat();
    while (report.isPresent() && report.get().checked() == 0) {
      report = nextHeartbeat();
    }
    if (report.isEmpty()) {
      throw new IOException("the sample program " + pid() + " does not run");
    }
  }

  /** Ends the host, and waits until it is gone. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (process.waitFor(PATIENCE_SECONDS / 10, TimeUnit.SECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    process.destroyForcibly().onExit().join();
  }
}
