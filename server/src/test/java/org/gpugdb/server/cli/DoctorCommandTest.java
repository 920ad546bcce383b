package org.gpugdb.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Optional;
import org.gpugdb.backend.doctor.Finding;
import org.junit.jupiter.api.Test;

class DoctorCommandTest {
  private static final List<Finding> FINDINGS =
      List.of(
          new Finding("card0", Finding.State.OK, "driver \"xe\"", Optional.empty()),
          new Finding("card0: node", Finding.State.MISSING, "a\\b\n", Optional.of("mend it")));

  private static int run(StringWriter out, String... arguments) {
    return Main.commandLine().setOut(new PrintWriter(out)).execute(arguments);
  }

  @Test
  void printsWhatIsMissingAndHowToMendIt() {
    assertThat(DoctorCommand.text(FINDINGS.subList(0, 1)))
        .isEqualTo("ok       card0: driver \"xe\"\n");
    assertThat(DoctorCommand.text(FINDINGS).lines().toList()).endsWith("         → mend it");
  }

  @Test
  void printsJson() {
    assertThat(DoctorCommand.json(FINDINGS))
        .isEqualTo(
            """
            [
              {"subject": "card0", "state": "ok", "detail": "driver \\"xe\\"", "fix": null},
              {"subject": "card0: node", "state": "missing", "detail": "a\\\\b\\u000a", "fix": "mend it"}
            ]
            """);
  }

  @Test
  void examinesTheMachineItRunsOn() {
    StringWriter out = new StringWriter();
    int code = run(out, "doctor", "--attach", "" + ProcessHandle.current().pid());
    boolean missing = out.toString().lines().anyMatch(line -> line.startsWith("missing"));
    assertThat(code).isEqualTo(missing ? ExitCode.MISSING : ExitCode.OK);
    assertThat(out.toString()).contains("ok       process " + ProcessHandle.current().pid());
  }

  @Test
  void saysThatAProcessIsGone() {
    StringWriter out = new StringWriter();
    assertThat(run(out, "doctor", "--json", "--attach", "999999999")).isEqualTo(ExitCode.MISSING);
    assertThat(out.toString()).startsWith("[\n").contains("there is no such process");
  }
}
