package org.gpugdb.backend.emulated.rv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gpugdb.backend.emulated.rv.Machine.A0;
import static org.gpugdb.backend.emulated.rv.Machine.A1;
import static org.gpugdb.backend.emulated.rv.Machine.CODE;
import static org.gpugdb.backend.emulated.rv.Machine.DATA;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InterpreterTest {
  private static final int INCREMENT = 0x00150513; // addi a0, a0, 1
  private static final int PLANTED_INCREMENT = INCREMENT & ~1;
  private static final int LOOP = 0xffdff06f; // j .-4
  private static final int EBREAK = 0x00100073;
  private static final int ECALL = 0x00000073;
  private static final int LOAD_DOUBLEWORD = 0x0005b503; // ld a0, 0(a1)
  private static final int STORE_DOUBLEWORD = 0x00a5b023; // sd a0, 0(a1)
  private static final int FENCE_I = 0x0000100f;

  @Test
  void runsExactlyTheBudget() {
    Machine machine = Machine.with(INCREMENT, LOOP);

    assertThat(machine.run(1001)).isEqualTo(Exit.BUDGET);
    assertThat(machine.thread.x[A0]).isEqualTo(501);
    assertThat(machine.thread.instret).isEqualTo(1001);
    assertThat(machine.position()).isEqualTo(1);
  }

  @Test
  void stopRequestEndsTheNextSliceBeforeItsFirstInstruction() {
    Machine machine = Machine.with(INCREMENT, LOOP);
    machine.interpreter.requestStop();

    assertThat(machine.run(10)).isEqualTo(Exit.STOP_REQUESTED);
    assertThat(machine.thread.instret).isZero();
    assertThat(machine.run(10)).isEqualTo(Exit.BUDGET);
  }

  @Test
  void stopRequestFromAnotherThreadEndsAnEndlessLoop() throws InterruptedException {
    Machine machine = Machine.with(INCREMENT, LOOP);
    Thread requester = new Thread(machine.interpreter::requestStop);
    requester.start();

    assertThat(machine.run(Integer.MAX_VALUE)).isEqualTo(Exit.STOP_REQUESTED);
    requester.join();
    assertThat(machine.thread.instret).isLessThan(Integer.MAX_VALUE);
  }

  @Test
  void plantedBreakpointTrapsBeforeExecution() {
    Machine machine = Machine.with(INCREMENT, PLANTED_INCREMENT, INCREMENT);

    assertThat(machine.run(10)).isEqualTo(Exit.BREAKPOINT);
    assertThat(machine.position()).isEqualTo(1);
    assertThat(machine.thread.x[A0]).isEqualTo(1);
    assertThat(machine.thread.instret).isEqualTo(1);
    assertThat(machine.run(10)).as("it traps again").isEqualTo(Exit.BREAKPOINT);
  }

  @Test
  void suppressExecutesThePlantedInstructionOnce() {
    Machine machine = Machine.with(PLANTED_INCREMENT, 0xffdff06f); // j .-4
    machine.thread.suppressBreakpoint = true;

    assertThat(machine.run(10)).isEqualTo(Exit.BREAKPOINT);
    assertThat(machine.position()).isZero();
    assertThat(machine.thread.x[A0]).isEqualTo(1);
    assertThat(machine.thread.suppressBreakpoint).isFalse();
  }

  @Test
  void suppressIsUsedUpByAnUnplantedInstruction() {
    Machine machine = Machine.with(INCREMENT, PLANTED_INCREMENT);
    machine.thread.suppressBreakpoint = true;

    assertThat(machine.run(10)).isEqualTo(Exit.BREAKPOINT);
    assertThat(machine.position()).isEqualTo(1);
  }

  @Test
  void suppressIsKeptWhenNothingWasAttempted() {
    Machine machine = Machine.with(PLANTED_INCREMENT, EBREAK);
    machine.thread.suppressBreakpoint = true;
    machine.interpreter.requestStop();

    assertThat(machine.run(10)).isEqualTo(Exit.STOP_REQUESTED);
    assertThat(machine.run(10)).isEqualTo(Exit.SOFTWARE_BREAKPOINT);
    assertThat(machine.thread.x[A0]).isEqualTo(1);
  }

  @Test
  void suppressedPlantedJumpAndCallDoTheirWork() {
    Machine machine = Machine.with(0x0080056e, EBREAK, ECALL & ~1); // planted jal a0, .+8
    machine.thread.suppressBreakpoint = true;

    assertThat(machine.run(1)).isEqualTo(Exit.BUDGET);
    assertThat(machine.position()).isEqualTo(2);
    assertThat(machine.thread.x[A0]).isEqualTo(CODE + 4);
    machine.thread.suppressBreakpoint = true;
    assertThat(machine.run(1)).isEqualTo(Exit.ENVIRONMENT_CALL);
    assertThat(machine.run(1)).as("executed again, unsuppressed").isEqualTo(Exit.BREAKPOINT);
  }

  @Test
  void suppressedPlantedLoadFaultsPrecisely() {
    Machine machine = Machine.with(LOAD_DOUBLEWORD & ~1);
    machine.thread.suppressBreakpoint = true;
    machine.thread.x[A1] = 16;

    assertThat(machine.run(1)).isEqualTo(Exit.PAGE_FAULT);
    assertThat(machine.position()).isZero();
    assertThat(machine.thread.instret).isZero();
  }

  @Test
  void stepTrapsAfterOneInstruction() {
    Machine machine = Machine.with(INCREMENT, INCREMENT);

    assertThat(machine.step()).isEqualTo(Exit.STEP);
    assertThat(machine.position()).isEqualTo(1);
    assertThat(machine.thread.stepTrap).isFalse();
    assertThat(machine.thread.instret).isEqualTo(1);
  }

  @Test
  void stepOverAPlantedBreakpointNeedsSuppress() {
    Machine machine = Machine.with(PLANTED_INCREMENT, PLANTED_INCREMENT);

    assertThat(machine.step()).isEqualTo(Exit.BREAKPOINT);
    assertThat(machine.thread.stepTrap).isFalse();
    machine.thread.suppressBreakpoint = true;
    assertThat(machine.step()).isEqualTo(Exit.STEP);
    assertThat(machine.position()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({
    "0x00100073, SOFTWARE_BREAKPOINT", // ebreak
    "0x00000000, ILLEGAL_INSTRUCTION", // unimp
    "0xffffffff, ILLEGAL_INSTRUCTION",
    "0x00004501, ILLEGAL_INSTRUCTION", // c.li a0, 0
    "0x7c002573, ILLEGAL_INSTRUCTION", // csrr a0, 0x7c0
  })
  void otherTrapsWinOverStep(String word, Exit expected) {
    Machine machine = Machine.with(Long.decode(word).intValue());

    assertThat(machine.step()).isEqualTo(expected);
    assertThat(machine.position()).isZero();
    assertThat(machine.thread.stepTrap).isFalse();
    assertThat(machine.thread.instret).isZero();
  }

  @Test
  void stepOfACallIsDueWhenTheCallerRetiresIt() {
    Machine machine = Machine.with(ECALL, ECALL);

    assertThat(machine.step()).isEqualTo(Exit.ENVIRONMENT_CALL);
    assertThat(machine.position()).isZero();
    assertThat(machine.thread.retire()).as("step due").isTrue();
    assertThat(machine.position()).isEqualTo(1);
    assertThat(machine.run(1)).isEqualTo(Exit.ENVIRONMENT_CALL);
    assertThat(machine.thread.retire()).as("step due").isFalse();
    assertThat(machine.thread.instret).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({
    "0x8c051073, END_OF_THREAD, 77", // csrw 0x8c0, a0
    "0x8c11d073, BARRIER, 3", // csrwi 0x8c1, 3
    "0x8c251073, FENCE, 77", // csrw 0x8c2, a0
    "0x8c351073, DOORBELL, 77", // csrw 0x8c3, a0
    "0x8c451073, ABORT, 77", // csrw 0x8c4, a0
  })
  void controlWritesReturnTheirOperandWithPcAtThem(String word, Exit expected, long operand) {
    Machine machine = Machine.with(INCREMENT, Long.decode(word).intValue());
    machine.thread.x[A0] = 76;

    assertThat(machine.run(10)).isEqualTo(expected);
    assertThat(machine.thread.trapValue).isEqualTo(operand);
    assertThat(machine.position()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        0x8c002573, // csrr a0, 0x8c0
        0x8c059573, // csrrw a0, 0x8c0, a1
        0xf1451073, // csrw mhartid, a0
        0x8c551073, // csrw 0x8c5, a0
        0x00200073, // uret
      })
  void illegalSystemInstructionsReportTheirWord(int word) {
    Machine machine = Machine.with(word);

    assertThat(machine.run(10)).isEqualTo(Exit.ILLEGAL_INSTRUCTION);
    assertThat(machine.thread.trapValue).isEqualTo(word & 0xFFFF_FFFFL);
  }

  @Test
  void loadFaultIsPrecise() {
    Machine machine = Machine.with(INCREMENT, LOAD_DOUBLEWORD);
    machine.thread.x[A1] = 0x123456;

    assertThat(machine.run(10)).isEqualTo(Exit.PAGE_FAULT);
    assertThat(machine.position()).isEqualTo(1);
    assertThat(machine.thread.x[A0]).isEqualTo(1);
    assertThat(machine.thread.trapValue).isEqualTo(0x123456);
    assertThat(machine.thread.trapAccess).isEqualTo(Access.READ);
    assertThat(machine.thread.instret).isEqualTo(1);
  }

  @Test
  void storeToAReadOnlyPageFaultsThoughItCanBeRead() {
    Machine machine = Machine.with(LOAD_DOUBLEWORD, STORE_DOUBLEWORD);
    machine.memory.readOnly.add(DATA);

    assertThat(machine.run(10)).isEqualTo(Exit.PAGE_FAULT);
    assertThat(machine.position()).isEqualTo(1);
    assertThat(machine.thread.trapValue).isEqualTo(DATA);
    assertThat(machine.thread.trapAccess).isEqualTo(Access.WRITE);
  }

  @Test
  void runningOffTheCodeFaultsAtTheTarget() {
    Machine machine = Machine.with(0x00058567); // jalr a0, 0(a1)
    machine.thread.x[A1] = 0x5000;

    assertThat(machine.run(10)).isEqualTo(Exit.PAGE_FAULT);
    assertThat(machine.thread.pc).isEqualTo(0x5000);
    assertThat(machine.thread.trapValue).isEqualTo(0x5000);
    assertThat(machine.thread.trapAccess).isEqualTo(Access.EXECUTE);
    assertThat(machine.thread.x[A0]).as("the jump itself retired").isEqualTo(CODE + 4);
  }

  @Test
  void misalignedJumpTrapsAtTheJump() {
    Machine machine = Machine.with(0x00058567); // jalr a0, 0(a1)
    machine.thread.x[A1] = CODE + 6;

    assertThat(machine.run(10)).isEqualTo(Exit.MISALIGNED);
    assertThat(machine.position()).isZero();
    assertThat(machine.thread.x[A0]).isZero();
    assertThat(machine.thread.trapValue).isEqualTo(CODE + 6);
    assertThat(machine.thread.trapAccess).isEqualTo(Access.EXECUTE);
  }

  @Test
  void misalignedTakenBranchTrapsAtTheBranch() {
    Machine machine = Machine.with(0x00000363); // beqz zero, .+6

    assertThat(machine.run(10)).isEqualTo(Exit.MISALIGNED);
    assertThat(machine.position()).isZero();
    assertThat(machine.thread.trapValue).isEqualTo(CODE + 6);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void misalignedPcTrapsBeforeExecution(int offset) {
    Machine machine = Machine.with(INCREMENT, INCREMENT);
    machine.thread.pc = CODE + offset;

    assertThat(machine.run(10)).isEqualTo(Exit.MISALIGNED);
    assertThat(machine.thread.pc).isEqualTo(CODE + offset);
    assertThat(machine.thread.trapValue).isEqualTo(CODE + offset);
    assertThat(machine.thread.instret).isZero();
  }

  @Test
  void detachedInterpreterRunsAgain() {
    Machine machine = Machine.with(LOAD_DOUBLEWORD, 0xffdff06f); // j .-4
    machine.run(10);

    machine.interpreter.detach();
    machine.memory.poke(DATA, 77);

    assertThat(machine.run(2)).isEqualTo(Exit.BUDGET);
    assertThat(machine.thread.x[A0]).isEqualTo(77);
  }

  @Test
  void executionCrossesPages() {
    Machine machine = Machine.with();
    machine.memory.code(DATA - 4, INCREMENT, INCREMENT, EBREAK);
    machine.thread.pc = DATA - 4;

    assertThat(machine.run(10)).isEqualTo(Exit.SOFTWARE_BREAKPOINT);
    assertThat(machine.thread.x[A0]).isEqualTo(2);
  }

  @Test
  void storesToCodeAreExecutedAfterFenceI() {
    Machine machine =
        Machine.with(
            STORE_DOUBLEWORD, // sd a0, 0(a1): overwrites the ebreak
            FENCE_I,
            0x00100613, // li a2, 1
            EBREAK,
            EBREAK);
    machine.thread.x[A1] = CODE + 12;
    machine.thread.x[A0] = (long) ECALL << 32 | 0x00200613; // li a2, 2; ecall

    assertThat(machine.run(100)).isEqualTo(Exit.ENVIRONMENT_CALL);
    assertThat(machine.position()).isEqualTo(4);
    assertThat(machine.thread.x[12]).isEqualTo(2);
  }

  @Test
  void codeChangedByTheOwnerIsExecutedInTheNextSlice() {
    Machine machine = Machine.with(INCREMENT, LOOP);
    assertThat(machine.run(100)).isEqualTo(Exit.BUDGET);

    machine.memory.code(CODE, PLANTED_INCREMENT);

    assertThat(machine.run(100)).isEqualTo(Exit.BREAKPOINT);
  }

  @Test
  void machineCsrsAreStorage() {
    Machine machine =
        Machine.with(
            0x34059573, // csrrw a0, mscratch, a1
            0x3402e573, // csrrsi a0, mscratch, 5
            0x3405b573, // csrrc a0, mscratch, a1
            0x34002673, // csrr a2, mscratch
            0xf1402573, // csrr a0, mhartid
            0xc0202673, // rdinstret a2
            0xc01026f3); // rdtime a3
    machine.thread.x[A1] = 0x100;

    machine.run(3);
    assertThat(machine.thread.x[A0]).isEqualTo(0x105);
    machine.run(1);
    assertThat(machine.thread.x[12]).isEqualTo(5);
    machine.run(3);
    assertThat(machine.thread.x[A0]).isEqualTo(7);
    assertThat(machine.thread.x[12]).isEqualTo(5);
    assertThat(machine.thread.x[13]).isEqualTo(99);
  }

  @Test
  void floatingPointCsrsAreViewsOfOneRegister() {
    Machine machine =
        Machine.with(
            0x00151073, // fsflags a0
            0x00259073, // fsrm a1
            0x00302673); // frcsr a2
    machine.thread.x[A0] = -1;
    machine.thread.x[A1] = 0xFA;

    machine.run(3);

    assertThat(machine.thread.x[12]).isEqualTo(0x5F);
    assertThat(machine.thread.fcsr).isEqualTo(0x5F);
  }

  @Test
  void mretContinuesAtMepc() {
    Machine machine =
        Machine.with(
            0x34159073, // csrw mepc, a1
            0x30200073); // mret
    machine.thread.x[A1] = CODE + 0x100;

    assertThat(machine.run(2)).isEqualTo(Exit.BUDGET);
    assertThat(machine.position()).isEqualTo(0x40);
  }

  @Test
  void x0StaysZero() {
    Machine machine =
        Machine.with(
            0x00b50033, // add zero, a0, a1
            0x0005a003, // lw zero, 0(a1)
            0x00c5a02f, // amoadd.w zero, a2, (a1)
            0xf1402073, // csrr zero, mhartid
            0x0080006f); // j .+8
    machine.memory.poke(DATA, -1);

    assertThat(machine.run(5)).isEqualTo(Exit.BUDGET);
    assertThat(machine.thread.x[0]).isZero();
  }

  @Test
  void loadToX0StillFaults() {
    Machine machine = Machine.with(0x0005a003); // lw zero, 0(a1)
    machine.thread.x[A1] = 0;

    assertThat(machine.run(5)).isEqualTo(Exit.PAGE_FAULT);
  }

  @Test
  void resetGivesANewThread() {
    Machine machine = Machine.with(INCREMENT, LOOP);
    machine.run(10);
    machine.thread.fcsr = 3;
    machine.thread.f[3] = 1;

    machine.thread.reset();

    assertThat(machine.thread)
        .usingRecursiveComparison()
        .ignoringFields("csrs")
        .isEqualTo(new Machine().thread);
  }
}
