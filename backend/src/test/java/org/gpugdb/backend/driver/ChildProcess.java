package org.gpugdb.backend.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A Java process of a test's own, killed at its end. */
public final class ChildProcess implements AutoCloseable {
  private final Process process;
  private final BufferedReader out;

  private ChildProcess(Process process) {
    this.process = process;
    this.out = process.inputReader(StandardCharsets.UTF_8);
  }

  /** A {@link ScriptedHost} that uses the machine behind a socket. */
  public static ChildProcess scripted(Path socket) throws IOException {
    ChildProcess child = start(List.of("-Xint"), ScriptedHost.class, List.of());
    assertThat(child.command("connect %s", socket)).isEmpty();
    return child;
  }

  /** A {@link HostMain}. */
  public static ChildProcess sample(String... arguments) throws IOException {
    return start(List.of(), HostMain.class, List.of(arguments));
  }

  private static ChildProcess start(List<String> options, Class<?> main, List<String> arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx64m", "-Xshare:auto", "-XX:+UseSerialGC"));
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(arguments);
    return new ChildProcess(
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
  }

  public int pid() {
    return (int) process.pid();
  }

  /** Gives a scripted host a line; what it answers behind {@code ok}. */
  public String command(String format, Object... arguments) {
    String answer = tryCommand(format, arguments);
    assertThat(answer).startsWith("ok");
    return answer.substring(2).strip();
  }

  public long number(String format, Object... arguments) {
    return Long.parseLong(command(format, arguments));
  }

  /** Gives a scripted host a line; what it answers. */
  public String tryCommand(String format, Object... arguments) {
    send(format, arguments);
    return line();
  }

  /** Gives a scripted host a line and does not wait for the answer. */
  public void send(String format, Object... arguments) {
    try {
      String line = String.format(Locale.ROOT, format, arguments) + "\n";
      process.getOutputStream().write(line.getBytes(StandardCharsets.UTF_8));
      process.getOutputStream().flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The next line that the process prints. */
  public String line() {
    try {
      String line = out.readLine();
      assertThat(line).as("the process lives").isNotNull();
      return line;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** SIGTERM. */
  public void terminate() {
    process.toHandle().destroy(); // unlike the process's own method it leaves the streams open
  }

  /** SIGKILL, until it is gone. */
  public void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  public int awaitEnd() throws InterruptedException {
    return process.waitFor();
  }

  /** A line of {@code /proc/PID/status}, behind the colon. */
  public String status(String name) throws IOException {
    return Files.readAllLines(Path.of("/proc/" + pid() + "/status")).stream()
        .filter(line -> line.startsWith(name + ":"))
        .map(line -> line.substring(name.length() + 1).strip())
        .findFirst()
        .orElseThrow();
  }

  /** Number of the process's mappings. */
  public int mappings() throws IOException {
    return Files.readAllLines(Path.of("/proc/" + pid() + "/maps")).size();
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
