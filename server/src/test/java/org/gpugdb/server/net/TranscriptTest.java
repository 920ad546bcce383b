package org.gpugdb.server.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.gpugdb.server.session.Permissions;
import org.gpugdb.server.session.Permissions.Change;
import org.gpugdb.server.session.SessionOptions;
import org.gpugdb.server.view.ThreadListPolicy;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Plays every file of {@code transcripts}; its first line may name options after {@code #!}. */
class TranscriptTest {
  static Stream<String> transcripts() throws IOException, URISyntaxException {
    try (Stream<Path> files = Files.list(folder())) {
      return files.map(file -> file.getFileName().toString()).sorted().toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("transcripts")
  void isFollowed(String name) throws IOException, URISyntaxException {
    List<String> lines = Files.readAllLines(folder().resolve(name));
    assertThat(lines).isNotEmpty();
    List<String> words =
        lines.get(0).startsWith("#!")
            ? Arrays.asList(lines.get(0).substring(2).strip().split(" "))
            : List.of();
    new Transcript(options(words), words.contains("launchable")).play(lines);
  }

  private static SessionOptions options(List<String> words) {
    EnumSet<Change> allowed = EnumSet.complementOf(EnumSet.of(Change.USERPTR));
    if (words.contains("readonly")) {
      allowed.clear();
    }
    if (words.contains("only-run")) {
      allowed.retainAll(EnumSet.of(Change.RUN));
    }
    return new SessionOptions(
        words.contains("all") ? ThreadListPolicy.ALL : ThreadListPolicy.STICKY,
        new Permissions(allowed),
        words.contains("allow-kill"),
        !words.contains("multi"),
        words.contains("budget") ? Optional.of(Duration.ofSeconds(10)) : Optional.empty(),
        "1.2.3");
  }

  private static Path folder() throws URISyntaxException {
    URL folder = TranscriptTest.class.getResource("/transcripts");
    return Path.of(Objects.requireNonNull(folder).toURI());
  }
}
