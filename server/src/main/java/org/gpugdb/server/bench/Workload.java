package org.gpugdb.server.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.gpugdb.protocol.wire.Bytes;
import org.gpugdb.protocol.wire.Hex;

/** The requests that every server gets, over one connection, one after the other. */
final class Workload {
  private static final int WARM_UP = 10_000;
  private static final int ROUNDS = 10_000;
  private static final int BIG_READ = 8 << 10;
  private static final int DUMP = 64 << 20;

  private final RspClient client;
  private final long address;
  private final boolean riscv;

  private Workload(RspClient client, long address, boolean riscv) {
    this.client = client;
    this.address = address;
    this.riscv = riscv;
  }

  /** Measures a server that has just been started. */
  static List<Measurement> run(Peer peer) throws IOException {
    try (RspClient client = RspClient.connect(peer.port())) {
      client.request("?");
      boolean riscv = !peer.name().equals("gdbserver");
      long address = riscv ? LoopProgram.ENTRY : programCounter(client) & -0x1000L;
      List<Measurement> result = new ArrayList<>();
      result.add(Measurement.millis("start to listening", peer.startMillis()));
      new Workload(client, address, riscv).measure(result);
      return result;
    }
  }

  /** rip follows the sixteen general registers. */
  private static long programCounter(RspClient client) throws IOException {
    Bytes registers = client.request("g");
    int at = 16 * 16;
    return Hex.littleEndian(Hex.decode(registers.slice(at, at + 16)).orElseThrow());
  }

  private void measure(List<Measurement> result) throws IOException {
    String at = Hex.toHex(address);
    result.add(latency("g", "g", ROUNDS));
    result.add(latency("m 4 bytes", "m" + at + ",4", ROUNDS));
    if (client.request("m" + at + "," + Hex.toHex(BIG_READ)).size() == 2 * BIG_READ) {
      result.add(latency("m 8 KiB", "m" + at + "," + Hex.toHex(BIG_READ), ROUNDS / 4));
    }
    result.add(latency("?", "?", ROUNDS));
    result.add(latency("T", "T" + thread(), ROUNDS));
    result.add(latency("vCont;s", "vCont;s:" + thread(), ROUNDS / 2));
    result.add(dump());
    if (riscv) {
      result.add(speed());
    }
  }

  private String thread() throws IOException {
    String current = new String(client.request("qC").toArray(), US_ASCII);
    return current.startsWith("QC") ? current.substring(2) : "1";
  }

  private Measurement latency(String name, String request, int rounds) throws IOException {
    byte[] packet = RspClient.packet(request);
    for (int i = 0; i < WARM_UP; i++) {
      expectAnswer(name, client.exchange(packet));
    }
    long[] nanos = new long[rounds];
    long start = System.nanoTime();
    for (int i = 0; i < rounds; i++) {
      long before = System.nanoTime();
      client.exchange(packet);
      nanos[i] = System.nanoTime() - before;
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    Arrays.sort(nanos);
    return Measurement.latency(
        name, nanos[rounds / 2] / 1e3, nanos[rounds * 99 / 100] / 1e3, rounds / seconds);
  }

  private static void expectAnswer(String name, Bytes reply) throws IOException {
    if (reply.isEmpty() || reply.get(0) == 'E') {
      throw new IOException(name + ": the server answers '" + reply.decodeUtf8() + "'");
    }
  }

  /** Reads in pieces as large as the server gives. */
  private Measurement dump() throws IOException {
    int chunk = largestRead();
    int window = riscv ? DUMP : 0x1_0000;
    long start = System.nanoTime();
    for (int done = 0; done < DUMP; ) {
      long from = address + done % window;
      int length = Math.min(chunk, window - done % window);
      done += client.request("m" + Hex.toHex(from) + "," + Hex.toHex(length)).size() / 2;
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    return Measurement.rate("64 MiB dump", "MB/s", DUMP / 1e6 / seconds);
  }

  private int largestRead() throws IOException {
    String features = client.request("qSupported").decodeUtf8();
    for (String feature : features.split(";", 0)) {
      if (feature.startsWith("PacketSize=")) {
        String digits = feature.substring("PacketSize=".length());
        return (int) ((Hex.parseUnsigned(digits).orElseThrow() - 1) / 2);
      }
    }
    return 512;
  }

  /** Runs the program to its end, where a breakpoint is. */
  private Measurement speed() throws IOException {
    client.request("Z0," + Hex.toHex(LoopProgram.END) + ",4");
    long start = System.nanoTime();
    expectAnswer("continue", client.request("vCont;c"));
    double seconds = (System.nanoTime() - start) / 1e9;
    return Measurement.rate("execution", "MIPS", LoopProgram.INSTRUCTIONS / 1e6 / seconds);
  }
}
