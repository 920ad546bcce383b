package org.gpugdb.server.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.gpugdb.protocol.wire.Bytes;
import org.gpugdb.protocol.wire.Hex;

/**
 * What one client does to many threads that run: gets the first thread off a breakpoint, packet by
 * packet as GDB does, and interrupts single threads. Meanwhile the others count.
 */
final class NonStopWorkload {
  private static final int STEPS = 200;
  private static final int INTERRUPTS = 50;
  private static final long UNDISTURBED_NANOS = 3_000_000_000L;
  private static final long TIME_LIMIT_NANOS = 20_000_000_000L;
  private static final String PER_CORE = "for each second of the GPU's cores";
  private static final String FIRST = "1";
  private static final String BREAKPOINT = "0," + Hex.toHex(CrowdProgram.FIRST) + ",4";
  private static final Pattern THREAD = Pattern.compile("<thread id=\"([0-9a-f]+)\"");
  private static final Pattern STOPPED = Pattern.compile("thread:([0-9a-f]+);");
  private static final Pattern HALTS = Pattern.compile("halts \\d+, on average (\\d+) us");

  private final Peer peer;
  private final RspClient client;
  private final int threads;
  private final Set<String> stopped = new HashSet<>();
  private long packets;

  private NonStopWorkload(Peer peer, RspClient client, int threads) {
    this.peer = peer;
    this.client = client;
    this.threads = threads;
  }

  /** Measures a server that runs {@link CrowdProgram}. */
  static List<Measurement> run(Peer peer, int threads) throws IOException {
    try (RspClient client = RspClient.connect(peer.port())) {
      NonStopWorkload workload = new NonStopWorkload(peer, client, threads);
      workload.connect();
      return workload.measure();
    }
  }

  private void connect() throws IOException {
    request("QNonStop:1");
    List<String> list = threadList();
    request("?");
    request("vCont;t:" + list.get(0));
    awaitStop();
    request("vCont;c");
    stopped.clear();
  }

  private List<Measurement> measure() throws IOException {
    undisturbedRate(); // lets the server warm up
    Rate before = undisturbedRate();
    request("Z" + BREAKPOINT);
    awaitStop();
    double[] stepOffs = new double[STEPS];
    double[] steps = new double[STEPS];
    Progress progress = new Progress();
    packets = 0;
    int count = 0;
    for (; count < STEPS && progress.nanos() < TIME_LIMIT_NANOS; count++) {
      long start = System.nanoTime();
      steps[count] = stepOff();
      stepOffs[count] = millisSince(start);
      awaitStop();
    }
    double perStep = packets / (double) count;
    Rate whileStepping = progress.rate();
    request("z" + BREAKPOINT);
    request("vCont;c");
    stopped.clear();
    double[] interrupts = new double[INTERRUPTS];
    Rate whileInterrupted = interrupt(interrupts);
    Rate undisturbed = before.max(undisturbedRate());
    return List.of(
        new Measurement("step-off packets", "", perStep, 0, 0, true),
        latency("step-off", Arrays.copyOf(stepOffs, count)),
        latency("of which the step", Arrays.copyOf(steps, count)),
        percent("others while stepping", whileStepping.perSecond / undisturbed.perSecond),
        percent(PER_CORE, whileStepping.perCoreSecond / undisturbed.perCoreSecond),
        latency("interrupt", interrupts),
        Measurement.millis("of which all are halted", averageHaltMicros() / 1e3),
        percent("others while interrupted", whileInterrupted.perSecond / undisturbed.perSecond),
        percent(PER_CORE, whileInterrupted.perCoreSecond / undisturbed.perCoreSecond));
  }

  /** Interrupts one thread after the other, without a pause, and returns the others' rate. */
  private Rate interrupt(double[] millis) throws IOException {
    Progress progress = new Progress();
    for (int i = 0; i < millis.length; i++) {
      String thread = Hex.toHex(2 + (i * 7) % (threads - 1));
      long start = System.nanoTime();
      request("vCont;t:" + thread);
      awaitStop();
      millis[i] = millisSince(start);
      request("vCont;c:" + thread);
      stopped.remove(thread);
    }
    return progress.rate();
  }

  /**
   * As GDB 13 does it: it stops whatever it takes for running, one by one.
   *
   * @return how long the step itself took, in milliseconds
   */
  private double stepOff() throws IOException {
    List<String> list = threadList();
    list.removeAll(stopped);
    for (String thread : list) {
      request("vCont;t:" + thread);
    }
    if (!list.isEmpty()) {
      awaitStop();
    }
    threadList();
    threadList();
    request("Hg" + FIRST);
    request("z" + BREAKPOINT);
    long start = System.nanoTime();
    request("vCont;s:" + FIRST);
    stopped.remove(FIRST);
    awaitStop();
    double step = millisSince(start);
    request("m" + Hex.toHex(CrowdProgram.ENTRY) + ",40");
    request("Z" + BREAKPOINT);
    threadList();
    request("vCont;c");
    stopped.clear();
    return step;
  }

  /** Takes a notification and all that is behind it. */
  private void awaitStop() throws IOException {
    for (String report = client.notification().decodeUtf8();
        !report.equals("OK");
        report = request("vStopped").decodeUtf8()) {
      Matcher thread = STOPPED.matcher(report);
      if (!thread.find()) {
        throw new IOException("the server reports '" + report + "'");
      }
      stopped.add(thread.group(1));
    }
  }

  /** Read in the pieces that GDB asks for. */
  private List<String> threadList() throws IOException {
    StringBuilder xml = new StringBuilder();
    boolean more = true;
    while (more) {
      int from = xml.length();
      String piece = request("qXfer:threads:read::" + Hex.toHex(from) + ",1000").decodeUtf8();
      more = piece.startsWith("m");
      xml.append(piece, 1, piece.length());
    }
    List<String> list = new ArrayList<>();
    THREAD.matcher(xml).results().forEach(thread -> list.add(thread.group(1)));
    return list;
  }

  private Bytes request(String text) throws IOException {
    packets++;
    Bytes reply = client.request(text);
    if (!reply.isEmpty() && reply.get(0) == 'E') {
      throw new IOException(text + ": the server answers '" + reply.decodeUtf8() + "'");
    }
    return reply;
  }

  private Rate undisturbedRate() throws IOException {
    Progress progress = new Progress();
    for (long left = UNDISTURBED_NANOS; left > 0; left = UNDISTURBED_NANOS - progress.nanos()) {
      LockSupport.parkNanos(left); // it must not take a core from the GPU
    }
    return progress.rate();
  }

  /** How far the others have come since this was made. */
  private final class Progress {
    private final long start = System.nanoTime();
    private final long from = total();
    private final long cores = peer.gpuNanos();

    Progress() throws IOException {}

    long nanos() {
      return System.nanoTime() - start;
    }

    Rate rate() throws IOException {
      double counted = total() - from;
      return new Rate(counted / nanos(), counted / (peer.gpuNanos() - cores));
    }
  }

  /**
   * How fast the others count.
   *
   * @param perSecond for each nanosecond of time
   * @param perCoreSecond for each nanosecond that a core worked for the emulated GPU: a client and
   *     a server take cores away from it, as they never could from a real one
   */
  private record Rate(double perSecond, double perCoreSecond) {
    Rate max(Rate other) {
      return new Rate(
          Math.max(perSecond, other.perSecond), Math.max(perCoreSecond, other.perCoreSecond));
    }
  }

  /** What all threads but the first have counted. Nothing stops for it. */
  private long total() throws IOException {
    long sum = 0;
    int size = (threads - 1) * Long.BYTES;
    for (int at = 0; at < size; ) {
      String where = Hex.toHex(CrowdProgram.COUNTERS + Long.BYTES + at);
      int length = Math.min(size - at, 32 << 10);
      Bytes digits = request("m" + where + "," + Hex.toHex(length));
      for (int i = 0; i < digits.size(); i += 2 * Long.BYTES) {
        sum += Hex.littleEndian(Hex.decode(digits.slice(i, i + 2 * Long.BYTES)).orElseThrow());
      }
      at += digits.size() / 2;
    }
    return sum;
  }

  /** From what {@code monitor stats} says. */
  private double averageHaltMicros() throws IOException {
    StringBuilder text = new StringBuilder();
    String reply = request("qRcmd," + Hex.encode(Bytes.utf8("stats"))).decodeUtf8();
    while (reply.startsWith("O") && !reply.equals("OK")) {
      text.append(Hex.decode(Bytes.utf8(reply.substring(1))).orElseThrow().decodeUtf8());
      reply = client.reply().decodeUtf8();
    }
    Matcher halts = HALTS.matcher(text);
    if (!halts.find()) {
      throw new IOException("monitor stats says '" + text + "'");
    }
    return Double.parseDouble(halts.group(1));
  }

  private static double millisSince(long start) {
    return (System.nanoTime() - start) / 1e6;
  }

  private static Measurement latency(String name, double[] millis) {
    Arrays.sort(millis);
    int n = millis.length;
    return new Measurement(name, "ms", millis[n / 2], millis[n * 99 / 100], 0, true);
  }

  private static Measurement percent(String name, double share) {
    return new Measurement(name, "%", 100 * share, 0, 0, false);
  }
}
