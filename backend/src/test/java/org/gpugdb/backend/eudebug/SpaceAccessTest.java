package org.gpugdb.backend.eudebug;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.gpugdb.backend.eudebug.SpaceFixture.CODE;
import static org.gpugdb.backend.eudebug.SpaceFixture.thread;
import static org.gpugdb.backend.uapi.RiscvEuLayout.CR1_ILLEGAL_OPCODE;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.gpugdb.backend.eu.RiscvEu;
import org.gpugdb.backend.spi.BackendException;
import org.gpugdb.backend.spi.Memory;
import org.gpugdb.backend.spi.RegisterAccess;
import org.gpugdb.backend.spi.Resume;
import org.gpugdb.backend.spi.ThreadId;
import org.gpugdb.backend.spi.WatchKind;
import org.gpugdb.backend.uapi.RiscvEuLayout;
import org.gpugdb.backend.uapi.StateSaveAreaLayout.Version;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Memory, breakpoints and registers as users see them. */
class SpaceAccessTest {
  private static final long A = CODE + 0x100;
  private static final long WINDOW = RiscvEuLayout.THREAD_WINDOW_BASE;
  private static final int PID = 4711;
  private static final long SLM = 0x4000_1080_0000L;

  private SpaceFixture fixture;
  private SpaceBreakpoints breakpoints;
  private Memory memory;

  @BeforeEach
  void create() throws Exception {
    fixture = new SpaceFixture();
    breakpoints = new SpaceBreakpoints(fixture.space.vm);
    memory = new ContextMemory(fixture.space, PID, Optional.empty());
  }

  private Memory seenBy(int slot) {
    return new ContextMemory(fixture.space, PID, Optional.of(thread(slot)));
  }

  private static byte[] read(Memory memory, long address, int length) throws BackendException {
    ByteBuffer into = ByteBuffer.allocate(length);
    int got = memory.read(address, into);
    return Arrays.copyOf(into.array(), got);
  }

  private void write(int slot, int register, long value) throws BackendException {
    ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    registers(slot).write(register, bytes.putLong(0, value));
  }

  private RegisterAccess registers(int slot) throws BackendException {
    ThreadId id = thread(slot);
    return new ThreadRegisters(
        fixture.space.vm, id, fixture.space.run.requireStopped(id, "registers"));
  }

  /**
   * Where mappings are not told, that code is no longer described does not mean that it is gone.
   */
  @Test
  void codeThatIsNoLongerDescribedKeepsNoPlantedBits() throws Exception {
    VmState vm = new VmState(fixture.loop, new RiscvEu(), ScriptedEu.TOPOLOGY, false);
    vm.opened(new VmFile(fixture.kernel, ScriptedKernel.VM_FD, 48));
    vm.mapped(CODE, 0x1000, RangeUse.CODE);
    vm.planted.insert(vm.file(), A);
    vm.planted.insert(vm.file(), A + 4);
    vm.flush();
    int syncs = fixture.kernel.syncs;
    vm.unmapped(A, 4);
    fixture.loop.runAll();
    assertThat(fixture.code.get(0x100)).isEqualTo((byte) 0x13);
    assertThat(fixture.code.get(0x104)).isEqualTo((byte) 0x12);
    assertThat(vm.planted.addresses()).containsExactly(A + 4);
    assertThat(fixture.kernel.syncs).isEqualTo(syncs + 1);
  }

  @Test
  void mapSaysWhereTheMemoryOfAProcessIsThere() throws Exception {
    fixture.kernel.memory.map(0x9000_0000L, 0x1000);
    fixture.space.vm.mapped(0x9000_0000L, 0x1000, RangeUse.user(0x7fff_1000L));
    assertThat(memory.map())
        .contains(
            new Memory.Region(
                0x9000_0000L,
                0x1000,
                "userptr",
                Optional.of(new Memory.UserMemory(PID, 0x7fff_1000L))));
  }

  @Test
  void plantedBitsAreInTheCodeAndHiddenFromReads() throws Exception {
    breakpoints.insert(A);
    breakpoints.insert(A);
    assertThat(fixture.code.get(0x100)).isEqualTo((byte) 0x12);
    assertThat(breakpoints.inserted()).containsExactly(A);
    assertThat(read(memory, A - 4, 8)).containsExactly(0x13, 0, 0, 0, 0x13, 0, 0, 0);
    breakpoints.remove(A);
    breakpoints.remove(A);
    assertThat(fixture.code.get(0x100)).isEqualTo((byte) 0x13);
    assertThat(breakpoints.inserted()).isEmpty();
  }

  @Test
  void writesOverABreakpointChangeTheOriginalAndKeepTheBit() throws Exception {
    breakpoints.insert(A);
    memory.write(A, ByteBuffer.wrap(new byte[] {0x33, 1, 2, 3}));
    assertThat(fixture.code.get(0x100)).isEqualTo((byte) 0x32);
    assertThat(read(memory, A, 4)).containsExactly(0x33, 1, 2, 3);
    breakpoints.remove(A);
    assertThat(fixture.code.get(0x100)).isEqualTo((byte) 0x33);
  }

  @Test
  void debugBitOfTheProgramItselfSurvivesABreakpoint() throws Exception {
    fixture.code.put(0x100, (byte) 0x12);
    breakpoints.insert(A);
    assertThat(read(memory, A, 1)).containsExactly(0x12);
    breakpoints.remove(A);
    assertThat(fixture.code.get(0x100)).isEqualTo((byte) 0x12);
  }

  @Test
  void breakpointNeedsMemory() {
    assertThatThrownBy(() -> breakpoints.insert(0x99_0000))
        .isInstanceOf(BackendException.MemoryFault.class);
    assertThat(breakpoints.inserted()).isEmpty();
  }

  @Test
  void manyBreakpointsShareOneFlush() throws Exception {
    int before = fixture.kernel.syncs;
    for (int i = 0; i < 10; i++) {
      breakpoints.insert(A + 4L * i);
    }
    fixture.loop.runAll();
    assertThat(fixture.kernel.syncs - before).isEqualTo(1);
  }

  @Test
  void codeMappedAnewHasNoBreakpoints() throws Exception {
    breakpoints.insert(A);
    fixture.space.vm.unmapped(CODE, 0x1000);
    assertThat(breakpoints.inserted()).isEmpty();
  }

  @Test
  void readEndsAtAHoleAndAHoleIsAFault() throws Exception {
    assertThat(read(memory, CODE + 0xffc, 16)).hasSize(4);
    assertThatThrownBy(() -> read(memory, CODE + 0x1000, 4))
        .isInstanceOfSatisfying(
            BackendException.MemoryFault.class,
            fault -> assertThat(fault.address()).isEqualTo(CODE + 0x1000));
  }

  @Test
  void writeThatDoesNotFitWritesNothing() {
    assertThatThrownBy(() -> memory.write(CODE + 0xffc, ByteBuffer.wrap(new byte[8])))
        .isInstanceOfSatisfying(
            BackendException.MemoryFault.class,
            fault -> assertThat(fault.address()).isEqualTo(CODE + 0x1000));
    assertThat(fixture.code.getInt(0xffc)).isEqualTo(SpaceFixture.NOP);
  }

  @Test
  void memoryIsRefreshedOnceForEveryStop() throws Exception {
    fixture.stop(3, A, CR1_ILLEGAL_OPCODE);
    read(memory, A, 4);
    int before = fixture.kernel.syncs;
    for (int i = 0; i < 10; i++) {
      read(memory, A, 4);
    }
    assertThat(fixture.kernel.syncs).isEqualTo(before);
    fixture.loop.advance(1_000_000);
    read(memory, A, 4);
    assertThat(fixture.kernel.syncs).isEqualTo(before + 1);
  }

  @Test
  void ownMemoryNeedsAThreadThatIsStopped() {
    assertThatThrownBy(() -> read(memory, WINDOW, 4))
        .isInstanceOf(BackendException.MemoryFault.class)
        .hasMessageContaining("select a thread");
    assertThatThrownBy(() -> read(seenBy(3), WINDOW, 4))
        .isInstanceOf(BackendException.ThreadNotStopped.class);
  }

  @Test
  void sharedLocalMemoryIsReadAndWrittenByTheSystemRoutine() throws Exception {
    fixture.eu.stop(3, A, CR1_ILLEGAL_OPCODE);
    fixture.eu.setState(3, RiscvEuLayout.SR_SLM_BASE, SLM);
    fixture.attention();
    for (int i = 0; i < 64; i++) {
      fixture.eu.sharedLocal.put(i, (byte) i);
    }
    assertThat(read(seenBy(3), SLM + 5, 3)).containsExactly(5, 6, 7);
    seenBy(3).write(SLM + 14, ByteBuffer.wrap(new byte[] {90, 91, 92, 93}));
    assertThat(read(seenBy(3), SLM + 12, 8)).containsExactly(12, 13, 90, 91, 92, 93, 18, 19);
    assertThat(fixture.space.run.stopped()).containsOnlyKeys(thread(3));
  }

  @Test
  void sharedLocalMemoryEndsWhereTheGroupsEnds() throws Exception {
    fixture.eu.stop(3, A, CR1_ILLEGAL_OPCODE);
    fixture.eu.setState(3, RiscvEuLayout.SR_SLM_BASE, SLM);
    fixture.attention();
    assertThat(read(seenBy(3), SLM + 40, 100)).hasSize(24);
    assertThatThrownBy(() -> read(seenBy(3), SLM + 64, 4))
        .isInstanceOf(BackendException.MemoryFault.class);
    assertThatThrownBy(() -> seenBy(3).write(SLM + 60, ByteBuffer.wrap(new byte[8])))
        .isInstanceOfSatisfying(
            BackendException.MemoryFault.class,
            fault -> assertThat(fault.address()).isEqualTo(SLM + 64));
    assertThat(fixture.eu.sharedLocal.getInt(60)).isZero();
  }

  @Test
  void systemRoutineBeforeItsTimeGivesNoAccessToSharedLocalMemory() throws Exception {
    fixture = new SpaceFixture(new Version(2, 0, 0));
    fixture.eu.stop(3, A, CR1_ILLEGAL_OPCODE);
    fixture.eu.setState(3, RiscvEuLayout.SR_SLM_BASE, SLM);
    fixture.attention();
    assertThatThrownBy(() -> read(seenBy(3), SLM, 4))
        .isInstanceOf(BackendException.NotPermitted.class)
        .hasMessageContaining("version 2.0.0");
    fixture.space.run.resume(Map.of(thread(3), new Resume.Continue()));
    assertThat(fixture.eu.resumed).hasSize(1);
  }

  @Test
  void commandWaitsUntilTheSystemRoutineIsReady() throws Exception {
    fixture.eu.stop(3, A, CR1_ILLEGAL_OPCODE);
    fixture.eu.setState(3, RiscvEuLayout.SR_SLM_BASE, SLM);
    fixture.eu.setReady(3, false);
    fixture.attention();
    fixture.kernel.beforeSync =
        () -> {
          fixture.eu.setReady(3, true);
          fixture.kernel.beforeSync = () -> {};
        };
    fixture.eu.sharedLocal.put(1, (byte) 77);
    assertThat(read(seenBy(3), SLM + 1, 1)).containsExactly(77);
  }

  @Test
  void systemRoutineThatNeverGetsReadyIsNotWaitedForForEver() throws Exception {
    fixture.eu.stop(3, A, CR1_ILLEGAL_OPCODE);
    fixture.eu.setState(3, RiscvEuLayout.SR_SLM_BASE, SLM);
    fixture.eu.setReady(3, false);
    fixture.attention();
    assertThatThrownBy(() -> read(seenBy(3), SLM + 1, 1))
        .isInstanceOf(BackendException.Timeout.class);
  }

  @Test
  void registersAreThoseOfTheSlot() throws Exception {
    fixture.stop(3, A, CR1_ILLEGAL_OPCODE);
    ByteBuffer all = ByteBuffer.allocate(1024).order(ByteOrder.LITTLE_ENDIAN);
    registers(3).readAll(all);
    int bytes =
        fixture.space.vm.architecture.registers().stream().mapToInt(r -> r.bits() / 8).sum();
    assertThat(all.position()).isEqualTo(bytes);
    assertThat(all.getLong(32 * 8)).isEqualTo(A);
    assertThat(registers(3).read(32)).isEqualTo(A);
  }

  @Test
  void changedRegistersAreRestoredByTheSystemRoutine() throws Exception {
    fixture.stop(3, A, CR1_ILLEGAL_OPCODE);
    write(3, 10, -5);
    assertThat(registers(3).read(10)).isEqualTo(-5);
    assertThat(fixture.eu.register(3, RiscvEuLayout.X_OFFSET + 80)).isEqualTo(-5);
    write(3, 32, A + 8);
    fixture.space.run.resume(Map.of(thread(3), new Resume.Continue()));
    assertThat(fixture.eu.resumed.get(0).pc()).isEqualTo(A + 8);
    assertThat(fixture.eu.register(3, RiscvEuLayout.X_OFFSET + 80)).isEqualTo(-5);
  }

  @Test
  void readOnlyRegistersRefuseAnotherValue() throws Exception {
    fixture.stop(3, A, CR1_ILLEGAL_OPCODE);
    write(3, 68, 0);
    assertThatThrownBy(() -> write(3, 68, 1))
        .isInstanceOf(BackendException.NotPermitted.class)
        .hasMessageContaining("global_id_x");
    assertThat(registers(3).read(68)).isZero();
    assertThatThrownBy(() -> registers(3).read(1000))
        .isInstanceOf(BackendException.InvalidArgument.class);
  }

  @Test
  void registersAreGoodForOneStop() throws Exception {
    fixture.stop(3, A, CR1_ILLEGAL_OPCODE);
    RegisterAccess old = registers(3);
    fixture.space.run.resume(Map.of(thread(3), new Resume.Continue()));
    assertThatThrownBy(() -> old.read(0)).isInstanceOf(BackendException.ThreadNotStopped.class);
    fixture.stop(3, A + 4, CR1_ILLEGAL_OPCODE);
    assertThatThrownBy(() -> old.read(0)).isInstanceOf(BackendException.ThreadNotStopped.class);
    assertThat(registers(3).read(32)).isEqualTo(A + 4);
  }

  @Test
  void watchpointsNeedADebugArea() {
    assertThatThrownBy(() -> breakpoints.watch(WatchKind.WRITE, 0x1000, 4))
        .isInstanceOf(BackendException.OutOfResources.class);
  }

  @Test
  void mapListsWhatIsStillMapped() throws Exception {
    assertThat(memory.map())
        .extracting(Memory.Region::start)
        .containsExactly(CODE, ScriptedEu.SAVE_AREA);
    fixture.kernel.memory.unmap(CODE);
    assertThat(memory.map()).extracting(Memory.Region::start).containsExactly(ScriptedEu.SAVE_AREA);
  }
}
