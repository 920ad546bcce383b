package org.gpugdb.backend.eu;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.stream.IntStream;
import org.gpugdb.backend.spi.RegisterInfo;
import org.gpugdb.backend.uapi.RegisterSet;
import org.gpugdb.backend.uapi.SaveAreaProducts;
import org.gpugdb.backend.uapi.StateSaveAreaLayout;
import org.gpugdb.backend.uapi.StateSaveAreaLayout.Geometry;
import org.gpugdb.backend.uapi.StateSaveAreaLayout.Header;
import org.gpugdb.backend.uapi.StateSaveAreaLayout.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class XeEuTest {
  private static final SaveAreaProducts PRODUCTS = new SaveAreaProducts();
  private static final StateBases BASES =
      new StateBases(List.of(1L, 0x10_0000L, 3L, 4L, 0x8000_1000_0000L, 6L, 7L));

  private static EuArchitecture eu(int major, int minor) {
    return XeEu.of(new GraphicsVersion(major, minor)).orElseThrow();
  }

  private static Header header(String product) {
    return PRODUCTS.header(product, new Geometry(1, 8, 8, 8));
  }

  private static RegisterInfo named(EuArchitecture eu, String name) {
    return eu.registers().stream().filter(r -> r.name().equals(name)).findFirst().orElseThrow();
  }

  private static byte[] read(EuArchitecture eu, SavedThread thread, String name) {
    ByteBuffer value = ByteBuffer.allocate(named(eu, name).bits() / Byte.SIZE);
    eu.read(thread, named(eu, name).number(), value);
    assertThat(value.hasRemaining()).isFalse();
    return value.array();
  }

  /** Each generation's registers, as published; the scratch base, which nothing tells, is not. */
  @ParameterizedTest
  @CsvSource({
    "12, 55, dg2, 155, 4628, dbg0, 154",
    "12, 71, dg2, 155, 4628, dbg0, 154",
    "12, 60, pvc, 159, 9148, dbg0, 158",
    "20, 1, xe2, 155, 8872, fc2, 154",
    "20, 4, xe2, 155, 8872, dbg0, 151",
    "30, 0, xe3, 160, 8832, fc2, 159"
  })
  void registersAreThoseOfTheGeneration(
      int major, int minor, String product, int count, int bytes, String name, int number) {
    EuArchitecture eu = eu(major, minor);

    assertThat(eu.registers()).hasSize(count);
    assertThat(eu.registers().stream().mapToInt(RegisterInfo::bits).sum() / 8).isEqualTo(bytes);
    assertThat(named(eu, name).number()).isEqualTo(number);
    assertThat(eu.registers())
        .extracting(RegisterInfo::number)
        .containsExactlyElementsOf(IntStream.range(0, count).boxed().toList());
    assertThat(eu.objection(header(product))).isEmpty();
  }

  @Test
  void registersHaveTheTypesOfTheirFeature() {
    EuArchitecture eu = eu(20, 1);
    assertThat(named(eu, "r127"))
        .isEqualTo(
            new RegisterInfo(127, "r127", 512, "vector16x32", "org.gnu.gdb.intelgt.grf", true));
    assertThat(named(eu, "f3").type()).isEqualTo("vector2x16");
    assertThat(named(eu, "cr0").type()).isEqualTo("vector3x32");
    assertThat(named(eu, "ce").type()).isEqualTo("uint32");
    assertThat(named(eu, "isabase").type()).isEqualTo("uint64");
    assertThat(eu.registers().stream().filter(r -> !r.writable()))
        .extracting(RegisterInfo::name)
        .containsExactly(
            "ce",
            "tdr0",
            "genstbase",
            "sustbase",
            "dynbase",
            "iobase",
            "isabase",
            "blsustbase",
            "blsastbase",
            "btbase");
  }

  @Test
  void everyRegisterIsReadFromItsPlaceInTheSlot() {
    for (String product : List.of("dg2", "pvc", "xe2", "xe3")) {
      EuArchitecture eu =
          switch (product) {
            case "dg2" -> eu(12, 56);
            case "pvc" -> eu(12, 60);
            case "xe2" -> eu(20, 4);
            default -> eu(30, 0);
          };
      Header header = header(product);
      ByteBuffer slot = ByteBuffer.allocate(header.stateSaveSize());
      for (int i = 0; i < slot.capacity(); i++) {
        slot.put(i, (byte) (i * 7 + (i >> 8)));
      }
      SavedThread thread = new SavedThread(header, BASES, slot);
      for (RegisterInfo register : eu.registers()) {
        if (!register.feature().endsWith(".sba")) {
          byte[] expected = new byte[register.bits() / 8];
          slot.get(offset(header, register), expected);
          assertThat(read(eu, thread, register.name())).as("%s", register).isEqualTo(expected);
        }
      }
    }
  }

  /** By the published formula: offset of the set, and so many bytes for each register before. */
  private static int offset(Header header, RegisterInfo register) {
    String kind = register.feature().substring(register.feature().lastIndexOf('.') + 1);
    Set set =
        switch (kind) {
          case "ce" -> Set.EMASK;
          case "dbg" -> Set.DBG_REG;
          default -> Set.valueOf(kind.toUpperCase(java.util.Locale.ROOT));
        };
    RegisterSet place = header.registers(set);
    String digits = register.name().replaceAll("\\D", "");
    return place.offset() + place.bytes() * (digits.isEmpty() ? 0 : Integer.parseInt(digits));
  }

  @Test
  void basesComeFromTheAddressSpaceAndTheThread() {
    EuArchitecture eu = eu(20, 1);
    ByteBuffer slot = ByteBuffer.allocate(header("xe2").stateSaveSize());
    slot.order(ByteOrder.LITTLE_ENDIAN).putInt(16, 0x1234_567f); // r0.4
    SavedThread thread = new SavedThread(header("xe2"), BASES, slot);

    assertThat(number(read(eu, thread, "isabase"))).isEqualTo(0x8000_1000_0000L);
    assertThat(number(read(eu, thread, "blsastbase"))).isEqualTo(7);
    assertThat(number(read(eu, thread, "btbase"))).isEqualTo(0x10_0000 + 0x1234_5660L);
  }

  private static long number(byte[] value) {
    return ByteBuffer.wrap(value).order(ByteOrder.LITTLE_ENDIAN).getLong();
  }

  @Test
  void aThreadIsAtItsInstructionPointerFromTheInstructionBaseOn() {
    EuArchitecture eu = eu(20, 1);
    Header header = header("xe2");
    ByteBuffer slot = ByteBuffer.allocate(header.stateSaveSize()).order(ByteOrder.LITTLE_ENDIAN);
    slot.putInt(0x4060 + 8, 0xf000_0010); // cr0.2
    SavedThread thread = new SavedThread(header, BASES, slot);
    assertThat(eu.pc(thread)).isEqualTo(0x8000_1000_0000L + 0xf000_0010L);

    eu.setPc(thread, 0x8000_1000_0040L);

    assertThat(slot.getInt(0x4060 + 8)).isEqualTo(0x40);
    assertThat(slot.getInt(0x4060 + 4)).isZero();
    assertThat(slot.getInt(0x4080)).isZero(); // what follows cr0
  }

  @Test
  void aSaveAreaOfAnotherShapeIsRefused() {
    EuArchitecture eu = eu(20, 1);
    assertThat(eu.objection(header("dg2")).orElseThrow())
        .contains("register r0", "128 x 512 bits of Xe2");
    Header heapless = withFlags(header("xe3"), StateSaveAreaLayout.SIP_FLAG_HEAPLESS);
    assertThat(eu(30, 1).objection(heapless).orElseThrow()).contains("heapless");
  }

  private static Header withFlags(Header h, int flags) {
    return new Header(
        h.version(),
        h.headerBytes(),
        h.geometry(),
        h.stateAreaOffset(),
        h.stateSaveSize(),
        h.slmAreaOffset(),
        h.slmBankSize(),
        h.srMagicOffset(),
        h.fifo(),
        flags,
        h.registerSets());
  }

  @ParameterizedTest
  @CsvSource({
    "12, 50", // before Xe-HPG
    "12, 58",
    "13, 0", // media only
    "35, 0" // no attention bitmap
  })
  void otherGenerationsAreNotKnown(int major, int minor) {
    assertThat(XeEu.of(new GraphicsVersion(major, minor))).isEmpty();
  }

  @Test
  void theDebugBitIsBit30OrBit7OfACompactedInstruction() {
    EuArchitecture eu = eu(20, 1);
    long mov = 0x61;
    long compactMov = 0x61 | 1L << 29;
    assertThat(eu.length(mov)).isEqualTo(16);
    assertThat(eu.length(compactMov)).isEqualTo(8);
    assertThat(planted(eu, mov)).isEqualTo(mov | 1L << 30);
    assertThat(planted(eu, compactMov)).isEqualTo(compactMov | 1L << 7);
    assertThat(eu.length(planted(eu, compactMov))).isEqualTo(8);
  }

  private static long planted(EuArchitecture eu, long instruction) {
    ByteBuffer code = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
    code.putLong(0, instruction);
    DebugBit bit = eu.debugBit(instruction);
    byte original = code.get(bit.byteOffset());
    assertThat(bit.isPlanted(original)).isFalse();
    code.put(bit.byteOffset(), bit.plant(original));
    assertThat(bit.isPlanted(code.get(bit.byteOffset()))).isTrue();
    assertThat(bit.restore(code.get(bit.byteOffset()), original)).isEqualTo(original);
    return code.getLong(0);
  }

  /** By the published bits; what else CR0.1 holds is not a debugger's to change. */
  @Test
  void reasonsToStopAreTheBitsOfTheControlRegister() {
    assertThat(eu(20, 1).reasons()).isEqualTo(0xfce10000);
    assertThat(ControlBits.SUPPRESS).isEqualTo(0x8000);
    assertThat(ControlBits.BREAKPOINT).isEqualTo(1 << 31);
    assertThat(ControlBits.INTERRUPT).isEqualTo(0x4400_0000);
    assertThat(ControlBits.SOFTWARE_EXCEPTION).isEqualTo(1 << 29);
    assertThat(ControlBits.ILLEGAL_OPCODE).isEqualTo(1 << 28);
    assertThat(ControlBits.PAGE_FAULT).isEqualTo(0x10000);
    assertThat(eu(20, 1).reasons() & ControlBits.WATCHPOINT).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "0x400000031, true", // send, end of thread
    "0x400000032, true", // sendc, end of thread
    "0x000000031, false", // send
    "0x400000040, false", // add with saturation
    "0x420000031, false" // a compacted one: bit 34 is something else there
  })
  void tellsTheEndOfAThread(String instruction, boolean ends) {
    assertThat(eu(20, 1).endsThread(Long.decode(instruction))).isEqualTo(ends);
  }
}
