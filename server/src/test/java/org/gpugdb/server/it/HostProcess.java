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
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A process that uses the emulated GPU of a server; killed at its end. */
final class HostProcess implements AutoCloseable {
  private final Process process;
  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

  private HostProcess(Process process) {
    this.process = process;
    Thread reader = new Thread(this::readLines, "host " + process.pid());
    reader.setDaemon(true);
    reader.start();
  }

  /** The sample host, as it is shipped. */
  static HostProcess sample(Path device, String kernel, int workItems) {
    return start(
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
  static HostProcess scripted() {
    Path classes = ServerProcess.repository().resolve("backend/target/test-classes");
    return start(
        System.getProperty("java.class.path") + File.pathSeparator + classes,
        "org.gpugdb.backend.driver.ScriptedHost");
  }

  private static HostProcess start(String classPath, String... mainAndArguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                ServerProcess.java().toString(), "-Xmx64m", "-XX:+UseSerialGC", "-cp", classPath));
    command.addAll(List.of(mainAndArguments));
    try {
      return new HostProcess(
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void readLines() {
    try (BufferedReader in = process.inputReader(UTF_8)) {
      in.lines().forEach(lines::add);
    } catch (IOException | UncheckedIOException e) {
      lines.add("end of output: " + e.getMessage());
    }
  }

  /** The next line it prints. */
  String line() {
    try {
      String line = lines.poll(ServerProcess.PATIENCE_SECONDS, TimeUnit.SECONDS);
      assertThat(line).as("a line from host " + process.pid()).isNotNull();
      return line;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The next line that begins so. */
  String lineOf(String kind) {
    String line = line();
    while (!line.startsWith(kind + " ")) {
      line = line();
    }
    return line;
  }

  /** Tells a scripted host something; its answer behind {@code ok}. */
  String command(String command) {
    try {
      process.getOutputStream().write((command + "\n").getBytes(UTF_8));
      process.getOutputStream().flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String answer = line();
    assertThat(answer).as(command).startsWith("ok");
    return answer.substring(2).strip();
  }

  /** A number in a line, behind a word. */
  static long number(String line, String word) {
    List<String> words = List.of(line.split(" ", -1));
    return Long.parseLong(words.get(words.indexOf(word) + 1));
  }

  /** Waits until a sample host has checked results that nobody could know of before. */
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

  /** SIGTERM: a sample host says its last word. */
  void terminate() {
    process.toHandle().destroy();
  }

  /** SIGKILL, until it is gone. */
  void kill() {
    process.destroyForcibly().onExit().join();
  }

  @Override
  public void close() {
    kill();
  }
}
