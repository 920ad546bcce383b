package org.gpugdb.backend.emulated.kernel;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** How many lines of the contract are kept, and which. */
final class ContractReport {
  /** What became of a line's tests. */
  enum Outcome {
    PASS,
    FAIL,
    NOT_RUN,
    LEFT_OUT;

    private String words() {
      return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
  }

  private final Map<String, List<ContractLine>> lists = new LinkedHashMap<>();

  /** Whether all tests of a line have passed, for lines that had any. */
  private final Map<String, Boolean> results;

  ContractReport(Collection<ContractLine> lines, Map<String, Boolean> results) {
    lines.forEach(line -> lists.computeIfAbsent(line.list(), l -> new ArrayList<>()).add(line));
    this.results = results;
  }

  private Outcome outcome(ContractLine line) {
    if (line.isLeftOut()) {
      return Outcome.LEFT_OUT;
    }
    Boolean passed = results.get(line.name());
    if (passed == null) {
      return Outcome.NOT_RUN;
    }
    return passed ? Outcome.PASS : Outcome.FAIL;
  }

  /** One line for each list. */
  String summary() {
    StringBuilder text = new StringBuilder();
    lists.forEach(
        (list, lines) -> {
          text.append(list).append(": ").append(count(lines, Outcome.PASS));
          text.append(" of ").append(lines.size()).append(" pass");
          for (Outcome other : List.of(Outcome.FAIL, Outcome.NOT_RUN, Outcome.LEFT_OUT)) {
            long count = count(lines, other);
            if (count > 0) {
              text.append(", ").append(count).append(' ').append(other.words());
            }
          }
          text.append('\n');
        });
    return text.toString();
  }

  private long count(List<ContractLine> lines, Outcome outcome) {
    return lines.stream().filter(line -> outcome(line) == outcome).count();
  }

  /** What is left out, and every line. */
  String details() {
    StringBuilder text = new StringBuilder("\n");
    lists.values().stream()
        .flatMap(List::stream)
        .filter(ContractLine::isLeftOut)
        .forEach(line -> text.append("left out: " + line.name() + " - " + line.leftOut() + "\n"));
    lists.forEach(
        (list, lines) -> {
          text.append('\n');
          for (ContractLine line : lines) {
            String words = outcome(line).words();
            text.append(String.format(Locale.ROOT, "%s %-8s %s%n", list, words, line.name()));
          }
        });
    return text.toString();
  }
}
