package org.gpugdb.server.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.logging.ConsoleHandler;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.StreamHandler;

/** Logs to standard error, one line an entry: standard output may carry the protocol. */
final class Logging {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT).withZone(ZoneId.systemDefault());

  /** Kept here, for the JDK forgets the settings of loggers that nobody holds. */
  private static final Logger RECORDING = Logger.getLogger("rsp.recording");

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

  /**
   * Writes every packet to a file, uncut, a line each: seconds since the start, who, direction,
   * payload.
   *
   * @return ends the recording
   * @throws IOException if the file cannot be written
   */
  static Recording record(Path file) throws IOException {
    Handler recorder = new Recorder(Files.newOutputStream(file));
    RECORDING.setUseParentHandlers(false);
    RECORDING.setLevel(Level.ALL);
    RECORDING.addHandler(recorder);
    return () -> {
      RECORDING.setLevel(null);
      RECORDING.removeHandler(recorder);
      recorder.close();
    };
  }

  /** A recording that goes on until it is closed, or the process ends. */
  @FunctionalInterface
  interface Recording extends AutoCloseable {
    @Override
    void close();
  }

  /** Whatever happens to the server, what it has recorded is in the file. */
  private static final class Recorder extends StreamHandler {
    Recorder(OutputStream out) {
      super(out, new RecordedPacket());
      setLevel(Level.ALL);
    }

    @Override
    public synchronized void publish(LogRecord entry) {
      super.publish(entry);
      flush();
    }
  }

  private static final class RecordedPacket extends Formatter {
    private final Instant start = Instant.now();

    @Override
    public String format(LogRecord entry) {
      double seconds = Duration.between(start, entry.getInstant()).toNanos() / 1e9;
      return String.format(Locale.ROOT, "%.6f %s%n", seconds, formatMessage(entry));
    }
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
