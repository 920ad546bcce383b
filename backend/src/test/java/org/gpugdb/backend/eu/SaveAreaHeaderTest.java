package org.gpugdb.backend.eu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.gpugdb.backend.uapi.StateSaveAreaLayout.*;

import java.nio.ByteBuffer;
import java.util.Random;
import org.gpugdb.backend.eu.SaveAreaHeader.Regset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SaveAreaHeaderTest {
  private static final Topology DEMO = new Topology(2, 2, 8, 8);

  /** Header of a public Xe2 product: version 2, 44 quadwords, slots of 0x4400 bytes. */
  private static ByteBuffer xe2() {
    ByteBuffer header = SaveAreaBytes.header(2, 352, new Topology(5, 4, 8, 8), 0x4400);
    header.put(VERSION_MINOR_OFFSET, (byte) 2);
    header.putInt(SR_MAGIC_OFFSET_OFFSET, 0x4244);
    SaveAreaBytes.regset(header, GRF_OFFSET - 64, 0, 256, 512, 64);
    SaveAreaBytes.regset(header, CR_OFFSET - 64, 0x4060, 1, 96, 12);
    SaveAreaBytes.regset(header, CMD_OFFSET - 64, 0x4260, 1, 1024, 128);
    SaveAreaBytes.regset(header, DBG_REG_OFFSET - 64, 0x4300, 1, 64, 8);
    return header;
  }

  @Test
  void decodesVersion3() {
    SaveAreaHeader header = SaveAreaHeader.decode(SaveAreaBytes.riscvHeader(DEMO));
    assertThat(header.major()).isEqualTo(3);
    assertThat(header.geometry()).isEqualTo(DEMO);
    assertThat(header.heapless()).isTrue();
    assertThat(header.set(RegisterSet.SCALAR)).contains(new Regset(0, 32, 64, 8));
    assertThat(header.set(RegisterSet.CR)).contains(new Regset(0x300, 1, 128, 16));
    assertThat(header.set(RegisterSet.GRF)).isEmpty();
    assertThat(header.slotOffset(DEMO.place(0))).isEqualTo(448);
    assertThat(header.slotOffset(DEMO.place(255))).isEqualTo(448 + 255 * 0x400);
  }

  @Test
  void decodesVersion2() {
    SaveAreaHeader header = SaveAreaHeader.decode(xe2());
    assertThat(header.minor()).isEqualTo(2);
    assertThat(header.heapless()).isFalse();
    assertThat(header.set(RegisterSet.GRF)).contains(new Regset(0, 256, 512, 64));
    assertThat(header.set(RegisterSet.DBG_REG)).contains(new Regset(0x4300, 1, 64, 8));
    assertThat(header.set(RegisterSet.SCALAR)).isEmpty();
    assertThat(header.slotOffset(header.geometry().place(1279))).isEqualTo(352 + 1279L * 0x4400);
  }

  @Test
  void shortVersion2HeaderEndsAfterDbg() {
    ByteBuffer header = xe2();
    header.put(SIZE_OFFSET, (byte) 40);
    SaveAreaHeader decoded = SaveAreaHeader.decode(header);
    assertThat(decoded.headerSize()).isEqualTo(320);
    assertThat(decoded.set(RegisterSet.DBG_REG)).isEmpty();
    assertThat(decoded.set(RegisterSet.CMD)).isPresent();
  }

  @Test
  void refusesWhatIsNoSaveArea() {
    assertThatThrownBy(() -> SaveAreaHeader.decode(ByteBuffer.allocate(448)))
        .hasMessageContaining("magic");
  }

  @Test
  void refusesUnknownVersions() {
    ByteBuffer header = SaveAreaBytes.riscvHeader(DEMO);
    header.put(VERSION_MAJOR_OFFSET, (byte) 5);
    assertThatThrownBy(() -> SaveAreaHeader.decode(header)).hasMessageContaining("got 5");
  }

  @Test
  void refusesSetsOutsideTheSlot() {
    ByteBuffer header = SaveAreaBytes.riscvHeader(DEMO);
    SaveAreaBytes.regset(header, SR_OFFSET, 0x3f0, 32, 64, 8);
    assertThatThrownBy(() -> SaveAreaHeader.decode(header)).hasMessageContaining("SR");
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void damagedHeadersAreRefusedOrDecoded(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < 2_000; i++) {
      ByteBuffer header = SaveAreaBytes.riscvHeader(DEMO);
      for (int damage = 0; damage < 3; damage++) {
        header.put(8 + random.nextInt(440), (byte) random.nextInt());
      }
      header.limit(random.nextInt(8) == 0 ? random.nextInt(448) : 448);
      try {
        SaveAreaHeader decoded = SaveAreaHeader.decode(header);
        assertThat(decoded.slotSize()).isPositive();
        decoded
            .sets()
            .values()
            .forEach(
                set ->
                    assertThat(set.offset() + set.count() * set.bytes())
                        .isLessThanOrEqualTo(decoded.slotSize()));
      } catch (IllegalArgumentException refused) {
        assertThat(refused.getMessage()).isNotBlank();
      }
    }
  }
}
