package org.gpugdb.server.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One debug server, started for the measurement with a program that is halted at its entry. */
final class Peer implements AutoCloseable {
  private static final Pattern LISTENING = Pattern.compile("Listening on port (\\d+)");
  private static final long PATIENCE_SECONDS = 30;
  private static final String GPU_THREAD = "gpu-worker-";

  private final String name;
  private final Process process;
  private final int port;
  private final double startMillis;

  private Peer(String name, Process process, int port, double startMillis) {
    this.name = name;
    this.process = process;
    this.port = port;
    this.startMillis = startMillis;
  }

  /** This server, in a process of its own, with an image. */
  static Peer ours(Path image, String... options) throws IOException {
    List<String> all =
        new ArrayList<>(List.of("--image", image.toString(), "--ram", "0x80000000:128M"));
    all.addAll(List.of(options));
    return ours(all);
  }

  /** This server, in a process of its own, with a device for other processes. */
  static Peer onDevice(Path node) throws IOException {
    return ours(List.of("--device", node.toString(), "--allow-write=registers,memory,run,userptr"));
  }

  private static Peer ours(List<String> options) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-cp", System.getProperty("java.class.path")));
    command.add("org.gpugdb.server.cli.Main");
    command.addAll(options);
    command.add("127.0.0.1:0");
    return listening("gpu-gdbserver", command);
  }

  static boolean hasGdbserver() {
    return find("gdbserver").isPresent();
  }

  /** gdbserver as the debugger of a process. */
  static Peer gdbserverOn(long pid) throws IOException {
    return listening(
        "gdbserver", List.of("gdbserver", "--once", "--attach", "127.0.0.1:0", Long.toString(pid)));
  }

  /** gdbserver with an ordinary process, if it is installed. */
  static Optional<Peer> gdbserver() throws IOException {
    Optional<String> program = find("gdbserver");
    if (program.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        listening("gdbserver", List.of(program.get(), "127.0.0.1:0", "/bin/sleep", "1000")));
  }

  /** QEMU with the same image, if it is installed. */
  static Optional<Peer> qemu(Path image) throws IOException {
    Optional<String> program = find("qemu-system-riscv64");
    if (program.isEmpty()) {
      return Optional.empty();
    }
    int port = freePort();
    List<String> command =
        List.of(
            program.get(),
            "-machine",
            "virt",
            "-bios",
            "none",
            "-display",
            "none",
            "-serial",
            "none",
            "-monitor",
            "none",
            "-kernel",
            image.toString(),
            "-S",
            "-gdb",
            "tcp:127.0.0.1:" + port);
    long start = System.nanoTime();
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    awaitPort(process, port);
    return Optional.of(new Peer("qemu", process, port, millisSince(start)));
  }

  private static Peer listening(String name, List<String> command) throws IOException {
    long start = System.nanoTime();
    Process process =
        new ProcessBuilder(command).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
    BufferedReader stderr =
        new BufferedReader(new InputStreamReader(process.getErrorStream(), UTF_8));
    List<String> seen = new ArrayList<>();
    for (String line = stderr.readLine(); line != null; line = stderr.readLine()) {
      Matcher listening = LISTENING.matcher(line);
      if (listening.find()) {
        double millis = millisSince(start);
        drain(stderr);
        return new Peer(name, process, Integer.parseInt(listening.group(1)), millis);
      }
      seen.add(line);
    }
    throw new IOException(name + " does not start: " + String.join("\n", seen));
  }

  /** Keeps a talkative server from blocking on a full pipe. */
  private static void drain(BufferedReader stderr) {
    Thread thread =
        new Thread(
            () -> {
              try (stderr) {
                while (stderr.readLine() != null) {}
              } catch (IOException e) {
                // The peer has ended: there is nothing left to drain.
              }
            },
            "peer stderr");
    thread.setDaemon(true);
    thread.start();
  }

  private static void awaitPort(Process process, int port) throws IOException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (true) {
      try (Socket probe = new Socket(InetAddress.getLoopbackAddress(), port)) {
        if (probe.isConnected()) {
          return;
        }
      } catch (IOException e) {
        if (System.nanoTime() > deadline || !process.isAlive()) {
          throw new IOException("qemu does not listen on port " + port, e);
        }
        Thread.onSpinWait();
      }
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static Optional<String> find(String program) {
    return Arrays.stream(System.getenv("PATH").split(":", 0))
        .map(folder -> Path.of(folder, program))
        .filter(Files::isExecutable)
        .map(Path::toString)
        .findFirst();
  }

  private static double millisSince(long start) {
    return (System.nanoTime() - start) / 1e6;
  }

  String name() {
    return name;
  }

  int port() {
    return port;
  }

  /**
   * Nanoseconds of a core that the emulated GPU's hardware threads have had, from {@code
   * /proc/PID/task/TID/schedstat}. What they do in one of them does not depend on who else needs
   * the machine's cores.
   */
  long gpuNanos() throws IOException {
    long sum = 0;
    try (DirectoryStream<Path> tasks =
        Files.newDirectoryStream(Path.of("/proc/" + process.pid() + "/task"))) {
      for (Path task : tasks) {
        if (Files.readString(task.resolve("comm")).startsWith(GPU_THREAD)) {
          sum += Long.parseLong(Files.readString(task.resolve("schedstat")).split(" ", 2)[0]);
        }
      }
    }
    return sum;
  }

  /** Milliseconds from starting the process to its listening. */
  double startMillis() {
    return startMillis;
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }
}
