package org.gpugdb.server.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.gpugdb.backend.spi.StopCause;
import org.gpugdb.server.fake.FakeGpu;
import org.gpugdb.server.net.NettyDeviceLoop;
import org.gpugdb.server.net.RspServer;
import org.gpugdb.server.session.DebuggedDevice;
import org.gpugdb.server.session.SessionOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RspClientTest {
  private final NettyDeviceLoop loop = NettyDeviceLoop.open("test");
  private final FakeGpu gpu = new FakeGpu(loop, false);
  private DebuggedDevice device;
  private RspServer server;
  private RspClient client;

  @BeforeEach
  void connect() throws IOException {
    gpu.createSpace(1, 2);
    device = new DebuggedDevice(gpu, loop, SessionOptions.standard("test"));
    InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    server = RspServer.open(any, loop, device::connect);
    client = RspClient.connect(((InetSocketAddress) server.address()).getPort());
  }

  @AfterEach
  void close() throws IOException {
    client.close();
    server.close();
    loop.close();
  }

  @Test
  void asksAndIsAnswered() throws IOException {
    assertThat(client.request("?").decodeUtf8()).startsWith("T05");
    assertThat(client.request("qC").decodeUtf8()).startsWith("QC");
    assertThat(client.exchange(RspClient.packet("qTStatus")).decodeUtf8()).startsWith("T0");
  }

  @Test
  void keepsWhatIsSaidUnasked() throws IOException {
    assertThat(client.request("QNonStop:1").decodeUtf8()).isEqualTo("OK");
    assertThat(client.request("?").decodeUtf8()).isEqualTo("OK");
    loop.execute(() -> gpu.stop(1, new StopCause.IllegalInstruction(), 0x1000, 0));
    assertThat(client.notification().decodeUtf8()).startsWith("Stop:T04");
  }

  @Test
  void seesTheEndOfTheConnection() {
    loop.execute(device::close);
    assertThatThrownBy(() -> client.request("qC")).isInstanceOf(IOException.class);
  }
}
