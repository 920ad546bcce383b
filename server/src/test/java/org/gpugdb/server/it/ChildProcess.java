package org.gpugdb.server.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A process that prints lines and may be typed at: a host that uses the emulated GPU of a server,
 * or a demo. Killed at its end.
 */
final class ChildProcess implements AutoCloseable {
  /** Stands for the line behind the last one. */
  static final String END = "\u0000 end";

  private final Process process;
  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

  private ChildProcess(Process process) {
    this.process = process;
    Thread reader = new Thread(this::readLines, "lines of " + process.pid());
    reader.setDaemon(true);
    reader.start();
  }

  /** The sample host, as it is shipped. */
  static ChildProcess sample(Path device, String kernel, int workItems) {
    return java(
        ServerProcess.jar().toString(),
        "org.gpugdb.backend.driver.HostMain",
        "--socket",
        device.toString(),
        "--kernel",
        kernel,
        "--work-items",
        Integer.toString(workItems));
  }

  /** The back end's host for tests, which does what it is told, to begin with: to connect. */
  static ChildProcess scripted() {
    Path classes = ServerProcess.repository().resolve("backend/target/test-classes");
    return java(
        System.getProperty("java.class.path") + File.pathSeparator + classes,
        "-Xint", // so that nothing changes its mappings but what it is told
        "org.gpugdb.backend.driver.ScriptedHost");
  }

  /** The packaged server. */
  static ChildProcess server(String... arguments) {
    List<String> all = new ArrayList<>(List.of("org.gpugdb.server.cli.Main"));
    all.addAll(List.of(arguments));
    return java(ServerProcess.jar().toString(), all.toArray(new String[0]));
  }

  /** The server's script. */
  static ChildProcess script(String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(ServerProcess.repository().resolve("server/bin/gpu-gdbserver").toString());
    command.addAll(List.of(arguments));
    return start(command);
  }

  private static ChildProcess java(String classPath, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(ServerProcess.java().toString());
    command.addAll(List.of("-XX:+UseSerialGC", ServerProcess.ownFiles(), "-cp", classPath));
    command.addAll(List.of(arguments));
    return start(command);
  }

  /**
   * Whoever runs the tests may ignore SIGINT, as a shell does for what it puts in the background.
   */
  private static ChildProcess start(List<String> command) {
    List<String> attentive = new ArrayList<>(List.of("env", "--default-signal=INT"));
    attentive.addAll(command);
    try {
      return new ChildProcess(
          new ProcessBuilder(attentive).redirectError(ProcessBuilder.Redirect.INHERIT).start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void readLines() {
    try (BufferedReader in = process.inputReader(UTF_8)) {
      in.lines().forEach(lines::add);
    } catch (IOException | UncheckedIOException e) {
      lines.add("its output broke off: " + e.getMessage());
    }
    lines.add(END);
  }

  /** The next line it prints. */
  String line() {
    try {
      String line = lines.poll(ServerProcess.PATIENCE_SECONDS, TimeUnit.SECONDS);
      assertThat(line).as("a line from process " + process.pid()).isNotNull();
      return line;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The next line, if it comes in time. */
  Optional<String> lineWithin(long millis) {
    try {
      return Optional.ofNullable(lines.poll(millis, TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The next line that begins so. */
  String lineOf(String kind) {
    String line = line();
    while (!line.startsWith(kind + " ")) {
      assertThat(line).as("a line of " + kind).isNotEqualTo(END);
      line = line();
    }
    return line;
  }

  /** Gives it a line on its standard input. */
  void type(String line) {
    try {
      process.getOutputStream().write((line + "\n").getBytes(UTF_8));
      process.getOutputStream().flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Tells a scripted host something; its answer behind {@code ok}. */
  String command(String command) {
    type(command);
    String answer = line();
    assertThat(answer).as(command).startsWith("ok");
    return answer.substring(2).strip();
  }

  /** A number in a line, behind a word. */
  static long number(String line, String word) {
    List<String> words = List.of(line.split(" ", -1));
    return Long.parseLong(words.get(words.indexOf(word) + 1));
  }

  /** Everything it still prints, until its end. */
  String remainingLines() {
    StringBuilder text = new StringBuilder();
    for (String line = line(); !line.equals(END); line = line()) {
      text.append(line).append('\n');
    }
    return text.toString();
  }

  /** Waits until a host has checked results that nobody could know of before. */
  void awaitResults() {
    lines.clear();
    long before = number(lineOf("heartbeat"), "results-checked");
    while (number(lineOf("heartbeat"), "results-checked") <= before) {
      assertThat(process.isAlive()).isTrue();
    }
  }

  long pid() {
    return process.pid();
  }

  /** A line of {@code /proc/PID/status}, behind the colon. */
  String status(String name) {
    try {
      return Files.readAllLines(Path.of("/proc/" + pid() + "/status")).stream()
          .filter(line -> line.startsWith(name + ":"))
          .map(line -> line.substring(name.length() + 1).strip())
          .findFirst()
          .orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Number of its mappings. */
  int mappings() {
    try {
      return Files.readAllLines(Path.of("/proc/" + pid() + "/maps")).size();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The processes it has started, and theirs. */
  List<ProcessHandle> descendants() {
    return process.descendants().toList();
  }

  /** SIGTERM: a sample host says its last word. */
  void terminate() {
    process.toHandle().destroy();
  }

  /**
   * @param name without SIG
   */
  void signal(String name) {
    signal(pid(), name);
  }

  static void signal(long pid, String name) {
    try {
      new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start().waitFor();
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  int awaitExit() {
    try {
      assertThat(process.waitFor(ServerProcess.PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
      return process.exitValue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** SIGKILL, until it is gone. */
  void kill() {
    process.destroyForcibly().onExit().join();
  }

  /** Asks it to end; what does not is killed. */
  @Override
  public void close() {
    try {
      terminate();
      if (!process.waitFor(ServerProcess.PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        kill();
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
