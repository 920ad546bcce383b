package org.gpugdb.server.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The figures of all servers, ours first. */
final class Report {
  private final Map<String, List<Measurement>> byServer = new LinkedHashMap<>();

  void add(String server, List<Measurement> measurements) {
    byServer.put(server, List.copyOf(measurements));
  }

  /** A table for people: for each operation our figure, and every peer's with the ratio to it. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    List<Measurement> ours = byServer.values().iterator().next();
    for (Measurement mine : ours) {
      StringBuilder line = new StringBuilder(figure(mine));
      byServer.entrySet().stream()
          .skip(1)
          .forEach(peer -> line.append(compared(peer.getKey(), peer.getValue(), mine)));
      lines.add(line.toString());
    }
    return lines;
  }

  /** Figures of one server that has no peer, in one line. */
  static String row(List<Measurement> figures) {
    return figures.stream()
        .map(m -> format("%s %.1f %s", m.operation(), m.value(), m.unit()).strip())
        .collect(Collectors.joining(", "));
  }

  private static String figure(Measurement m) {
    String text = format("%-18s %9.1f %-4s", m.operation(), m.value(), m.unit());
    return m.perSecond() == 0
        ? text + " ".repeat(28)
        : text + format(" p99 %8.1f %9.0f/s   ", m.p99(), m.perSecond());
  }

  private static String compared(String peer, List<Measurement> all, Measurement mine) {
    Optional<Measurement> theirs = find(all, mine.operation());
    return theirs.isEmpty()
        ? format(" | %s: -", peer)
        : format(
            " | %s: %.1f, ours is %.2f times as good",
            peer, theirs.get().value(), mine.advantageOver(theirs.get()));
  }

  private static Optional<Measurement> find(List<Measurement> all, String operation) {
    return all.stream().filter(m -> m.operation().equals(operation)).findFirst();
  }

  /** The same as a JSON object: server, operation, figures. */
  String json() {
    StringBuilder json = new StringBuilder("{\n");
    String separator = "";
    for (Map.Entry<String, List<Measurement>> server : byServer.entrySet()) {
      json.append(separator).append(format("  \"%s\": {%n", server.getKey()));
      String comma = "";
      for (Measurement m : server.getValue()) {
        json.append(comma)
            .append(
                format(
                    "    \"%s\": {\"unit\": \"%s\", \"value\": %.3f, \"p99\": %.3f,"
                        + " \"per_second\": %.1f}",
                    m.operation(), m.unit(), m.value(), m.p99(), m.perSecond()));
        comma = ",\n";
      }
      json.append("\n  }");
      separator = ",\n";
    }
    return json.append("\n}\n").toString();
  }

  private static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }
}
