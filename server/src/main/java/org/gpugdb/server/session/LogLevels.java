package org.gpugdb.server.session;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;

/** How much each part of the program logs; changed while it runs. Thread-safe. */
public final class LogLevels {
  /** Loggers by the name a user gives; kept here, for unreferenced ones lose their level. */
  private static final Map<String, Logger> AREAS = new LinkedHashMap<>();

  private static final Map<String, Level> LEVELS =
      Map.of(
          "error", Level.SEVERE,
          "warn", Level.WARNING,
          "info", Level.INFO,
          "debug", Level.FINE,
          "trace", Level.FINEST);

  static {
    AREAS.put("rsp", Logger.getLogger("rsp.packets"));
    AREAS.put("audit", Logger.getLogger("audit"));
    AREAS.put("backend", Logger.getLogger("org.gpugdb.backend"));
    AREAS.put("server", Logger.getLogger("org.gpugdb.server"));
  }

  private LogLevels() {}

  /** The parts that can be named. */
  public static Set<String> areas() {
    return Set.copyOf(AREAS.keySet());
  }

  /**
   * Sets how much an area logs.
   *
   * @param area one of {@link #areas}, or {@code all}
   * @param level {@code error}, {@code warn}, {@code info}, {@code debug} or {@code trace}
   * @return what is wrong with the arguments, for the user; empty if nothing is
   */
  public static Optional<String> set(String area, String level) {
    Level wanted = LEVELS.get(level.toLowerCase(Locale.ROOT));
    if (wanted == null) {
      return Optional.of(
          "log level: got " + level + " (expected error, warn, info, debug or trace)");
    }
    if (area.equals("all")) {
      AREAS.values().forEach(logger -> logger.setLevel(wanted));
      return Optional.empty();
    }
    Logger logger = AREAS.get(area);
    if (logger == null) {
      return Optional.of(
          "log area: got " + area + " (expected all or one of " + AREAS.keySet() + ")");
    }
    logger.setLevel(wanted);
    return Optional.empty();
  }
}
