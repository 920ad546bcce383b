package org.gpugdb.server.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.gpugdb.backend.doctor.Doctor;
import org.gpugdb.backend.doctor.Finding;
import org.gpugdb.backend.doctor.Machine;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code gpu-gdbserver doctor}. */
@Command(
    name = "doctor",
    mixinStandardHelpOptions = true,
    description = "Say whether a real GPU of this machine could be debugged, and what is missing.",
    footer = {"", "Exit codes: 0 debugging could start, 3 something is missing."})
final class DoctorCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Option(names = "--attach", paramLabel = "PID", description = "Examine this process too.")
  private @Nullable Long pid;

  @Option(names = "--json", description = "Print for machines.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = Objects.requireNonNull(spec, "set by picocli").commandLine().getOut();
    OptionalLong process = pid == null ? OptionalLong.empty() : OptionalLong.of(pid);
    List<Finding> findings = Doctor.examine(Machine.here(), process);
    out.print(json ? json(findings) : text(findings));
    out.flush();
    boolean missing = findings.stream().anyMatch(f -> f.state() == Finding.State.MISSING);
    return missing ? ExitCode.MISSING : ExitCode.OK;
  }

  static String text(List<Finding> findings) {
    StringBuilder text = new StringBuilder();
    for (Finding finding : findings) {
      text.append(
          String.format(
              Locale.ROOT,
              "%-8s %s: %s%n",
              word(finding.state()),
              finding.subject(),
              finding.detail()));
      finding
          .fix()
          .ifPresent(fix -> text.append(String.format(Locale.ROOT, "%-8s %s%n", "", "→ " + fix)));
    }
    return text.toString();
  }

  static String json(List<Finding> findings) {
    return findings.stream()
        .map(
            f ->
                String.format(
                    Locale.ROOT,
                    "  {\"subject\": %s, \"state\": %s, \"detail\": %s, \"fix\": %s}",
                    quote(f.subject()),
                    quote(word(f.state())),
                    quote(f.detail()),
                    f.fix().map(DoctorCommand::quote).orElse("null")))
        .collect(Collectors.joining(",\n", "[\n", "\n]\n"));
  }

  private static String word(Finding.State state) {
    return state.name().toLowerCase(Locale.ROOT);
  }

  /** What is told comes from file names and small files of the kernel, but may be anything. */
  private static String quote(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        quoted.append('\\').append(c);
      } else if (c < ' ') {
        quoted.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
      } else {
        quoted.append(c);
      }
    }
    return quoted.append('"').toString();
  }
}
