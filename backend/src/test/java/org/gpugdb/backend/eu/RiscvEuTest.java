package org.gpugdb.backend.eu;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.gpugdb.backend.spi.RegisterInfo;
import org.gpugdb.backend.uapi.RiscvEuLayout;
import org.gpugdb.backend.uapi.StateSaveAreaLayout.Geometry;
import org.gpugdb.backend.uapi.StateSaveAreaLayout.Header;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RiscvEuTest {
  private static final Header HEADER = RiscvEuLayout.header(new Geometry(1, 1, 2, 4));

  private final RiscvEu eu = new RiscvEu();

  private RegisterInfo named(String name) {
    return eu.registers().stream().filter(r -> r.name().equals(name)).findFirst().orElseThrow();
  }

  @Test
  void registerNumbersAreIndexes() {
    List<RegisterInfo> registers = eu.registers();
    for (int i = 0; i < registers.size(); i++) {
      assertThat(registers.get(i).number()).isEqualTo(i);
    }
    assertThat(registers.stream().map(RegisterInfo::name)).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @CsvSource({
    "zero, 0",
    "ra, 1",
    "sp, 2",
    "fp, 8",
    "a0, 10",
    "t6, 31",
    "pc, 32",
    "ft0, 33",
    "fa0, 43",
    "ft11, 64",
    "fflags, 65",
    "frm, 66",
    "fcsr, 67",
    "global_id_x, 68",
    "mhartid, 89"
  })
  void numbersAreThoseThatGdbExpects(String name, int number) {
    assertThat(named(name).number()).isEqualTo(number);
  }

  @Test
  void readsEveryKindOfRegisterFromTheSlot() {
    ByteBuffer slot = SaveAreaBytes.riscvSlot(0x4000_1000_0123_4568L, 0);
    slot.putLong(RiscvEuLayout.X_OFFSET + 8 * 10, -2);
    slot.putLong(RiscvEuLayout.F_OFFSET + 8 * 3, 0xffff_ffff_3f80_0000L);
    slot.putLong(RiscvEuLayout.SR_OFFSET + 8 * RiscvEuLayout.SR_GLOBAL_ID, 77);
    slot.putLong(RiscvEuLayout.SR_OFFSET + 8 * RiscvEuLayout.SR_FCSR, 0b010_10001);
    SavedThread thread = new SavedThread(HEADER, StateBases.NONE, slot);
    assertThat(read(thread, "a0")).isEqualTo(-2);
    assertThat(read(thread, "ft3")).isEqualTo(0xffff_ffff_3f80_0000L);
    assertThat(read(thread, "pc")).isEqualTo(0x4000_1000_0123_4568L);
    assertThat(read(thread, "global_id_x")).isEqualTo(77);
    assertThat(read(thread, "fflags")).isEqualTo(0b10001);
    assertThat(read(thread, "frm")).isEqualTo(0b010);
    assertThat(read(thread, "fcsr")).isEqualTo(0b01010001);
  }

  @Test
  void partsOfFcsrAreWrittenWithoutTheOthers() {
    SavedThread thread = new SavedThread(HEADER, StateBases.NONE, SaveAreaBytes.riscvSlot(0, 0));
    thread.set(eu.field(named("fcsr").number()).orElseThrow(), 0xff);
    thread.set(eu.field(named("frm").number()).orElseThrow(), 0b001);
    assertThat(read(thread, "fcsr")).isEqualTo(0b001_11111);
    thread.set(eu.field(named("fflags").number()).orElseThrow(), 0);
    assertThat(read(thread, "fcsr")).isEqualTo(0b001_00000);
  }

  @Test
  void whereTheThreadIsInTheWorkIsReadOnly() {
    assertThat(eu.registers().stream().filter(r -> r.feature().equals("org.gpugdb.gpu")))
        .hasSize(22)
        .noneMatch(RegisterInfo::writable);
    assertThat(named("zero").writable()).isFalse();
    assertThat(named("pc").writable()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "0x8c001073, true", // csrw 0x8c0, zero
    "0x8c0fd073, true", // csrwi 0x8c0, 31
    "0x8c0022f3, false", // csrr t0, 0x8c0
    "0x8c02a073, true", // csrs 0x8c0, t0
    "0x8c101073, false", // csrw 0x8c1, zero
    "0x00000073, false", // ecall
    "0x00000013, false" // nop
  })
  void tellsTheEndOfAThread(String word, boolean ends) {
    assertThat(eu.endsThread(Long.decode(word))).isEqualTo(ends);
  }

  @Test
  void debugBitIsBitZeroCleared() {
    DebugBit bit = eu.debugBit(0x13);
    assertThat(bit.isPlanted((byte) 0x13)).isFalse();
    assertThat(bit.plant((byte) 0x13)).isEqualTo((byte) 0x12);
    assertThat(bit.isPlanted((byte) 0x12)).isTrue();
    assertThat(bit.restore((byte) 0x12, (byte) 0x93)).isEqualTo((byte) 0x13);
  }

  @Test
  void faultAtAddressZeroIsToldFromNoFault() {
    ByteBuffer slot = SaveAreaBytes.riscvSlot(0x1000, 0);
    SavedThread thread = new SavedThread(HEADER, StateBases.NONE, slot);
    assertThat(eu.faultAddress(thread)).isEmpty();
    slot.putLong(
        RiscvEuLayout.SR_OFFSET + 8 * RiscvEuLayout.SR_EXCEPTION_DETAIL,
        RiscvEuLayout.DETAIL_PAGE_FAULT);
    assertThat(eu.faultAddress(thread)).hasValue(0);
  }

  @Test
  void knowsTheThreadsOwnMemory() {
    ByteBuffer slot = SaveAreaBytes.riscvSlot(0x1000, 0);
    SavedThread thread = new SavedThread(HEADER, StateBases.NONE, slot);
    assertThat(eu.ownMemory(thread, 0x7000_0000_0010L)).hasValue(0x10 | 1 << 27);
    assertThat(eu.ownMemory(thread, 0x7000_0000_1000L)).isEmpty();
    assertThat(eu.ownMemory(thread, 0x4000_1080_0020L)).isEmpty();
    slot.putLong(RiscvEuLayout.SR_OFFSET + 8 * RiscvEuLayout.SR_SLM_BASE, 0x4000_1080_0000L);
    assertThat(eu.ownMemory(thread, 0x4000_1080_0020L)).hasValue(0x20 | 1 << 28);
    assertThat(eu.ownMemory(thread, 0x4000_107f_ffffL)).isEmpty();
  }

  @Test
  void threadsAreNamedAfterTheirPlace() {
    assertThat(eu.threadName(new Topology(2, 2, 8, 8), 255)).isEqualTo("eu1.1.7.7");
  }

  private long read(SavedThread thread, String name) {
    ByteBuffer value = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    eu.read(thread, named(name).number(), value);
    assertThat(value.position() * Byte.SIZE).isEqualTo(named(name).bits());
    return value.getLong(0);
  }
}
