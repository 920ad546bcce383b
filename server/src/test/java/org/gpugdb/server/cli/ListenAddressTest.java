package org.gpugdb.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ListenAddressTest {
  @Test
  void takesNoHostForThisMachine() throws UsageException {
    ListenAddress.Tcp tcp = (ListenAddress.Tcp) ListenAddress.parse(":1234");
    assertThat(tcp.address().getAddress().getHostAddress()).isEqualTo("127.0.0.1");
    assertThat(tcp.address().getPort()).isEqualTo(1234);
    assertThat(tcp.isLoopback()).isTrue();
  }

  @Test
  void readsIpv6InBrackets() throws UsageException {
    ListenAddress.Tcp tcp = (ListenAddress.Tcp) ListenAddress.parse("[::1]:0");
    assertThat(tcp.isLoopback()).isTrue();
    assertThat(tcp.address().getPort()).isZero();
  }

  @Test
  void tellsAddressesThatOthersReach() throws UsageException {
    ListenAddress.Tcp tcp = (ListenAddress.Tcp) ListenAddress.parse("0.0.0.0:1");
    assertThat(tcp.isLoopback()).isFalse();
  }

  @Test
  void readsUnixSockets() throws UsageException {
    ListenAddress.Unix unix = (ListenAddress.Unix) ListenAddress.parse("unix:/tmp/a:b");
    assertThat(unix.address().getPath()).isEqualTo(Path.of("/tmp/a:b"));
  }

  @Test
  void readsAMinusAsStandardStreams() throws UsageException {
    assertThat(ListenAddress.parse("-")).isInstanceOf(ListenAddress.Stdio.class);
  }
}
