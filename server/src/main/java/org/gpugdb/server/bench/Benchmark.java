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
      try (Peer ours = Peer.ours(image)) {
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
