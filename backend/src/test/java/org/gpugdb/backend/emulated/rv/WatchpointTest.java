package org.gpugdb.backend.emulated.rv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.gpugdb.backend.emulated.rv.Machine.A0;
import static org.gpugdb.backend.emulated.rv.Machine.A1;
import static org.gpugdb.backend.emulated.rv.Machine.A2;
import static org.gpugdb.backend.emulated.rv.Machine.DATA;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WatchpointTest {
  private static final int LOAD = 0x0005b503; // ld a0, 0(a1)
  private static final int STORE = 0x00c5b023; // sd a2, 0(a1)
  private static final int ATOMIC_ADD = 0x00c5b52f; // amoadd.d a0, a2, (a1)
  private static final int LOAD_RESERVED = 0x1005b52f; // lr.d a0, (a1)
  private static final int STORE_CONDITIONAL = 0x18c5b6af; // sc.d a3, a2, (a1)
  private static final int NOP = 0x00000013;

  @Test
  void writeWatchStopsAfterTheStore() {
    Machine machine = Machine.with(NOP, STORE, NOP);
    machine.memory.watch(new Watchpoint(DATA + 4, 2, false, true));
    machine.thread.x[A2] = -1;

    assertThat(machine.run(10)).isEqualTo(Exit.WATCHPOINT);
    assertThat(machine.position()).isEqualTo(2);
    assertThat(machine.thread.instret).isEqualTo(2);
    assertThat(machine.memory.peek(DATA)).isEqualTo(-1);
    assertThat(machine.thread.trapValue).isEqualTo(DATA + 4);
    assertThat(machine.thread.trapAccess).isEqualTo(Access.WRITE);
    assertThat(machine.run(1)).as("it stops once").isEqualTo(Exit.BUDGET);
  }

  @Test
  void readWatchStopsAfterTheLoad() {
    Machine machine = Machine.with(STORE, LOAD);
    machine.memory.watch(new Watchpoint(DATA, 8, true, false));
    machine.thread.x[A2] = 9;

    assertThat(machine.run(10)).isEqualTo(Exit.WATCHPOINT);
    assertThat(machine.position()).isEqualTo(2);
    assertThat(machine.thread.x[A0]).isEqualTo(9);
    assertThat(machine.thread.trapAccess).isEqualTo(Access.READ);
  }

  @ParameterizedTest
  @CsvSource({"-1, 1, false", "-1, 2, true", "7, 1, true", "8, 8, false", "-100, 4096, true"})
  void onlyTouchedBytesCount(int offset, int length, boolean hit) {
    Machine machine = Machine.with(STORE, NOP);
    machine.memory.watch(new Watchpoint(DATA + 16 + offset, length, true, true));
    machine.thread.x[A1] = DATA + 16;

    assertThat(machine.run(2)).isEqualTo(hit ? Exit.WATCHPOINT : Exit.BUDGET);
  }

  @Test
  void accessAcrossPagesIsWatchedOnBoth() {
    long next = DATA + GuestPage.SIZE;
    Machine machine = Machine.with(STORE);
    machine.memory.watch(new Watchpoint(next + 1, 1, false, true));
    machine.thread.x[A1] = next - 4;

    assertThat(machine.run(1)).isEqualTo(Exit.WATCHPOINT);
    assertThat(machine.thread.trapValue).isEqualTo(next + 1);
  }

  @ParameterizedTest
  @CsvSource({"true, false", "false, true"})
  void atomicsReadAndWrite(boolean reads, boolean writes) {
    Machine machine = Machine.with(ATOMIC_ADD, NOP);
    machine.memory.watch(new Watchpoint(DATA, 8, reads, writes));
    machine.thread.x[A2] = 3;

    assertThat(machine.run(2)).isEqualTo(Exit.WATCHPOINT);
    assertThat(machine.position()).isEqualTo(1);
    assertThat(machine.memory.peek(DATA)).isEqualTo(3);
  }

  @Test
  void onlySuccessfulStoreConditionalsAreWrites() {
    Machine machine = Machine.with(STORE_CONDITIONAL, LOAD_RESERVED, STORE_CONDITIONAL);
    machine.memory.watch(new Watchpoint(DATA, 8, false, true));

    assertThat(machine.run(10)).isEqualTo(Exit.WATCHPOINT);
    assertThat(machine.position()).isEqualTo(3);
  }

  @Test
  void watchpointWinsOverStep() {
    Machine machine = Machine.with(STORE, NOP);
    machine.memory.watch(new Watchpoint(DATA, 8, false, true));

    assertThat(machine.step()).isEqualTo(Exit.WATCHPOINT);
    assertThat(machine.thread.stepTrap).isFalse();
  }

  @Test
  void suppressedPlantedStoreIsWatched() {
    Machine machine = Machine.with(STORE & ~1, NOP);
    machine.memory.watch(new Watchpoint(DATA, 8, false, true));
    machine.thread.suppressBreakpoint = true;

    assertThat(machine.run(2)).isEqualTo(Exit.WATCHPOINT);
  }

  @Test
  void calledPagesAreWatched() {
    Machine machine = Machine.with(STORE);
    machine.memory.called.add(DATA);
    machine.memory.watch(new Watchpoint(DATA, 1, false, true));

    assertThat(machine.run(1)).isEqualTo(Exit.WATCHPOINT);
  }

  @Test
  void removedWatchpointsNoLongerStop() {
    Machine machine = Machine.with(STORE, STORE);
    machine.memory.watch(new Watchpoint(DATA, 8, false, true));
    assertThat(machine.run(1)).isEqualTo(Exit.WATCHPOINT);

    machine.memory.watch();

    assertThat(machine.run(1)).isEqualTo(Exit.BUDGET);
  }

  @Test
  void rangesAreChecked() {
    assertThatThrownBy(() -> new Watchpoint(0, 0, true, true))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Watchpoint(-1, 2, true, true))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Watchpoint(0, 1, false, false))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(new Watchpoint(-8, 8, true, true).overlaps(-1, 1)).isTrue();
  }
}
