package org.gpugdb.server.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.gpugdb.backend.elf.ElfFormatException;
import org.gpugdb.backend.elf.ElfImage;
import org.junit.jupiter.api.Test;

class BareProgramTest {
  @Test
  void isAProgramThatCanBeLoaded() throws IOException, ElfFormatException {
    Path file = BareProgram.write(0x8000_0000L, new int[] {0x13, 0x6f}, 0x2000);
    try {
      ElfImage image = ElfImage.read(ByteBuffer.wrap(Files.readAllBytes(file)));
      assertThat(image.machine()).isEqualTo(243);
      assertThat(image.entry()).isEqualTo(0x8000_0000L);
      assertThat(image.segments())
          .singleElement()
          .satisfies(
              segment -> {
                assertThat(segment.fileSize()).isEqualTo(8);
                assertThat(segment.memorySize()).isEqualTo(0x2000);
              });
    } finally {
      Files.delete(file);
    }
  }
}
