package org.gpugdb.server.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.logging.ConsoleHandler;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Logs to standard error, one line an entry: standard output may carry the protocol. */
final class Logging {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT).withZone(ZoneId.systemDefault());

  private Logging() {}

  /** Replaces whatever the JDK has configured. */
  static void configure() {
    Logger root = Logger.getLogger("");
    for (Handler handler : root.getHandlers()) {
      root.removeHandler(handler);
    }
    Handler console = new ConsoleHandler();
    console.setLevel(Level.ALL);
    console.setFormatter(new OneLine());
    root.addHandler(console);
    root.setLevel(Level.INFO);
  }

  private static final class OneLine extends Formatter {
    @Override
    public String format(LogRecord entry) {
      String logger = entry.getLoggerName();
      String line =
          String.format(
              Locale.ROOT,
              "%s %-5s %s: %s%n",
              TIME.format(entry.getInstant()),
              level(entry.getLevel()),
              logger.substring(logger.startsWith("org.") ? logger.lastIndexOf('.') + 1 : 0),
              formatMessage(entry));
      return entry.getThrown() == null ? line : line + trace(entry.getThrown());
    }

    private static String level(Level level) {
      if (level.intValue() >= Level.SEVERE.intValue()) {
        return "error";
      }
      if (level.intValue() >= Level.WARNING.intValue()) {
        return "warn";
      }
      if (level.intValue() >= Level.INFO.intValue()) {
        return "info";
      }
      return level.intValue() >= Level.FINE.intValue() ? "debug" : "trace";
    }

    private static String trace(Throwable thrown) {
      StringWriter text = new StringWriter();
      thrown.printStackTrace(new PrintWriter(text));
      return text.toString();
    }
  }
}
