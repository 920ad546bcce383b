package org.gpugdb.server.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Starts the servers one after the other, gives each the same work, prints the figures. */
public final class Benchmark {
  private static final int[] THREADS = {64, 1_000, CrowdProgram.MAX_THREADS};

  private Benchmark() {}

  /**
   * @param out gets the table
   * @param json gets the same figures for machines
   * @throws IOException when our own server cannot be measured, with a sentence that says why
   */
  public static void run(PrintWriter out, Optional<Path> json) throws IOException {
    Path image = LoopProgram.write();
    try {
      Report report = new Report();
      try (Peer ours = Peer.ours(image, "--halt")) {
        report.add(ours.name(), Workload.run(ours));
      }
      for (String missing : measurePeers(image, report)) {
        out.println(missing + " is not installed: not measured");
      }
      report.lines().forEach(out::println);
      if (json.isPresent()) {
        Files.writeString(json.get(), report.json());
      }
    } finally {
      Files.delete(image);
    }
  }

  /**
   * Measures what non-stop mode costs with few and with many threads.
   *
   * @param out gets the table
   * @param json gets the same figures for machines
   */
  public static void nonStop(PrintWriter out, Optional<Path> json) throws IOException {
    Path image = CrowdProgram.write();
    try {
      Report report = new Report();
      for (int threads : THREADS) {
        nonStop(image, threads, "sticky", report, out);
      }
      nonStop(image, THREADS[0], "all", report, out);
      if (json.isPresent()) {
        Files.writeString(json.get(), report.json());
      }
    } finally {
      Files.delete(image);
    }
  }

  private static void nonStop(Path image, int threads, String list, Report report, PrintWriter out)
      throws IOException {
    String number = Integer.toString(threads);
    try (Peer ours = Peer.ours(image, "--threads", number, "--thread-list", list)) {
      List<Measurement> figures = NonStopWorkload.run(ours, threads);
      String name = number + " threads, list " + list;
      report.add(name, figures);
      out.println(name + ": " + Report.row(figures));
      out.flush();
    }
  }

  private static List<String> measurePeers(Path image, Report report) throws IOException {
    List<String> missing = new ArrayList<>();
    try (Peer peer = Peer.gdbserver().orElse(null)) {
      measure(peer, "gdbserver", report, missing);
    }
    try (Peer peer = Peer.qemu(image).orElse(null)) {
      measure(peer, "qemu-system-riscv64", report, missing);
    }
    return missing;
  }

  private static void measure(
      @Nullable Peer peer, String program, Report report, List<String> missing) throws IOException {
    if (peer == null) {
      missing.add(program);
    } else {
      report.add(peer.name(), Workload.run(peer));
    }
  }
}
