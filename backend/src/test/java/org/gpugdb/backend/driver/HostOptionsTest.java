package org.gpugdb.backend.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostOptionsTest {
  @Test
  void onlyTheSocketMustBeSaid() throws DriverException {
    assertThat(HostOptions.parse(List.of("--socket", "/tmp/gpu")))
        .isEqualTo(new HostOptions(Path.of("/tmp/gpu"), "vadd", "O0", 1024, Long.MAX_VALUE, false));
  }

  @Test
  void takesWhatIsSaid() throws DriverException {
    String line =
        "--kernel reduce --dispatches 7 --phases --work-items 64 --optimization O2 --socket s";
    assertThat(HostOptions.parse(List.of(line.split(" ", -1))))
        .isEqualTo(new HostOptions(Path.of("s"), "reduce", "O2", 64, 7, true));
    assertThat(HostOptions.parse(List.of("--socket", "s", "--dispatches", "forever")).dispatches())
        .isEqualTo(Long.MAX_VALUE);
  }

  @ParameterizedTest
  @CsvSource({
    "--kernel vadd, --socket is missing",
    "--socket, --socket lacks its value",
    "--socket s --sockets t, unknown option '--sockets'",
    "--socket s --work-items 0, --work-items: got '0'",
    "--socket s --work-items 1048577, --work-items: got '1048577'",
    "--socket s --dispatches many, --dispatches: got 'many'",
    "--socket s --dispatches -1, --dispatches: got '-1'"
  })
  void saysWhatIsWrong(String line, String sentence) {
    assertThatThrownBy(() -> HostOptions.parse(List.of(line.split(" ", -1))))
        .isInstanceOf(DriverException.class)
        .hasMessageStartingWith(sentence);
  }
}
