package org.gpugdb.server.host;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a sample host has printed about itself: words and figures in turn.
 *
 * @param kind {@code heartbeat}, about the host's life and, in its worst gap, the last second; or
 *     {@code phase}, about the time since the last such report
 * @param seconds since the host's start, or that the phase took
 * @param beats turns of its heartbeat thread, which wants one every millisecond
 * @param p50 median time between two turns, in milliseconds; 0 in a heartbeat
 * @param p999 time that 99.9 % of the gaps do not exceed, in milliseconds; 0 in a heartbeat
 * @param worst longest gap, in milliseconds
 * @param checked results that were compared with what they must be
 * @param wrong how many of them differed
 */
public record HostReport(
    String kind,
    double seconds,
    long beats,
    double p50,
    double p999,
    double worst,
    long checked,
    long wrong) {

  /** Reads a line; empty if it is none of the two kinds. */
  static Optional<HostReport> parse(String line) {
    String[] words = line.split(" ", -1);
    if (words.length % 2 != 0 || !(words[0].equals("heartbeat") || words[0].equals("phase"))) {
      return Optional.empty();
    }
    Map<String, Double> figures = new TreeMap<>();
    try {
      for (int i = 0; i < words.length; i += 2) {
        figures.put(words[i], Double.valueOf(words[i + 1]));
      }
    } catch (NumberFormatException e) {
      return Optional.empty(); // a line of another kind that begins alike
    }
    return Optional.of(
        new HostReport(
            words[0],
            figures.getOrDefault(words[0], 0.0),
            count(figures, "count"),
            figures.getOrDefault("p50-gap-ms", 0.0),
            figures.getOrDefault("p99.9-gap-ms", 0.0),
            figures.getOrDefault("worst-gap-ms", 0.0),
            count(figures, "results-checked"),
            count(figures, "wrong")));
  }

  private static long count(Map<String, Double> figures, String word) {
    return figures.getOrDefault(word, 0.0).longValue();
  }

  /** Several hosts as one: counts add up, of the gaps the longest counts. */
  public HostReport with(HostReport other) {
    return new HostReport(
        kind,
        Math.max(seconds, other.seconds),
        beats + other.beats,
        Math.max(p50, other.p50),
        Math.max(p999, other.p999),
        Math.max(worst, other.worst),
        checked + other.checked,
        wrong + other.wrong);
  }

  /** The line that a heartbeat is. */
  public String heartbeatLine() {
    return String.format(
        Locale.ROOT,
        "heartbeat %.0f count %d worst-gap-ms %.3f results-checked %d wrong %d",
        seconds,
        beats,
        worst,
        checked,
        wrong);
  }
}
