package org.gpugdb.server.it;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A real {@code gdb-multiarch} with the machine interface, spoken to as an IDE does. */
final class GdbMi implements AutoCloseable {
  private final Process process;
  private final List<String> records = new ArrayList<>();
  private int token;
  private int seen;

  private GdbMi(Process process) {
    this.process = process;
    Thread reader = new Thread(this::read, "gdb/mi output");
    reader.setDaemon(true);
    reader.start();
  }

  static GdbMi start(String... arguments) {
    List<String> command = new ArrayList<>();
    command.addAll(List.of(Gdb.PROGRAM, "-nx", "-q", "--interpreter=mi3"));
    command.addAll(List.of(arguments));
    try {
      return new GdbMi(
          new ProcessBuilder(command)
              .directory(ServerProcess.repository().toFile())
              .redirectErrorStream(true)
              .start());
    } catch (IOException e) {
      throw new UncheckedIOException("gdb-multiarch is needed for this test", e);
    }
  }

  private void read() {
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        synchronized (records) {
          records.add(line);
          records.notifyAll();
        }
      }
    } catch (IOException e) {
      synchronized (records) {
        records.add("output ended: " + e.getMessage());
        records.notifyAll();
      }
    }
  }

  /** Sends a command and returns its result record, which must not be an error. */
  String command(String text) {
    token++;
    synchronized (records) {
      seen = records.size();
    }
    try {
      process.getOutputStream().write((token + text + "\n").getBytes(UTF_8));
      process.getOutputStream().flush();
    } catch (IOException e) {
      throw new AssertionError("gdb is gone:\n" + transcript(), e);
    }
    String result = find(token + "\\^.*").group();
    if (result.startsWith(token + "^error")) {
      throw new AssertionError(text + ": " + result + "\n" + transcript());
    }
    return result;
  }

  /**
   * Waits for a record that came since the last command was sent, and may come behind its result.
   */
  Matcher await(String regex) {
    return find(regex);
  }

  private Matcher find(String regex) {
    Pattern pattern = Pattern.compile(regex);
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(ServerProcess.PATIENCE_SECONDS);
    synchronized (records) {
      int next = seen;
      while (true) {
        for (; next < records.size(); next++) {
          Matcher matcher = pattern.matcher(records.get(next));
          if (matcher.matches()) {
            return matcher;
          }
        }
        if (System.nanoTime() > deadline || !process.isAlive()) {
          throw new AssertionError("gdb never said /" + regex + "/:\n" + transcript());
        }
        try {
          records.wait(200);
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
      }
    }
  }

  /** How many records match, since gdb was started. */
  long count(String regex) {
    synchronized (records) {
      return records.stream().filter(record -> record.matches(regex)).count();
    }
  }

  String transcript() {
    synchronized (records) {
      return String.join("\n", records);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
