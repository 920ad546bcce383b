package org.gpugdb.server.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What a user of lldb sees. */
class LldbIT {
  private static String lldb(String... commands) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("lldb-19", "--no-lldbinit", "--batch"));
    for (String each : commands) {
      command.add("-o");
      command.add(each);
    }
    Process process =
        new ProcessBuilder(command)
            .directory(ServerProcess.repository().toFile())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor(ServerProcess.PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    return output;
  }

  @Test
  void debugsAProgram() throws Exception {
    try (ServerProcess server = ImageIT.serve("tour-clang.elf", 1)) {
      String output =
          lldb(
              "target create " + ImageIT.image("tour-clang.elf"),
              "gdb-remote 127.0.0.1:" + server.port(),
              "breakpoint set -n f",
              "continue",
              "bt",
              "frame variable value",
              "register read pc sp fcsr",
              "memory read -c 5 -f c &greeting",
              "breakpoint delete -f",
              "finish",
              "thread step-over",
              "thread list",
              "register write t0 0x1234",
              "register read t0",
              "continue");
      assertThat(output)
          .contains("stop reason = breakpoint 1.1")
          .contains("`f(value=0)")
          .contains("(int) value = 0")
          .contains("hello")
          .contains("t0 = 0x0000000000001234")
          .containsPattern("Process 1 exited with status = 0")
          .doesNotContain("error:");
    }
  }
}
