package org.gpugdb.server.net;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.gpugdb.server.fake.FakeGpu;
import org.gpugdb.server.session.DebuggedDevice;
import org.gpugdb.server.session.SessionOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Real sockets and streams, one conversation each, and their abrupt ends. */
@Timeout(30)
class SocketTest {
  private static final InetSocketAddress ANY_PORT =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  private final NettyDeviceLoop loop = NettyDeviceLoop.open("test-device");
  private final CountDownLatch sessionEnd = new CountDownLatch(1);
  private FakeGpu gpu;
  private DebuggedDevice device;

  @BeforeEach
  void openDevice() {
    gpu = new FakeGpu(loop, false);
    gpu.createSpace(1, 2);
    device = new DebuggedDevice(gpu, loop, SessionOptions.standard("test"));
    device.onSessionEnd(session -> sessionEnd.countDown());
  }

  @AfterEach
  void closeLoop() {
    loop.close();
  }

  @Test
  void servesTcp() throws IOException, InterruptedException {
    try (RspServer server = RspServer.open(ANY_PORT, loop, device::connect);
        Socket socket = connect(server)) {
      converse(socket.getInputStream(), socket.getOutputStream());
    }
    assertThatTheTargetWasLeft();
  }

  @Test
  void leavesTheTargetWhenAConnectionIsReset() throws IOException, InterruptedException {
    try (RspServer server = RspServer.open(ANY_PORT, loop, device::connect)) {
      Socket socket = connect(server);
      converse(socket.getInputStream(), socket.getOutputStream());
      socket.setSoLinger(true, 0);
      socket.close();
      assertThatTheTargetWasLeft();
    }
  }

  @Test
  void servesUnixSockets(@TempDir Path folder) throws IOException, InterruptedException {
    UnixDomainSocketAddress address = UnixDomainSocketAddress.of(folder.resolve("gpu"));
    try (RspServer server = RspServer.open(address, loop, device::connect);
        SocketChannel channel = SocketChannel.open(server.address())) {
      converse(Channels.newInputStream(channel), Channels.newOutputStream(channel));
    }
    assertThatTheTargetWasLeft();
  }

  @Test
  void replacesASocketThatNobodyServes(@TempDir Path folder) throws IOException {
    UnixDomainSocketAddress address = UnixDomainSocketAddress.of(folder.resolve("gpu"));
    var left = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    left.bind(address);
    left.close();
    assertThat(address.getPath()).exists();
    RspServer.open(address, loop, device::connect).close();
  }

  @Test
  void doesNotReplaceAFile(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("precious"), "data");
    UnixDomainSocketAddress address = UnixDomainSocketAddress.of(file);
    assertThatThrownBy(() -> RspServer.open(address, loop, device::connect))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("not a socket");
    assertThat(file).hasContent("data");
  }

  @Test
  void servesStandardStreams() throws IOException, InterruptedException {
    PipedOutputStream toServer = new PipedOutputStream();
    PipedInputStream fromServer = new PipedInputStream();
    StdioConnection.serve(
        loop, new PipedInputStream(toServer), new PipedOutputStream(fromServer), device::connect);
    converse(fromServer, toServer);
    toServer.close();
    assertThatTheTargetWasLeft();
  }

  @Test
  void refusesAPortThatIsTaken() throws IOException {
    try (RspServer server = RspServer.open(ANY_PORT, loop, device::connect)) {
      assertThatThrownBy(() -> RspServer.open(server.address(), loop, device::connect))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("in use");
    }
  }

  private static Socket connect(RspServer server) throws IOException {
    InetSocketAddress address = (InetSocketAddress) server.address();
    return new Socket(address.getAddress(), address.getPort());
  }

  private static void converse(InputStream in, OutputStream out) throws IOException {
    send(out, "+$QStartNoAckMode#b0");
    assertThat(read(in, 7)).isEqualTo("+$OK#9a");
    send(out, "$m1000,4#8e");
    assertThat(read(in, 12)).isEqualTo("$00010203#86");
  }

  private static void send(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(ISO_8859_1));
    out.flush();
  }

  private static String read(InputStream in, int length) throws IOException {
    return new String(in.readNBytes(length), ISO_8859_1);
  }

  private void assertThatTheTargetWasLeft() throws InterruptedException {
    assertThat(sessionEnd.await(20, TimeUnit.SECONDS)).isTrue();
    List<String> log = onLoop(() -> gpu.log());
    assertThat(log)
        .containsExactly("attach", "halt p1", "clear p1", "resume p1.1:c p1.2:c", "detach");
  }

  private <T> T onLoop(Supplier<T> task) {
    return CompletableFuture.supplyAsync(task, loop).join();
  }
}
