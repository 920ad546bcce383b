package org.gpugdb.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.gpugdb.backend.doctor.Identity;
import org.gpugdb.backend.doctor.Machine;
import org.gpugdb.backend.os.Shim;
import org.gpugdb.backend.provider.XeProvider;
import org.gpugdb.backend.spi.Device;
import org.gpugdb.server.net.NettyDeviceLoop;
import org.gpugdb.server.net.RspServer;
import org.gpugdb.server.session.DebuggedDevice;
import org.gpugdb.server.session.Permissions;
import org.gpugdb.server.session.SessionOptions;
import org.gpugdb.server.view.ThreadListPolicy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Packets to a server on an Intel GPU, which a C library pretends: no stock client knows the
 * instruction set, so the packets are those that Intel's would send.
 */
@Timeout(300)
class XePacketsIT {
  private static final Path PROGRAM = Path.of("../backend/src/test/resources/images/spin-gcc.elf");

  /** Where its threads go round, and of what that is the beginning: the instruction base. */
  private static final long TICK = 0x8000_0034L;

  private static final int THREADS = 512;
  private static final Pattern STOP = Pattern.compile("T(..)(?:.*;)?thread:([0-9a-f]+);.*");

  @TempDir private Path directory;
  private final NettyDeviceLoop loop = NettyDeviceLoop.open("test-device");
  private Shim shim;
  private Device device;

  @BeforeEach
  void open() throws Exception {
    shim = Shim.openIntel(directory, PROGRAM);
    int pid = shim.clientPid();
    Files.createDirectories(shim.tree().resolve("proc/" + pid));
    int user = (Integer) Files.getAttribute(shim.tree(), "unix:uid");
    Machine machine = new Machine(shim.tree(), new Identity(user, Set.of(), 0));
    Map<String, String> options = Map.of("attach", Integer.toString(pid), "dialect", "prelim");
    device = onLoop(() -> new XeProvider(() -> machine).open(options, loop));
    shim.startClient();
  }

  private <T> T onLoop(Callable<T> work) throws Exception {
    FutureTask<T> task = new FutureTask<>(work);
    loop.execute(task);
    return task.get(60, TimeUnit.SECONDS);
  }

  @AfterEach
  void close() throws Exception {
    onLoop(
        () -> {
          device.close();
          return true;
        });
    loop.close();
    assertThat(shim.resets()).isZero();
    assertThat(shim.threads()).doesNotContain("stopped");
    shim.close();
  }

  private RspServer serve(Permissions permissions) throws IOException {
    SessionOptions options =
        new SessionOptions(
            ThreadListPolicy.STICKY, permissions, false, true, Optional.empty(), "test");
    return RspServer.open(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
        loop,
        new DebuggedDevice(device, loop, options)::connect);
  }

  private static RawClient connect(RspServer server) throws IOException {
    return RawClient.connect(((InetSocketAddress) server.address()).getPort());
  }

  private static void ok(String reply) {
    assertThat(reply).isEqualTo("OK");
  }

  /** The thread of a stop reply. */
  private static String stopped(String reply, String signal) {
    Matcher parts = STOP.matcher(reply);
    assertThat(parts.matches()).as(reply).isTrue();
    assertThat(parts.group(1)).isEqualTo(signal);
    return parts.group(2);
  }

  /** A thread, while all are stopped. */
  private static String interrupt(RawClient client) throws IOException {
    assertThat(client.request("?")).startsWith("T05thread:");
    client.send("vCont;c");
    client.interrupt();
    return stopped(client.await(), "02");
  }

  /** A number of a register block. */
  private static long number(String hex, int offset, int bytes) {
    long value = 0;
    for (int i = bytes - 1; i >= 0; i--) {
      int at = 2 * (offset + i);
      value = value << 8 | Integer.parseUnsignedInt(hex.substring(at, at + 2), 16);
    }
    return value;
  }

  private static String hex(long address) {
    return Long.toHexString(address);
  }

  @Test
  void registersAndThreadsAreThoseOfTheGpu() throws IOException {
    try (RspServer server = serve(Permissions.standard());
        RawClient client = connect(server)) {
      String thread = interrupt(client);
      String xml = client.request("qXfer:features:read:target.xml:0,20000");
      assertThat(xml)
          .contains("<architecture>intelgt</architecture>")
          .contains("name=\"org.gnu.gdb.intelgt.grf\"")
          .contains("name=\"r127\" bitsize=\"512\"")
          .contains("name=\"isabase\" bitsize=\"64\"");

      ok(client.request("Hg" + thread));
      String all = client.request("g");

      assertThat(all).hasSize(2 * 8872);
      int cr0 = 128 * 64 + 32 + 4 * 4 + 4 + 16;
      int isabase = cr0 + 12 + 16 + 4 * 64 + 2 * 32 + 4 * 8;
      assertThat(number(all, isabase, 8)).isEqualTo(TICK & -0x1000);
      assertThat(number(all, isabase, 8) + number(all, cr0 + 8, 4))
          .isIn(TICK, TICK + 16, TICK + 24, TICK + 40);
      assertThat(client.request("p0")).isEqualTo(all.substring(0, 128)); // r0
      assertThat(client.request("p87")).isEqualTo(all.substring(2 * cr0, 2 * cr0 + 24)); // cr0
      ok(client.request("P5=" + "a5".repeat(64)));
      assertThat(client.request("p5")).isEqualTo("a5".repeat(64));
      assertThat(client.request("P5=00")).startsWith("E");
      assertThat(client.request("P85=00000000")).startsWith("E"); // ce
    }
  }

  @Test
  void breakpointsAndStepsAreThoseOfTheInstructionSet() throws IOException {
    try (RspServer server = serve(Permissions.standard());
        RawClient client = connect(server)) {
      interrupt(client);
      ok(client.request("Z0," + hex(TICK + 16) + ",1"));
      assertThat(client.request("m" + hex(TICK + 16) + ",4")).isEqualTo("61000020");

      String thread = stopped(client.request("vCont;c"), "05");

      assertThat(instruction(client, thread)).isEqualTo(TICK + 16);
      assertThat(shim.gpuByte(TICK + 16)).isEqualTo(0xe1);
      assertThat(stopped(client.request("vCont;s:" + thread), "05")).isEqualTo(thread);
      assertThat(instruction(client, thread)).isEqualTo(TICK + 24);
      assertThat(stopped(client.request("vCont;s:" + thread), "05")).isEqualTo(thread);
      assertThat(instruction(client, thread)).isEqualTo(TICK + 40);
      ok(client.request("z0," + hex(TICK + 16) + ",1"));
      ok(client.request("D"));
      assertThat(shim.gpuByte(TICK + 16)).isEqualTo(0x61);
      assertThat(shim.threads()).containsOnly("runs").hasSize(THREADS);
    }
  }

  private static long instruction(RawClient client, String thread) throws IOException {
    ok(client.request("Hg" + thread));
    long base = number(client.request("p93"), 0, 8);
    return base + number(client.request("p87"), 8, 4);
  }

  /** What a real GPU's back end allows unless the user says otherwise. */
  @Test
  void nothingCanBeChangedWithoutLeave() throws IOException {
    try (RspServer server = serve(Permissions.reading());
        RawClient client = connect(server)) {
      assertThat(client.request("?")).startsWith("T05thread:");
      assertThat(shim.threads()).containsOnly("runs").hasSize(THREADS);
      assertThat(client.request("m" + hex(TICK) + ",4")).isEqualTo("61000000");
      for (String packet :
          List.of(
              "M" + hex(TICK) + ",1:00",
              "P5=" + "a5".repeat(64),
              "Z0," + hex(TICK) + ",1",
              "vCont;c")) {
        assertThat(client.request(packet)).as(packet).isEqualTo("E0d");
      }
      assertThat(shim.gpuByte(TICK)).isEqualTo(0x61);
    }
  }
}
