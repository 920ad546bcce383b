package org.gpugdb.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Many hardware threads of {@code crowd.c} that go round and round, and gdb in non-stop mode. */
final class Crowd implements AutoCloseable {
  /** What one thread is, and how many instructions it has executed. */
  private static final Pattern MONITOR_LINE =
      Pattern.compile("(?m)^p1\\.(\\d+)\\s+eu\\S+\\s+(?:0x[0-9a-f]+\\s+)?(\\d+) wg");

  /** What the server has done, as {@code monitor stats} tells. */
  record Stats(long halts, long silentStops, long falseHits, long trueHits) {}

  final ServerProcess server;
  final Gdb gdb;
  final int threads;

  private Crowd(ServerProcess server, Gdb gdb, int threads) {
    this.server = server;
    this.gdb = gdb;
    this.threads = threads;
    gdb.command("set non-stop on");
    gdb.command("set print elements 0");
    gdb.command("set print repeats unlimited");
  }

  /** Every thread goes round, and nobody has connected. */
  static Crowd unconnected(String image, int threads) {
    return new Crowd(serve(image, threads), Gdb.on(ImageIT.image(image)), threads);
  }

  /** A server whose threads are not held when they start. */
  static ServerProcess serve(String image, int threads) {
    return ServerProcess.start(
        "--image",
        ImageIT.image(image).toString(),
        "--threads",
        Integer.toString(threads),
        "--ram",
        "0x80000000:64M",
        "127.0.0.1:0");
  }

  /** Every thread is stopped before its first instruction, and gdb knows. */
  static Crowd halted(String image, int threads) {
    ServerProcess server = ImageIT.serve(image, threads);
    Crowd crowd = new Crowd(server, Gdb.on(ImageIT.image(image)), threads);
    crowd.connect();
    crowd.await("all threads are stopped", () -> crowd.stopped() == threads);
    crowd.gdb.command("set var threads = " + threads);
    return crowd;
  }

  /** Every thread goes round. */
  static Crowd running(String image, int threads) {
    Crowd crowd = halted(image, threads);
    crowd.gdb.command("continue -a &");
    crowd.await("all threads go round", () -> min(crowd.array("rounds")) > 0);
    return crowd;
  }

  void connect() {
    assertThat(gdb.command("target remote :" + server.port())).contains("Remote debugging using");
  }

  /** Stops one thread where it is. */
  void interrupt(int thread) {
    gdb.command("thread " + thread);
    gdb.command("interrupt");
    gdb.awaitMatch("(Thread " + thread + " .*|Program )stopped");
  }

  /** How many threads of the program gdb takes for stopped. */
  long stopped() {
    return gdb.command("info threads")
        .lines()
        .filter(line -> line.contains("(wg ") && !line.endsWith("(running)"))
        .count();
  }

  /** How many threads of the server's table are described so. */
  long believed(String text) {
    return gdb.command("monitor views").lines().filter(line -> line.contains(text)).count();
  }

  /** One of the program's tables, an element for each thread. Nothing is stopped for it. */
  List<Long> array(String name) {
    String text = gdb.capture("print " + name + "[0]@" + threads, "= \\{([-0-9, ]+)\\}");
    return Arrays.stream(text.split(", ", 0)).map(Long::valueOf).toList();
  }

  long value(String expression) {
    return Long.parseLong(gdb.capture("output " + expression, "^(-?\\d+)"));
  }

  /** Instructions that each resident thread has executed, by gdb's number. Stops nothing. */
  Map<Integer, Long> executed() {
    Map<Integer, Long> all = new TreeMap<>();
    Matcher line = MONITOR_LINE.matcher(gdb.command("monitor threads"));
    while (line.find()) {
      all.put(Integer.valueOf(line.group(1)), Long.valueOf(line.group(2)));
    }
    return all;
  }

  /** Instructions that one thread has executed. */
  long executed(int thread) {
    Long count = executed().get(thread);
    if (count == null) {
      throw new AssertionError("thread " + thread + " is not resident\n" + gdb.transcript());
    }
    return count;
  }

  /** Waits until every thread but these has executed something since. */
  void awaitOthersAdvance(Map<Integer, Long> since, Integer... but) {
    List<Integer> behind = new ArrayList<>(since.keySet());
    behind.removeAll(List.of(but));
    assertThat(behind).hasSize(threads - but.length);
    await(
        "the others advance",
        () -> {
          Map<Integer, Long> now = executed();
          behind.removeIf(thread -> now.getOrDefault(thread, 0L) > since.getOrDefault(thread, 0L));
          return behind.isEmpty();
        });
  }

  Stats stats() {
    String text = gdb.command("monitor stats");
    return new Stats(
        number(text, "halts (\\d+)"),
        number(text, "not reported (\\d+)"),
        number(text, "false hits (\\d+)"),
        number(text, ", reported (\\d+)"));
  }

  private static long number(String text, String regex) {
    Matcher matcher = Pattern.compile(regex).matcher(text);
    assertThat(matcher.find()).as("/%s/ in %s", regex, text).isTrue();
    return Long.parseLong(matcher.group(1));
  }

  /** Waits until something is so. */
  void await(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(ServerProcess.PATIENCE_SECONDS);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        String all = gdb.transcript();
        String tail = all.substring(Math.max(0, all.length() - 20_000));
        throw new AssertionError("never: " + what + "\n" + tail);
      }
    }
  }

  /** Takes every breakpoint out and lets the program run to its end. */
  void end() {
    gdb.command("delete");
    gdb.command("print threads = " + threads + ", stop = 1");
    await(
        "the program has ended",
        () -> {
          gdb.command("continue -a &"); // also with those whose stop was on its way
          return gdb.command("info threads").contains("No threads");
        });
    assertThat(gdb.transcript()).contains("[Inferior 1 (process 1) exited normally]");
  }

  static long min(List<Long> values) {
    return values.stream().mapToLong(Long::longValue).min().orElseThrow();
  }

  static long sum(List<Long> values) {
    return values.stream().mapToLong(Long::longValue).sum();
  }

  @Override
  public void close() {
    gdb.close();
    server.close();
  }
}
