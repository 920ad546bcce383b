package org.gpugdb.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class MainTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''                                | COMM is missing",
        "nowhere                           | got nowhere (expected HOST:PORT, :PORT, unix:PATH or -)",
        ":70000                            | port: got 70000 (expected 0 to 65535)",
        ":x                                | port: got x (expected 0 to 65535)",
        "unix:                             | unix:PATH: got 0 characters (expected 1 to 107)",
        "0.0.0.0:0                         | which takes --listen-anywhere",
        "--backend nothing :0              | back end: got nothing",
        "--backend fake --halt :0          | there is no option halt",
        "--backend fake --preset demo :0   | there is no option preset",
        "--allow-write everything :0       | --allow-write: got everything",
        "--thread-list some :0             | Invalid value for option '--thread-list'",
        "--debug=everything --backend fake - | --debug: log area: got everything",
        "--no-such-option :0               | Unknown option: '--no-such-option'",
        ":0 :1                             | Unmatched argument",
        "--stop-budget 0 :0                | --stop-budget: got 0 (expected seconds, at least 1)",
        "--record /nowhere/file --backend fake - | --record: cannot write /nowhere/file: no such directory",
        "demo --hosts 0                    | --hosts: got 0 (expected 1 to 8)",
        "demo --port 70000                 | --port: got 70000 (expected 0 to 65535)",
        "demo --port x                     | Invalid value for option '--port'",
        "demo --kernel nonsense            | there is no kernel 'nonsense' (expected vadd, reduce",
        "demo --gdb                        | Unknown option: '--gdb'"
      })
  void explainsAWrongCommandLineInOneSentence(String line, String sentence) {
    assertThat(run(line.isEmpty() ? new String[0] : line.split(" "))).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).startsWith("gpu-gdbserver: ").contains(sentence);
    assertThat(err.toString().lines()).hasSize(1);
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void saysThatAPortIsTaken() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int code = run("--backend", "fake", "127.0.0.1:" + taken.getLocalPort());
      assertThat(code).isEqualTo(ExitCode.FAILURE);
      assertThat(err.toString().lines())
          .singleElement()
          .asString()
          .contains("127.0.0.1:" + taken.getLocalPort())
          .contains("in use");
    }
  }

  @Test
  void saysThatADeviceCannotBeOpened() {
    assertThat(run("--backend", "fake", "--threads", "none", ":0")).isEqualTo(ExitCode.FAILURE);
    assertThat(err.toString().lines()).containsExactly("gpu-gdbserver: the fake device is broken");
  }

  @Test
  void saysThatTheMachineLacksSomething() {
    assertThat(run("--backend", "fake", "--threads", "missing", ":0")).isEqualTo(ExitCode.MISSING);
    assertThat(err.toString().lines()).containsExactly("gpu-gdbserver: there is no fake device");
  }

  @Test
  void helpsWithExamplesAndExitCodes() {
    assertThat(run("--help")).isEqualTo(ExitCode.OK);
    assertThat(out.toString()).contains("Usage: gpu-gdbserver", "Examples:", "Exit codes: 0");
  }

  @Test
  void tellsItsVersion() {
    assertThat(run("--version")).isEqualTo(ExitCode.OK);
    assertThat(out.toString()).startsWith("gpu-gdbserver ");
  }

  @Test
  void listsBackEndsAndGpuClients() {
    assertThat(run("--list", "--backend", "fake")).isEqualTo(ExitCode.OK);
    assertThat(out.toString()).contains("fake: for tests", "4711 host");
  }

  private int run(String... arguments) {
    CommandLine line = Main.commandLine();
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    return line.execute(arguments);
  }
}
