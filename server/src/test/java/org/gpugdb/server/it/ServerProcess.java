package org.gpugdb.server.it;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The packaged server as a process of its own; what it prints on stderr is kept. */
final class ServerProcess implements AutoCloseable {
  /** A generous bound for anything that must happen: only reached when it does not. */
  static final long PATIENCE_SECONDS = 60;

  private static final Pattern LISTENING = Pattern.compile("Listening on port (\\d+)");

  private final Process process;
  private final StringBuilder stderr = new StringBuilder();
  private final CompletableFuture<Integer> port = new CompletableFuture<>();
  private final Thread reader;

  private ServerProcess(Process process) {
    this.process = process;
    this.reader = new Thread(this::readStderr, "server stderr");
    reader.setDaemon(true);
  }

  /** Starts the server with the given arguments; the port is 0 unless they say otherwise. */
  static ServerProcess start(String... arguments) {
    List<String> command = new ArrayList<>(List.of(java().toString(), "-XX:+UseSerialGC"));
    command.add(ownFiles());
    command.addAll(List.of("-jar", jar().toString()));
    command.addAll(List.of(arguments));
    try {
      Process process =
          new ProcessBuilder(command).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
      ServerProcess server = new ServerProcess(process);
      server.reader.start();
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Path java() {
    return Path.of(System.getProperty("java.home"), "bin", "java");
  }

  /** The option by which a process that is killed leaves nothing outside of the build's folder. */
  static String ownFiles() {
    Path folder = repository().resolve("server/target/child-processes");
    try {
      return "-Djava.io.tmpdir=" + Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Path jar() {
    Path jar = repository().resolve("server/target/gpu-gdbserver.jar");
    if (!Files.exists(jar)) {
      throw new IllegalStateException(jar + " is missing: run 'mvn package' first");
    }
    return jar;
  }

  /** The checkout's top level: tests run in a module's folder. */
  static Path repository() {
    Path here = Path.of("").toAbsolutePath();
    return Files.exists(here.resolve("protocol")) ? here : here.resolve("..").normalize();
  }

  private void readStderr() {
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(process.getErrorStream(), UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        synchronized (stderr) {
          stderr.append(line).append('\n');
          stderr.notifyAll();
        }
        Matcher listening = LISTENING.matcher(line);
        if (listening.matches()) {
          port.complete(Integer.valueOf(listening.group(1)));
        }
      }
    } catch (IOException e) {
      port.completeExceptionally(e);
    }
    port.completeExceptionally(new IllegalStateException("the server ended: " + stderr()));
  }

  /** The port it listens on; waits for the line that says so. */
  int port() {
    try {
      return port.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      throw new IllegalStateException("no 'Listening on port' from the server: " + stderr(), e);
    }
  }

  /** Everything printed on stderr so far. */
  String stderr() {
    synchronized (stderr) {
      return stderr.toString();
    }
  }

  /** Waits until stderr has a match. */
  Matcher awaitStderr(String regex) {
    Pattern pattern = Pattern.compile(regex);
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    synchronized (stderr) {
      Matcher matcher = pattern.matcher(stderr);
      while (!matcher.find()) {
        long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        if (left <= 0) {
          throw new AssertionError("stderr never had /" + regex + "/:\n" + stderr);
        }
        try {
          stderr.wait(left);
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
        matcher = pattern.matcher(stderr);
      }
      return matcher;
    }
  }

  long pid() {
    return process.pid();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Sends SIGTERM. What it still prints is read: {@code Process.destroy} would close the pipe. */
  void terminate() {
    process.toHandle().destroy();
  }

  /** Waits for the end and gives the exit code. */
  int awaitExit() {
    try {
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new AssertionError("the server does not end:\n" + stderr());
      }
      reader.join(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
      return process.exitValue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
    awaitExit();
  }
}
