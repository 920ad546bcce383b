package org.gpugdb.server.it;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A real gdb that is typed at, one command after another. Each command's output is everything up to
 * a marker that gdb echoes behind it, so nothing here waits for "long enough".
 */
final class Gdb implements AutoCloseable {
  /** The environment may name another one than the installed. */
  static final String PROGRAM = System.getenv().getOrDefault("GDB", "gdb-multiarch");

  private final Process process;
  private final OutputStream stdin;
  private final StringBuilder output = new StringBuilder();
  private final StringBuilder transcript = new StringBuilder();
  private int commandStart;
  private int markers;

  private Gdb(Process process) {
    this.process = process;
    this.stdin = process.getOutputStream();
    Thread reader = new Thread(this::readOutput, "gdb output");
    reader.setDaemon(true);
    reader.start();
  }

  /** Starts gdb without any of the user's settings; the working folder is the checkout. */
  static Gdb start(String... arguments) {
    List<String> command = new ArrayList<>(List.of(PROGRAM, "-nx", "-q"));
    command.addAll(List.of(arguments));
    return run(command);
  }

  /** Types a line into a shell: it is one that starts gdb. */
  static Gdb shell(String line) {
    return run(List.of("sh", "-c", "exec " + line));
  }

  private static Gdb run(List<String> command) {
    try {
      Gdb gdb =
          new Gdb(
              new ProcessBuilder(command)
                  .directory(ServerProcess.repository().toFile())
                  .redirectErrorStream(true)
                  .start());
      gdb.command("set confirm off");
      gdb.command("set pagination off");
      gdb.command("set width 0");
      gdb.command("set remotetimeout 20");
      return gdb;
    } catch (IOException e) {
      throw new UncheckedIOException(PROGRAM + " is needed for this test", e);
    }
  }

  static Gdb on(Path elf) {
    return start(elf.toString());
  }

  private void readOutput() {
    byte[] chunk = new byte[8192];
    try (InputStream in = process.getInputStream()) {
      for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
        synchronized (output) {
          output.append(new String(chunk, 0, n, UTF_8));
          output.notifyAll();
        }
      }
    } catch (IOException e) {
      synchronized (output) {
        output.append("\n[gdb output ended: ").append(e.getMessage()).append("]\n");
        output.notifyAll();
      }
    }
  }

  /** Types a command and returns what gdb prints until it is ready for the next. */
  String command(String line) {
    begin(line);
    return finish();
  }

  /** Types a command whose end is awaited later with {@link #finish}. */
  void begin(String line) {
    synchronized (output) {
      commandStart = transcript.length();
    }
    type(line);
    markers++;
    type("echo \\n<<" + markers + ">>\\n");
  }

  /** Waits for the end of the command that was begun. */
  String finish() {
    String text = await("\n<<" + markers + ">>\n");
    return text.replace("(gdb) ", "").strip();
  }

  /** Waits until the command that was begun has printed a text. */
  void awaitText(String text) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(ServerProcess.PATIENCE_SECONDS);
    synchronized (output) {
      while (output.indexOf(text) < 0) {
        if (System.nanoTime() > deadline || !process.isAlive()) {
          throw new AssertionError("gdb never printed '" + text + "':\n" + transcript + output);
        }
        try {
          output.wait(200);
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
      }
    }
  }

  /**
   * Waits until gdb has said something since the last command was typed, be it in that command's
   * output or, as it does in non-stop mode, behind it.
   */
  Matcher awaitMatch(String regex) {
    Pattern pattern = Pattern.compile(regex);
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(ServerProcess.PATIENCE_SECONDS);
    synchronized (output) {
      Matcher matcher = pattern.matcher(sinceCommand());
      while (!matcher.find()) {
        if (System.nanoTime() > deadline || !process.isAlive()) {
          throw new AssertionError("gdb never said /" + regex + "/:\n" + transcript + output);
        }
        try {
          output.wait(200);
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
        matcher = pattern.matcher(sinceCommand());
      }
      return matcher;
    }
  }

  private String sinceCommand() {
    return transcript.substring(commandStart) + output;
  }

  private void type(String line) {
    try {
      stdin.write((line + "\n").getBytes(UTF_8));
      stdin.flush();
    } catch (IOException e) {
      throw new AssertionError("gdb is gone:\n" + transcript(), e);
    }
  }

  private String await(String marker) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(ServerProcess.PATIENCE_SECONDS);
    synchronized (output) {
      int at = output.indexOf(marker);
      while (at < 0) {
        long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        if (left <= 0 || !process.isAlive()) {
          throw new AssertionError("gdb does not answer:\n" + transcript + output);
        }
        try {
          output.wait(Math.min(left, 200));
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
        at = output.indexOf(marker);
      }
      String text = output.substring(0, at);
      transcript.append(text).append('\n');
      output.delete(0, at + marker.length());
      return text;
    }
  }

  /** Types a command and returns the first group of a pattern that its output must have. */
  String capture(String line, String regex) {
    String text = command(line);
    Matcher matcher = Pattern.compile(regex).matcher(text);
    if (!matcher.find()) {
      throw new AssertionError(
          line + ": no /" + regex + "/ in:\n" + text + "\n--\n" + transcript());
    }
    return matcher.group(1);
  }

  /** Presses Ctrl-C. */
  void interrupt() {
    signal("INT");
  }

  /** Kills gdb as nothing kind would. */
  void killHard() {
    process.destroyForcibly();
    awaitEnd();
  }

  private void signal(String name) {
    try {
      new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  String transcript() {
    synchronized (output) {
      return transcript.toString() + output;
    }
  }

  private void awaitEnd() {
    try {
      if (!process.waitFor(ServerProcess.PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new AssertionError("gdb does not end:\n" + transcript());
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Quits, which detaches. */
  void quit() {
    type("quit");
    awaitEnd();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
