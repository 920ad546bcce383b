package org.gpugdb.backend.emulated.rv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gpugdb.backend.emulated.rv.Machine.A0;
import static org.gpugdb.backend.emulated.rv.Machine.A1;
import static org.gpugdb.backend.emulated.rv.Machine.A2;
import static org.gpugdb.backend.emulated.rv.Machine.CODE;
import static org.gpugdb.backend.emulated.rv.Machine.DATA;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AtomicsTest {
  private static final int A3 = 13;
  private static final int LOAD_RESERVED = 0x1005b52f; // lr.d a0, (a1)
  private static final int STORE_CONDITIONAL = 0x18c5b6af; // sc.d a3, a2, (a1)
  private static final long HIGH = 0x1111_1111_0000_0000L;

  /**
   * Memory holds {@code old} below the pattern {@link #HIGH}, of which a word operation must not
   * touch anything.
   */
  @ParameterizedTest
  @CsvSource({
    "0x08c5a52f, 0x80000001, 0xdeadbeef00000007, 0x00000007", // amoswap.w
    "0x00c5a52f, 0xffffffff, 0xdeadbeef00000002, 0x00000001", // amoadd.w
    "0x20c5a52f, 0xf0f0f0f0, 0xdeadbeefffffffff, 0x0f0f0f0f", // amoxor.w
    "0x60c5a52f, 0xf0f0f0f0, 0xdeadbeefff00ff00, 0xf000f000", // amoand.w
    "0x40c5a52f, 0xf0f0f0f0, 0xdeadbeef0f000000, 0xfff0f0f0", // amoor.w
    "0x80c5a52f, 0x80000000, 0x0000000000000001, 0x80000000", // amomin.w
    "0x80c5a52f, 0x00000005, 0x00000000fffffffe, 0xfffffffe", // amomin.w
    "0xa0c5a52f, 0x80000000, 0xdeadbeef00000001, 0x00000001", // amomax.w
    "0xc0c5a52f, 0x80000000, 0xdeadbeef00000001, 0x00000001", // amominu.w
    "0xc0c5a52f, 0x00000001, 0x0000000080000000, 0x00000001", // amominu.w
    "0xe0c5a52f, 0x80000000, 0xdeadbeef00000001, 0x80000000", // amomaxu.w
    "0x06c5a52f, 0x00000001, 0xdeadbeef00000001, 0x00000002", // amoadd.w.aqrl
  })
  void wordOperations(String word, String old, String operand, String result) {
    for (boolean called : new boolean[] {false, true}) {
      Machine machine = machine(word, called);
      machine.memory.poke(DATA, HIGH | unsigned(old));
      machine.thread.x[A2] = unsigned(operand);

      assertThat(machine.run(1)).isEqualTo(Exit.BUDGET);
      long extended = (int) unsigned(old);
      assertThat(machine.thread.x[A0]).isEqualTo(extended);
      assertThat(machine.memory.peek(DATA)).isEqualTo(HIGH | unsigned(result));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0x08c5b52f, 0x8000000000000001, 0x0000000000000007, 0x0000000000000007", // amoswap.d
    "0x00c5b52f, 0xffffffffffffffff, 0x0000000000000002, 0x0000000000000001", // amoadd.d
    "0x20c5b52f, 0xf0f0f0f0f0f0f0f0, 0xffffffffffffffff, 0x0f0f0f0f0f0f0f0f", // amoxor.d
    "0x60c5b52f, 0xf0f0f0f0f0f0f0f0, 0xff00ff00ff00ff00, 0xf000f000f000f000", // amoand.d
    "0x40c5b52f, 0xf0f0f0f0f0f0f0f0, 0x0f00000000000000, 0xfff0f0f0f0f0f0f0", // amoor.d
    "0x80c5b52f, 0x8000000000000000, 0x0000000000000001, 0x8000000000000000", // amomin.d
    "0xa0c5b52f, 0x8000000000000000, 0x0000000000000001, 0x0000000000000001", // amomax.d
    "0xc0c5b52f, 0x8000000000000000, 0x0000000000000001, 0x0000000000000001", // amominu.d
    "0xe0c5b52f, 0x8000000000000000, 0x0000000000000001, 0x8000000000000000", // amomaxu.d
  })
  void doublewordOperations(String word, String old, String operand, String result) {
    for (boolean called : new boolean[] {false, true}) {
      Machine machine = machine(word, called);
      machine.memory.poke(DATA, unsigned(old));
      machine.thread.x[A2] = unsigned(operand);

      assertThat(machine.run(1)).isEqualTo(Exit.BUDGET);
      assertThat(machine.thread.x[A0]).isEqualTo(unsigned(old));
      assertThat(machine.memory.peek(DATA)).isEqualTo(unsigned(result));
    }
  }

  @Test
  void storeConditionalNeedsAReservation() {
    Machine machine =
        Machine.with(STORE_CONDITIONAL, LOAD_RESERVED, STORE_CONDITIONAL, STORE_CONDITIONAL);
    machine.thread.x[A2] = 5;

    machine.run(1);
    assertThat(machine.thread.x[A3]).as("none yet").isEqualTo(1);
    assertThat(machine.memory.peek(DATA)).isZero();
    machine.run(2);
    assertThat(machine.thread.x[A3]).isZero();
    assertThat(machine.memory.peek(DATA)).isEqualTo(5);
    machine.run(1);
    assertThat(machine.thread.x[A3]).as("used up").isEqualTo(1);
  }

  @Test
  void storeConditionalFailsWhenTheValueChanged() {
    Machine machine = Machine.with(LOAD_RESERVED, STORE_CONDITIONAL);
    machine.run(1);
    machine.memory.poke(DATA, 8);

    machine.run(1);

    assertThat(machine.thread.x[A3]).isEqualTo(1);
    assertThat(machine.memory.peek(DATA)).isEqualTo(8);
  }

  @Test
  void storeConditionalFailsElsewhereAndForAnotherSize() {
    Machine elsewhere = Machine.with(LOAD_RESERVED, STORE_CONDITIONAL);
    elsewhere.run(1);
    elsewhere.thread.x[A1] += 8;
    elsewhere.run(1);
    assertThat(elsewhere.thread.x[A3]).isEqualTo(1);

    Machine narrower = Machine.with(LOAD_RESERVED, 0x18c5a6af); // sc.w a3, a2, (a1)
    narrower.run(2);
    assertThat(narrower.thread.x[A3]).isEqualTo(1);
  }

  @Test
  void reservationSurvivesDebugStops() {
    Machine machine = Machine.with(LOAD_RESERVED, STORE_CONDITIONAL & ~1);
    machine.thread.x[A2] = 5;

    assertThat(machine.step()).isEqualTo(Exit.STEP);
    assertThat(machine.run(1)).isEqualTo(Exit.BREAKPOINT);
    machine.thread.suppressBreakpoint = true;
    assertThat(machine.step()).isEqualTo(Exit.STEP);

    assertThat(machine.thread.x[A3]).isZero();
    assertThat(machine.memory.peek(DATA)).isEqualTo(5);
  }

  @Test
  void misalignedAtomicsTrapBeforeAnything() {
    Machine machine = Machine.with(0x00c5b52f); // amoadd.d a0, a2, (a1)
    machine.thread.x[A1] = DATA + 4;
    machine.thread.x[A0] = 3;

    assertThat(machine.run(1)).isEqualTo(Exit.MISALIGNED);
    assertThat(machine.thread.trapValue).isEqualTo(DATA + 4);
    assertThat(machine.thread.trapAccess).isEqualTo(Access.WRITE);
    assertThat(machine.thread.x[A0]).isEqualTo(3);
    assertThat(machine.position()).isZero();
  }

  @Test
  void atomicOnAReadOnlyPageFaultsAsAWrite() {
    Machine machine = Machine.with(0x00c5b52f); // amoadd.d a0, a2, (a1)
    machine.memory.readOnly.add(DATA);

    assertThat(machine.run(1)).isEqualTo(Exit.PAGE_FAULT);
    assertThat(machine.thread.trapAccess).isEqualTo(Access.WRITE);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void incrementsFromTwoWorkersAllCount(boolean reserved) throws Exception {
    int rounds = 50_000;
    int[] atomicAdd = {
      0xfff68693, // addi a3, a3, -1
      0x00c5a02f, // amoadd.w zero, a2, (a1)
      0xfe069ce3, // bnez a3, .-8
      0x00100073, // ebreak
    };
    int[] reservation = {
      0x1405b52f, // lr.d.aq a0, (a1)
      0x00c50533, // add a0, a0, a2
      0x1aa5b72f, // sc.d.rl a4, a0, (a1)
      0xfe071ae3, // bnez a4, .-12
      0xfff68693, // addi a3, a3, -1
      0xfe0696e3, // bnez a3, .-20
      0x00100073, // ebreak
    };
    FlatMemory memory = new FlatMemory(CODE, 4);
    memory.code(CODE, reserved ? reservation : atomicAdd);
    ExecutorService workers = Executors.newFixedThreadPool(2);
    List<Future<Exit>> ends = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      ends.add(workers.submit(() -> count(memory, rounds)));
    }
    workers.shutdown();

    for (Future<Exit> end : ends) {
      assertThat(end.get()).isEqualTo(Exit.SOFTWARE_BREAKPOINT);
    }
    assertThat(memory.peek(DATA)).isEqualTo(2L * rounds);
  }

  private static Exit count(FlatMemory memory, int rounds) {
    HardwareThread thread = new HardwareThread(new MachineCsrs(0, () -> 0));
    thread.pc = CODE;
    thread.x[A1] = DATA;
    thread.x[A2] = 1;
    thread.x[A3] = rounds;
    return new Interpreter().run(thread, memory, Integer.MAX_VALUE);
  }

  private static Machine machine(String word, boolean called) {
    Machine machine = Machine.with((int) unsigned(word));
    if (called) {
      machine.memory.called.add(DATA);
    }
    return machine;
  }

  private static long unsigned(String hex) {
    return Long.parseUnsignedLong(hex.substring(2), 16);
  }
}
