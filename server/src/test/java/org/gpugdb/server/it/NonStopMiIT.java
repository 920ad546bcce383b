package org.gpugdb.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** gdb's machine interface in non-stop mode: the commands that IDEs send. */
class NonStopMiIT {
  private static final String IMAGE = "crowd-gcc.elf";

  private static GdbMi connect(ServerProcess server) {
    GdbMi gdb = GdbMi.start();
    gdb.command("-gdb-set mi-async on");
    gdb.command("-gdb-set pagination off");
    gdb.command("-gdb-set non-stop on");
    gdb.command("-interpreter-exec console \"maint set target-non-stop auto\"");
    gdb.command("-file-exec-and-symbols " + ImageIT.image(IMAGE));
    gdb.command("-target-select remote localhost:" + server.port());
    return gdb;
  }

  private static String stopOf(GdbMi gdb, String thread) {
    return gdb.await("\\*stopped,.*thread-id=\"" + thread + "\".*").group();
  }

  @Test
  void stepsInterruptsAndContinuesThreadsByThemselves() {
    try (ServerProcess server = Crowd.serve(IMAGE, 16);
        GdbMi gdb = connect(server)) {
      gdb.command("-exec-continue --all");
      gdb.command("-break-insert -c \"$mhartid == 5\" count");
      String thread =
          gdb.await("\\*stopped,reason=\"breakpoint-hit\".*thread-id=\"(\\d+)\".*").group(1);
      gdb.command("-exec-next --thread " + thread);
      assertThat(stopOf(gdb, thread)).contains("end-stepping-range").contains("line=\"24\"");
      assertThat(gdb.command("-stack-list-frames --thread " + thread)).contains("func=\"advance\"");
      assertThat(
              gdb.command("-stack-list-variables --thread " + thread + " --frame 0 --all-values"))
          .contains("name=\"id\"")
          .contains("value=\"5\"");
      String other = thread.equals("1") ? "2" : "1";
      gdb.command("-exec-interrupt --thread " + other);
      assertThat(stopOf(gdb, other)).contains("signal-name=\"0\"");
      for (int i = 0; i < 3; i++) {
        gdb.command("-exec-next --thread " + other);
        assertThat(stopOf(gdb, other)).contains("end-stepping-range");
        gdb.command("-exec-next --thread " + thread);
        assertThat(stopOf(gdb, thread)).contains("end-stepping-range");
      }
      gdb.command("-exec-continue --thread " + thread);
      assertThat(stopOf(gdb, thread)).contains("breakpoint-hit");
      assertThat(gdb.command("-thread-info " + other)).contains("state=\"stopped\"");
      gdb.command("-exec-finish --thread " + thread);
      assertThat(stopOf(gdb, thread)).contains("function-finished");
      gdb.command("-break-delete 1");
      gdb.command("-exec-continue --all");
      gdb.command("-data-evaluate-expression \"stop = 1\"");
      gdb.command("-data-evaluate-expression \"threads = 16\"");
      gdb.await("\\*stopped,reason=\"exited-normally\".*");
    }
  }
}
