package org.gpugdb.backend.emulated.kernel;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/**
 * A line of the contract.
 *
 * @param list number of the list it is in
 * @param name what a test claims it by
 * @param leftOut why there is no test of it; empty if there is
 */
record ContractLine(String list, String name, String leftOut) {
  /** All lines, in order. */
  static List<ContractLine> all() {
    try (InputStream table = ContractLine.class.getResourceAsStream("/contract/lines.txt")) {
      String text =
          new String(Objects.requireNonNull(table).readAllBytes(), StandardCharsets.UTF_8);
      return text.lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .map(ContractLine::parse)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ContractLine parse(String line) {
    String[] reason = line.split(" - ", 2);
    String[] words = reason[0].split(" ", -1);
    if (words.length != 2) {
      throw new IllegalArgumentException("not a line of the contract: " + line);
    }
    return new ContractLine(words[0], words[1], reason.length == 2 ? reason[1] : "");
  }

  boolean isLeftOut() {
    return !leftOut.isEmpty();
  }
}
