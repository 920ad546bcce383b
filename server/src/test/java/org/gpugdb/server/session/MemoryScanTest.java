package org.gpugdb.server.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.List;
import org.gpugdb.backend.spi.BackendException;
import org.gpugdb.backend.spi.Memory;
import org.gpugdb.protocol.reply.InfoReply;
import org.gpugdb.protocol.reply.Reply;
import org.gpugdb.protocol.wire.Bytes;
import org.junit.jupiter.api.Test;

class MemoryScanTest {
  private static final long BASE = 0xffff_ffff_0000_0000L;

  private final byte[] bytes = new byte[3 * MemoryScan.SLICE + 100];
  private final Memory memory = new OneRange();

  @Test
  void findsAPatternThatLiesAcrossSlices() throws BackendException {
    int at = MemoryScan.SLICE - 2;
    put(at, 1, 2, 3, 4);
    assertThat(search(bytes.length, 1, 2, 3, 4)).isEqualTo(new InfoReply.Found(BASE + at));
  }

  @Test
  void findsTheFirstOfSeveral() throws BackendException {
    put(2 * MemoryScan.SLICE, 7);
    put(MemoryScan.SLICE + 5, 7);
    assertThat(search(bytes.length, 7)).isEqualTo(new InfoReply.Found(BASE + MemoryScan.SLICE + 5));
  }

  @Test
  void doesNotFindWhatEndsBehindTheRange() throws BackendException {
    put(10, 5, 6);
    assertThat(search(11, 5, 6)).isEqualTo(new InfoReply.NotFound());
    assertThat(search(12, 5, 6)).isEqualTo(new InfoReply.Found(BASE + 10));
  }

  @Test
  void failsAtAHoleUnlessThePatternComesBefore() throws BackendException {
    assertThatThrownBy(() -> search(bytes.length + 1, 9))
        .isInstanceOf(BackendException.MemoryFault.class);
    put(bytes.length - 1, 9);
    assertThat(search(bytes.length + 1, 9)).isEqualTo(new InfoReply.Found(BASE + bytes.length - 1));
  }

  @Test
  void worksInSlices() throws BackendException {
    MemoryScan scan = new MemorySearch(memory, BASE, bytes.length, Bytes.of(9));
    assertThat(scan.step()).isFalse();
    assertThat(scan.step()).isFalse();
    assertThat(scan.step()).isFalse();
    assertThat(scan.step()).isTrue();
  }

  @Test
  void computesTheChecksumOfCompareSections() throws BackendException {
    put(0, '1', '2', '3', '4', '5', '6', '7', '8', '9');
    assertThat(run(new MemoryChecksum(memory, BASE, 9)))
        .isEqualTo(new InfoReply.Checksum(0x0376e6e7)); // the check value of CRC-32/MPEG-2
    assertThat(run(new MemoryChecksum(memory, BASE, 0))).isEqualTo(new InfoReply.Checksum(-1));
  }

  private Reply search(long length, int... pattern) throws BackendException {
    return run(new MemorySearch(memory, BASE, length, Bytes.of(pattern)));
  }

  private static Reply run(MemoryScan scan) throws BackendException {
    while (!scan.step()) {
      // the next slice
    }
    return scan.result();
  }

  private void put(int at, int... values) {
    for (int i = 0; i < values.length; i++) {
      bytes[at + i] = (byte) values[i];
    }
  }

  private final class OneRange implements Memory {
    @Override
    public int read(long address, ByteBuffer into) throws BackendException {
      long offset = address - BASE;
      if (Long.compareUnsigned(offset, bytes.length) >= 0) {
        throw new BackendException.MemoryFault(address, "not mapped");
      }
      int length = Math.min(into.remaining(), bytes.length - (int) offset);
      into.put(bytes, (int) offset, length);
      return length;
    }

    @Override
    public void write(long address, ByteBuffer from) throws BackendException {
      throw new BackendException.MemoryFault(address, "read-only");
    }

    @Override
    public List<Region> map() {
      return List.of(new Region(BASE, bytes.length, "bo"));
    }
  }
}
