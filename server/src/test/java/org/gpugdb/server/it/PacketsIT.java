package org.gpugdb.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What packets do to a program on the emulated GPU, where a debugger would hide it. The program's
 * {@code tick} is at 0x80000034, {@code ticks} at 0x80001000.
 */
class PacketsIT {
  private static final String FIRST_WORDS = "m80000034,8";
  private static final String ADDI_SP = "130101ff";
  private static final String NOP = "13000000";

  private static void ok(String reply) {
    assertThat(reply).isEqualTo("OK");
  }

  private static RawClient connect(ServerProcess server) throws IOException {
    RawClient client = RawClient.connect(server.port());
    assertThat(client.request("?")).startsWith("T05");
    return client;
  }

  @Test
  void readersSeeTheProgramUnderABreakpoint() throws IOException {
    try (ServerProcess server = ImageIT.serve("spin-gcc.elf", 1);
        RawClient client = connect(server)) {
      String hex = client.request(FIRST_WORDS);
      String binary = client.request("x80000034,8");
      String checksum = client.request("qCRC:80000000,b4");
      assertThat(hex).startsWith(ADDI_SP);
      assertThat(binary).startsWith("b");
      assertThat(checksum).matches("C[0-9a-f]+");
      ok(client.request("Z0,80000034,4"));
      ok(client.request("Z0,80000038,4"));
      assertThat(client.request(FIRST_WORDS)).isEqualTo(hex);
      assertThat(client.request("x80000034,8")).isEqualTo(binary);
      assertThat(client.request("qCRC:80000000,b4")).isEqualTo(checksum);
      String acrossBoth = "\u00ff}\u00034\u0081";
      assertThat(client.request("qSearch:memory:80000000;b4;" + acrossBoth))
          .isEqualTo("1,80000037");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"M80000034,4:13000000", "X80000034,4:\u0013\0\0\0"})
  void aWriteOverABreakpointChangesTheProgramAndKeepsTheBreakpoint(String write)
      throws IOException {
    try (ServerProcess server = ImageIT.serve("spin-gcc.elf", 1);
        RawClient client = connect(server)) {
      ok(client.request("Z0,80000034,4"));
      ok(client.request(write));
      assertThat(client.request("m80000034,4")).isEqualTo(NOP);
      assertThat(client.request("vCont;c"))
          .startsWith("T05swbreak:")
          .contains("20:3400008000000000");
      ok(client.request("z0,80000034,4"));
      assertThat(client.request("m80000034,4")).isEqualTo(NOP);
    }
  }

  @Test
  void aWatchpointTellsTheAddress() throws IOException {
    try (ServerProcess server = ImageIT.serve("spin-gcc.elf", 1);
        RawClient client = connect(server)) {
      ok(client.request("Z2,80001000,8"));
      assertThat(client.request("vCont;c")).startsWith("T05watch:80001000;");
      assertThat(client.request("m80001000,1")).isEqualTo("01");
    }
  }

  @Test
  void holesAreErrors() throws IOException {
    try (ServerProcess server = ImageIT.serve("spin-gcc.elf", 1);
        RawClient client = connect(server)) {
      assertThat(client.request("m123456789000,4")).isEqualTo("E0e");
      assertThat(client.request("M123456789000,1:00")).isEqualTo("E0e");
      assertThat(client.request("Z0,123456789000,4")).isEqualTo("E0e");
    }
  }

  @Test
  void startsTheProgramAgainForR() throws IOException {
    try (ServerProcess server = ImageIT.serve("spin-gcc.elf", 1);
        RawClient client = connect(server)) {
      ok(client.request("!"));
      ok(client.request("M80001008,4:01000000"));
      assertThat(client.request("vCont;c")).isEqualTo("W00");
      client.send("R00");
      assertThat(client.request("?")).startsWith("T05");
      assertThat(client.request("m80001008,4")).as("a fresh memory").isEqualTo("00000000");
      assertThat(client.request("p20")).as("at the entry").isEqualTo("0000008000000000");
    }
  }
}
