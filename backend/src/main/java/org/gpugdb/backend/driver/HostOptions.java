package org.gpugdb.backend.driver;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the sample host is told to do.
 *
 * @param socket of the emulated kernel
 * @param kernel name of a shipped kernel
 * @param optimization {@code O0} or {@code O2}
 * @param workItems about how many work-items a dispatch has
 * @param dispatches how many dispatches there are; {@link Long#MAX_VALUE} is for ever
 * @param phases whether lines on standard input end phases, and its end the host
 */
record HostOptions(
    Path socket,
    String kernel,
    String optimization,
    int workItems,
    long dispatches,
    boolean phases) {
  static final String USAGE =
      "usage: HostMain --socket PATH [--kernel NAME] [--work-items N] [--dispatches N|forever]"
          + " [--optimization O0|O2] [--phases]";

  private static final List<String> NAMES =
      List.of("--socket", "--kernel", "--work-items", "--dispatches", "--optimization");
  private static final String PHASES = "--phases";
  private static final String FOREVER = "forever";

  /**
   * @throws DriverException with a sentence for the user
   */
  static HostOptions parse(List<String> arguments) throws DriverException {
    Map<String, String> given = new HashMap<>();
    List<String> pairs = arguments.stream().filter(word -> !word.equals(PHASES)).toList();
    for (int i = 0; i < pairs.size(); i += 2) {
      String name = pairs.get(i);
      if (!NAMES.contains(name) || i + 1 == pairs.size()) {
        throw new DriverException(
            (NAMES.contains(name) ? name + " lacks its value" : "unknown option '" + name + "'")
                + "\n"
                + USAGE);
      }
      given.put(name, pairs.get(i + 1));
    }
    if (!given.containsKey("--socket")) {
      throw new DriverException("--socket is missing\n" + USAGE);
    }
    String dispatches = given.getOrDefault("--dispatches", FOREVER);
    return new HostOptions(
        Path.of(given.getOrDefault("--socket", "")),
        given.getOrDefault("--kernel", "vadd"),
        given.getOrDefault("--optimization", "O0"),
        (int) number("--work-items", given.getOrDefault("--work-items", "1024"), 1 << 20),
        dispatches.equals(FOREVER)
            ? Long.MAX_VALUE
            : number("--dispatches", dispatches, Long.MAX_VALUE),
        arguments.contains(PHASES));
  }

  private static long number(String name, String text, long most) throws DriverException {
    try {
      long value = Long.parseLong(text);
      if (value >= 1 && value <= most) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Refused below, like a number out of range.
    }
    throw new DriverException(
        name + ": got '" + text + "' (expected a number from 1 to " + most + ")");
  }
}
