package org.gpugdb.backend.os;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.gpugdb.backend.kernel.Errno;
import org.gpugdb.backend.os.MemoryMap.Range;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Looks into its own process as if it were another. */
class LiveProcessTest {
  private static final int PID = (int) ProcessHandle.current().pid();
  private static final long NOWHERE = 8;

  private LiveProcess self;

  @BeforeEach
  void open() throws IOException {
    self = LiveProcess.open(PID);
  }

  @AfterEach
  void close() {
    self.close();
  }

  @Test
  void readsWhatTheProcessHas() {
    NativeBlock block = NativeBlock.allocate(0x5000);
    ByteBuffer bytes = block.bytes();
    for (int i = 0; i < 0x5000; i++) {
      bytes.put(i, (byte) (i * 7));
    }
    ByteBuffer to = ByteBuffer.allocate(0x4000).position(3).limit(0x3003);

    assertThat(self.read(block.address() + 0x1005, to)).isEqualTo(0x3000);

    assertThat(to.position()).isEqualTo(0x3003);
    assertThat(to.slice(3, 0x3000)).isEqualTo(bytes.slice(0x1005, 0x3000));
  }

  @Test
  void writesNothingButWhatItWasGiven() {
    NativeBlock block = NativeBlock.allocate(0x3000);
    ByteBuffer from = ByteBuffer.wrap(new byte[0x2003]).position(1).limit(0x2001);
    java.util.Arrays.fill(from.array(), (byte) 5);

    assertThat(self.write(block.address() + 0x11, from)).isEqualTo(0x2000);

    assertThat(from.position()).isEqualTo(0x2001);
    ByteBuffer bytes = block.bytes();
    assertThat(bytes.get(0x10)).isZero();
    assertThat(bytes.get(0x11)).isEqualTo((byte) 5);
    assertThat(bytes.get(0x2010)).isEqualTo((byte) 5);
    assertThat(bytes.get(0x2011)).isZero();
  }

  @Test
  void whatIsNotMappedIsAFault() {
    assertThat(self.read(NOWHERE, ByteBuffer.allocate(4))).isEqualTo(-Errno.EFAULT);
    assertThat(self.write(NOWHERE, ByteBuffer.allocate(4))).isEqualTo(-Errno.EFAULT);
    assertThat(self.read(-4, ByteBuffer.allocate(2))).isEqualTo(-Errno.EFAULT);
  }

  @Test
  void aReadEndsWhereAHoleBegins() {
    List<Range> ranges = MemoryMap.of(PID, 0, 1L << 47);
    Range last = ranges.get(0);
    for (Range next : ranges) {
      if (last.end() != next.start() && last.permissions().startsWith("rw")) {
        break;
      }
      last = next;
    }
    ByteBuffer to = ByteBuffer.allocate(0x2000);

    assertThat(self.read(last.end() - 0x123, to)).isEqualTo(0x123);
    assertThat(to.position()).isEqualTo(0x123);
  }

  @Test
  void pagesTheProcessCannotWriteAreNotWritten(@TempDir Path directory) throws IOException {
    Path file = Files.write(directory.resolve("file"), new byte[0x1000]);
    try (FileChannel channel = FileChannel.open(file)) {
      NativeBlock block = NativeBlock.of(channel.map(MapMode.READ_ONLY, 0, 0x1000), null);

      assertThat(self.read(block.address(), ByteBuffer.allocate(8))).isEqualTo(8);
      assertThat(self.write(block.address(), ByteBuffer.allocate(8))).isEqualTo(-Errno.EFAULT);
      assertThat(MemoryMap.covers(PID, block.address(), 0x1000, false)).isTrue();
      assertThat(MemoryMap.covers(PID, block.address(), 0x1000, true)).isFalse();
    }
  }

  @Test
  void nothingIsReadFromAProcessThatHasEnded() throws Exception {
    Process other = new ProcessBuilder("cat").start();
    try (LiveProcess process = LiveProcess.open((int) other.pid())) {
      assertThat(process.awaitExit(0)).isFalse();

      other.destroyForcibly();

      assertThat(process.awaitExit(-1)).isTrue();
      assertThat(process.read(NOWHERE, ByteBuffer.allocate(4))).isEqualTo(-Errno.ESRCH);
      assertThat(process.write(NOWHERE, ByteBuffer.allocate(4))).isEqualTo(-Errno.ESRCH);
    }
  }

  @Test
  void aProcessThatDoesNotExistCannotBeOpened() {
    assertThatThrownBy(() -> LiveProcess.open(Integer.MAX_VALUE))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("2147483647");
  }

  @Test
  void aRangeWithAHoleIsNotCovered() {
    NativeBlock block = NativeBlock.allocate(0x1000);

    assertThat(MemoryMap.covers(PID, block.address(), 0x1000, true)).isTrue();
    assertThat(MemoryMap.covers(PID, 0, 0x1000, false)).isFalse();
    assertThat(MemoryMap.covers(PID, block.address(), 1L << 47, false)).isFalse();
    assertThat(MemoryMap.covers(PID, -0x1000, 0x1000, false)).isFalse();
    assertThat(MemoryMap.covers(PID, Long.MAX_VALUE - 0xfff, 0x2000, false)).isFalse();
  }
}
