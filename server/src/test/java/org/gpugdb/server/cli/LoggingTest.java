package org.gpugdb.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

class LoggingTest {
  private static final Logger RECORDING = LoggerFactory.getLogger("rsp.recording");

  @TempDir private Path folder;

  @Test
  void recordsEveryPacketUncutAndAtOnce() throws IOException {
    assertThat(RECORDING.isTraceEnabled()).isFalse();
    Path file = folder.resolve("packets");
    String payload = "m" + "0".repeat(1000) + "\\x03";
    Logging.Recording recording = Logging.record(file);
    try {
      RECORDING.trace("{} {} {}", "unix:1", "->", payload);
      assertThat(Files.readAllLines(file))
          .singleElement()
          .asString()
          .matches("\\d+\\.\\d{6} unix:1 -> m0{1000}\\\\x03");
    } finally {
      recording.close();
    }
    assertThat(RECORDING.isTraceEnabled()).isFalse();
  }
}
