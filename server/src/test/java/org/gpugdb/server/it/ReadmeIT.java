package org.gpugdb.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The session that the README shows is one that can be had. */
class ReadmeIT {
  private static final String PROMPT = "(gdb) ";
  private static final long NUDGE_MILLIS = 500;

  /** What is typed, and what follows on the screen. */
  private record Step(String command, String output) {}

  @Test
  void whatTheReadmeShowsIsWhatTheDemoDoes() throws IOException {
    List<Step> session = session();
    assertThat(session).hasSizeGreaterThan(4);
    try (ChildProcess demo = ChildProcess.server("demo")) {
      awaitModule(demo);
      for (Step step : session) {
        demo.type(step.command());
        awaitOutput(demo, step);
      }
      assertThat(demo.awaitExit()).isZero();
    }
  }

  /** What is typed before gdb has looked around is not what a person would do. */
  private static void awaitModule(ChildProcess demo) {
    StringBuilder seen = new StringBuilder();
    while (seen.indexOf("Yes") < 0) {
      demo.type("info sharedlibrary");
      demo.type("echo \\nlooked\\n");
      for (String line = demo.line(); !line.equals("looked"); line = demo.line()) {
        assertThat(line).as(seen.toString()).isNotEqualTo(ChildProcess.END);
        seen.append(line).append('\n');
      }
    }
  }

  /** The first block of the README between fences. */
  private static List<Step> session() throws IOException {
    String readme = Files.readString(ServerProcess.repository().resolve("README.md"));
    String block = readme.split("\n```\n", -1)[1];
    List<Step> steps = new ArrayList<>();
    for (String part : block.split(Pattern.quote("\n" + PROMPT), -1)) {
      String[] lines = part.split("\n", 2);
      String command = lines[0].startsWith(PROMPT) ? lines[0].substring(PROMPT.length()) : lines[0];
      steps.add(new Step(command, lines.length > 1 ? lines[1] : ""));
    }
    return steps;
  }

  /**
   * GDB keeps what happens by itself in its buffer until it has something to do, so it gets that.
   */
  private static void awaitOutput(ChildProcess demo, Step step) {
    Pattern expected = pattern(step.output());
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(ServerProcess.PATIENCE_SECONDS);
    StringBuilder seen = new StringBuilder();
    while (!expected.matcher(seen).find()) {
      String why = "after '" + step.command() + "' wanted\n" + step.output() + "\nseen\n" + seen;
      assertThat(System.nanoTime() - deadline).as(why).isNegative();
      Optional<String> line = demo.lineWithin(NUDGE_MILLIS);
      assertThat(line).as(why).isNotEqualTo(Optional.of(ChildProcess.END));
      if (line.isPresent()) {
        seen.append(withoutVersion(line.get())).append('\n');
      } else {
        demo.type("echo");
      }
    }
  }

  /** GDB 18 says its own number of a new thread beside the target's. */
  private static String withoutVersion(String line) {
    return line.replace(PROMPT, "").replaceFirst(" \\(id \\d+\\)]$", "]");
  }

  /** Lines may be broken in other places, and any number may be another one. */
  private static Pattern pattern(String output) {
    return Pattern.compile(
        Arrays.stream(output.strip().split("\\s+", 0))
            .map(ReadmeIT::word)
            .collect(Collectors.joining("\\s+")));
  }

  private static String word(String word) {
    return Arrays.stream(word.split("(?<=[^\\w])|(?=[^\\w])", 0))
        .map(part -> part.matches("0x[0-9a-f]+|\\d+") ? "(0x[0-9a-f]+|\\d+)" : Pattern.quote(part))
        .collect(Collectors.joining());
  }
}
