package org.gpugdb.backend.os;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class MemoryFileTest {
  private static final long HUGE = 1L << 50;

  @Test
  void mappingsOfOneRangeShareTheirBytes() throws IOException {
    try (MemoryFile file = MemoryFile.create("test", HUGE)) {
      ByteBuffer one = file.map(HUGE / 2, 0x2000);
      ByteBuffer other = file.map(HUGE / 2 + 0x1000, 0x1000);

      one.putLong(0x1008, 0x1122334455667788L);

      assertThat(other.getLong(8)).isEqualTo(0x1122334455667788L);
    }
  }

  @Test
  void whoKnowsTheDescriptorCanMapTheFile() throws IOException {
    try (MemoryFile file = MemoryFile.create("test", 0x1000)) {
      long pid = ProcessHandle.current().pid();
      MemoryFile.map(pid, file.descriptor(), 0, 0x1000).put(5, (byte) 7);

      assertThat(file.map(0, 0x1000).get(5)).isEqualTo((byte) 7);
    }
  }

  @Test
  void anInterruptedThreadMapsAndStaysInterrupted() throws IOException {
    try (MemoryFile file = MemoryFile.create("test", 0x1000)) {
      Thread.currentThread().interrupt();

      file.map(0, 0x1000).put(5, (byte) 7);

      assertThat(Thread.interrupted()).isTrue();
      assertThat(file.map(0, 0x1000).get(5)).isEqualTo((byte) 7);
    }
  }

  @Test
  void discardedBytesAreZero() throws IOException {
    try (MemoryFile file = MemoryFile.create("test", 0x3000)) {
      ByteBuffer bytes = file.map(0, 0x3000);
      bytes.put(0xfff, (byte) 1).put(0x1000, (byte) 2).put(0x2000, (byte) 3);

      file.discard(0x1000, 0x1000);

      assertThat(bytes.get(0xfff)).isEqualTo((byte) 1);
      assertThat(bytes.get(0x1000)).isZero();
      assertThat(bytes.get(0x2000)).isEqualTo((byte) 3);
    }
  }

  @Test
  void mappingsOutliveTheFile() throws IOException {
    MemoryFile file = MemoryFile.create("test", 0x1000);
    ByteBuffer bytes = file.map(0, 0x1000);

    file.close();

    file.close();
    file.discard(0, 0x1000);
    assertThat(bytes.put(1, (byte) 9).get(1)).isEqualTo((byte) 9);
    assertThatThrownBy(() -> file.map(0, 0x1000)).isInstanceOf(IOException.class);
  }
}
