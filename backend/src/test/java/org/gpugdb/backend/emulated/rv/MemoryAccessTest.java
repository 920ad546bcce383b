package org.gpugdb.backend.emulated.rv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.gpugdb.backend.emulated.rv.Machine.A0;
import static org.gpugdb.backend.emulated.rv.Machine.A1;
import static org.gpugdb.backend.emulated.rv.Machine.A2;
import static org.gpugdb.backend.emulated.rv.Machine.DATA;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MemoryAccessTest {
  private static final int LOAD_DOUBLEWORD = 0x0005b503; // ld a0, 0(a1)
  private static final int STORE_DOUBLEWORD = 0x00c5b023; // sd a2, 0(a1)
  private static final long NEXT_PAGE = DATA + GuestPage.SIZE;
  private static final long PATTERN = 0x8877_6655_4433_2281L;

  /** On page boundaries, within pages, aligned or not. */
  private static final long[] PLACES = {
    DATA, DATA + 8, DATA + 3, NEXT_PAGE - 8, NEXT_PAGE - 1, NEXT_PAGE - 3
  };

  @ParameterizedTest
  @CsvSource({
    "0x00058503, 0xffffffffffffff81", // lb a0, 0(a1)
    "0x00059503, 0x0000000000002281", // lh a0, 0(a1)
    "0x0005a503, 0x0000000044332281", // lw a0, 0(a1)
    "0x0005b503, 0x8877665544332281", // ld a0, 0(a1)
    "0x0005c503, 0x0000000000000081", // lbu a0, 0(a1)
    "0x0005d503, 0x0000000000002281", // lhu a0, 0(a1)
    "0x0005e503, 0x0000000044332281", // lwu a0, 0(a1)
  })
  void loadsExtendAndMayBeAnywhere(String word, String expected) {
    for (long place : PLACES) {
      Machine machine = machine(word);
      machine.thread.x[A1] = place;
      machine.memory.poke(place, PATTERN);

      assertThat(machine.run(1)).isEqualTo(Exit.BUDGET);
      assertThat(machine.thread.x[A0]).as("at 0x%x", place).isEqualTo(unsigned(expected));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"0x0005a503", "0x00059503"}) // lw, lh a0, 0(a1)
  void negativeValuesAreSignExtended(String word) {
    Machine machine = machine(word);
    machine.memory.poke(DATA, -2);

    machine.run(1);

    assertThat(machine.thread.x[A0]).isEqualTo(-2);
  }

  @ParameterizedTest
  @CsvSource({
    "0x00c58023, 0x00000000000000ff", // sb a2, 0(a1)
    "0x00c59023, 0x000000000000ffff", // sh a2, 0(a1)
    "0x00c5a023, 0x00000000ffffffff", // sw a2, 0(a1)
    "0x00c5b023, 0xffffffffffffffff", // sd a2, 0(a1)
    "0x00c5a027, 0x00000000ffffffff", // fsw fa2, 0(a1)
    "0x00c5b027, 0xffffffffffffffff", // fsd fa2, 0(a1)
  })
  void storesChangeTheirBytesOnly(String word, String mask) {
    for (long place : PLACES) {
      Machine machine = machine(word);
      machine.thread.x[A1] = place;
      machine.thread.x[A2] = PATTERN;
      machine.thread.f[A2] = PATTERN;
      machine.memory.poke(place, 0x0102_0304_0506_0708L);

      assertThat(machine.run(1)).isEqualTo(Exit.BUDGET);
      long expected = (PATTERN & unsigned(mask)) | (0x0102_0304_0506_0708L & ~unsigned(mask));
      assertThat(machine.memory.peek(place)).as("at 0x%x", place).isEqualTo(expected);
    }
  }

  @Test
  void singleLoadsAreBoxed() {
    Machine machine = machine("0x0005a507"); // flw fa0, 0(a1)
    machine.memory.poke(DATA, 0x1122_3344_3f80_0000L);

    machine.run(1);

    assertThat(machine.thread.f[A0]).isEqualTo(0xffff_ffff_3f80_0000L);
  }

  @Test
  void offsetsAreSigned() {
    Machine machine = machine("0xff85b503"); // ld a0, -8(a1)
    machine.thread.x[A1] = DATA + 16;
    machine.memory.poke(DATA + 8, PATTERN);

    machine.run(1);

    assertThat(machine.thread.x[A0]).isEqualTo(PATTERN);
  }

  @Test
  void loadThatCrossesIntoNothingFaultsAtTheMissingByte() {
    Machine machine = Machine.with(LOAD_DOUBLEWORD);
    machine.memory.absent.add(NEXT_PAGE);
    machine.thread.x[A1] = NEXT_PAGE - 3;
    machine.thread.x[A0] = 5;

    assertThat(machine.run(1)).isEqualTo(Exit.PAGE_FAULT);
    assertThat(machine.thread.trapValue).isEqualTo(NEXT_PAGE);
    assertThat(machine.thread.x[A0]).isEqualTo(5);
  }

  @Test
  void storeThatCrossesIntoAReadOnlyPageChangesNothing() {
    Machine machine = Machine.with(STORE_DOUBLEWORD);
    machine.memory.readOnly.add(NEXT_PAGE);
    machine.thread.x[A1] = NEXT_PAGE - 3;
    machine.thread.x[A2] = -1;

    assertThat(machine.run(1)).isEqualTo(Exit.PAGE_FAULT);
    assertThat(machine.thread.trapValue).isEqualTo(NEXT_PAGE);
    assertThat(machine.thread.trapAccess).isEqualTo(Access.WRITE);
    assertThat(machine.memory.peek(NEXT_PAGE - 8)).isZero();
  }

  @Test
  void addressesWrapAroundTheEndOfTheAddressSpace() {
    Machine machine = Machine.with(LOAD_DOUBLEWORD);
    machine.thread.x[A1] = -4;

    assertThat(machine.run(1)).isEqualTo(Exit.PAGE_FAULT);
    assertThat(machine.thread.trapValue).isEqualTo(-4);
  }

  @Test
  void unmappedPageFaultsInTheNextSlice() {
    Machine machine = Machine.with(LOAD_DOUBLEWORD, 0xffdff06f); // j .-4
    assertThat(machine.run(100)).isEqualTo(Exit.BUDGET);

    machine.memory.absent.add(DATA);
    machine.memory.changed();

    assertThat(machine.run(100)).isEqualTo(Exit.PAGE_FAULT);
  }

  @Test
  void anotherMemoryIsSeenAtOnce() {
    Machine machine = Machine.with(LOAD_DOUBLEWORD, 0xffdff06f); // j .-4
    Machine other = Machine.with(LOAD_DOUBLEWORD, 0xffdff06f);
    other.memory.poke(DATA, PATTERN);
    machine.run(100);

    assertThat(machine.interpreter.run(other.thread, other.memory, 1)).isEqualTo(Exit.BUDGET);
    assertThat(other.thread.x[A0]).isEqualTo(PATTERN);
  }

  @Test
  void calledPagesAreAccessedByCalls() {
    Machine machine = Machine.with(LOAD_DOUBLEWORD, STORE_DOUBLEWORD);
    machine.memory.called.add(DATA);
    machine.memory.poke(DATA, PATTERN);
    machine.thread.x[A2] = 0x77;

    assertThat(machine.run(2)).isEqualTo(Exit.BUDGET);
    assertThat(machine.thread.x[A0]).isEqualTo(PATTERN);
    assertThat(machine.memory.calls)
        .containsExactly("load 0x%x 8".formatted(DATA), "store 0x%x 8 0x77".formatted(DATA));
  }

  @Test
  void accessesCrossFromMappedToCalledPages() {
    Machine machine = Machine.with(STORE_DOUBLEWORD, LOAD_DOUBLEWORD);
    machine.memory.called.add(NEXT_PAGE);
    machine.thread.x[A1] = NEXT_PAGE - 6;
    machine.thread.x[A2] = PATTERN;

    assertThat(machine.run(2)).isEqualTo(Exit.BUDGET);
    assertThat(machine.thread.x[A0]).isEqualTo(PATTERN);
    assertThat(machine.memory.calls)
        .containsExactly(
            "store 0x%x 1 0x%x".formatted(NEXT_PAGE, PATTERN >>> 48),
            "store 0x%x 1 0x%x".formatted(NEXT_PAGE + 1, PATTERN >>> 56),
            "load 0x%x 1".formatted(NEXT_PAGE),
            "load 0x%x 1".formatted(NEXT_PAGE + 1));
  }

  @Test
  void pagesMustBeAlignedDirectMemory() {
    ByteBuffer direct = ByteBuffer.allocateDirect(3 * GuestPage.SIZE).alignedSlice(8);

    assertThat(GuestPage.mapped(DATA, direct, 8, true).isMapped()).isTrue();
    assertThatThrownBy(() -> GuestPage.mapped(DATA, direct, 4, true))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> GuestPage.mapped(DATA + 8, direct, 0, true))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> GuestPage.mapped(DATA, direct, 2 * GuestPage.SIZE + 8, true))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> GuestPage.mapped(DATA, direct, -8, true))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> GuestPage.mapped(DATA, ByteBuffer.allocate(GuestPage.SIZE), 0, true))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static Machine machine(String word) {
    return Machine.with((int) unsigned(word));
  }

  private static long unsigned(String hex) {
    return Long.parseUnsignedLong(hex.substring(2), 16);
  }
}
