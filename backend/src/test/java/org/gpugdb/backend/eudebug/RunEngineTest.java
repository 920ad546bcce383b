package org.gpugdb.backend.eudebug;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.gpugdb.backend.eudebug.SpaceFixture.CODE;
import static org.gpugdb.backend.eudebug.SpaceFixture.thread;
import static org.gpugdb.backend.uapi.RiscvEuLayout.CR1_BREAKPOINT;
import static org.gpugdb.backend.uapi.RiscvEuLayout.CR1_FORCED_EXCEPTION;
import static org.gpugdb.backend.uapi.RiscvEuLayout.CR1_ILLEGAL_OPCODE;
import static org.gpugdb.backend.uapi.RiscvEuLayout.CR1_SOFTWARE_EXCEPTION;
import static org.gpugdb.backend.uapi.RiscvEuLayout.DETAIL_ABORT;
import static org.gpugdb.backend.uapi.RiscvEuLayout.DETAIL_HALTED_AT_ENTRY;
import static org.gpugdb.backend.uapi.RiscvEuLayout.DETAIL_PAGE_FAULT;
import static org.gpugdb.backend.uapi.RiscvEuLayout.SR_EXCEPTION_DETAIL;
import static org.gpugdb.backend.uapi.RiscvEuLayout.SR_FAULT_ADDRESS;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.gpugdb.backend.eudebug.ScriptedEu.Resumed;
import org.gpugdb.backend.kernel.Errno;
import org.gpugdb.backend.spi.BackendException;
import org.gpugdb.backend.spi.Resume;
import org.gpugdb.backend.spi.StopCause;
import org.gpugdb.backend.spi.TargetEvent;
import org.gpugdb.backend.spi.TargetEvent.Stops;
import org.gpugdb.backend.spi.ThreadId;
import org.gpugdb.backend.spi.ThreadStop;
import org.gpugdb.backend.uapi.EuControlLayout;
import org.gpugdb.backend.uapi.RiscvEuLayout;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RunEngineTest {
  private static final long A = CODE + 0x100;

  private SpaceFixture fixture;
  private ScriptedEu eu;

  @BeforeEach
  void create() throws Exception {
    fixture = new SpaceFixture();
    eu = fixture.eu;
  }

  private void plant(long address) throws Exception {
    new SpaceBreakpoints(fixture.space.vm).insert(address);
    fixture.loop.runAll();
  }

  private void resume(int slot, Resume how) throws Exception {
    fixture.space.run.resume(Map.of(thread(slot), how));
  }

  private void requestStop(Integer... slots) throws Exception {
    Set<ThreadId> wanted = new HashSet<>();
    for (int slot : slots) {
      wanted.add(thread(slot));
    }
    fixture.space.run.interrupter().requestStop(wanted);
  }

  private static Stops stops(boolean answers, ThreadStop... batch) {
    return new Stops(SpaceFixture.ID, List.of(batch), answers);
  }

  private static ThreadStop stop(int slot, long pc, StopCause cause) {
    return new ThreadStop(thread(slot), pc, cause);
  }

  /** A resumed thread makes its step at once. */
  private void stepsTakeNoTime() {
    eu.behaviour =
        how -> {
          if (how.step()) {
            eu.stop(how.slot(), how.pc() + 4, CR1_BREAKPOINT);
          }
        };
  }

  @Test
  void plantedBreakpointIsReported() throws Exception {
    plant(A);
    fixture.stop(3, A, CR1_BREAKPOINT);
    assertThat(fixture.take())
        .containsExactly(stops(false, stop(3, A, new StopCause.Breakpoint())));
    assertThat(fixture.space.run.stopped()).containsOnlyKeys(thread(3));
  }

  @Test
  void threadsThatStopTogetherAreOneBatch() throws Exception {
    plant(A);
    eu.stop(0, A, CR1_BREAKPOINT);
    eu.stop(1, A, CR1_BREAKPOINT);
    eu.stop(7, A + 8, CR1_ILLEGAL_OPCODE);
    fixture.attention();
    assertThat(fixture.take())
        .containsExactly(
            stops(
                false,
                stop(0, A, new StopCause.Breakpoint()),
                stop(1, A, new StopCause.Breakpoint()),
                stop(7, A + 8, new StopCause.IllegalInstruction())));
  }

  @Test
  void debugBitThatNobodyPlantedIsAnIllegalInstruction() {
    fixture.code.put(0x100, (byte) 0x12);
    fixture.stop(3, A, CR1_BREAKPOINT);
    assertThat(fixture.take())
        .containsExactly(stops(false, stop(3, A, new StopCause.IllegalInstruction())));
  }

  @Test
  void threadThatHitABreakpointJustTakenOutGoesOn() throws Exception {
    plant(A);
    eu.stop(3, A, CR1_BREAKPOINT);
    new SpaceBreakpoints(fixture.space.vm).remove(A);
    fixture.attention();
    assertThat(fixture.take()).isEmpty();
    assertThat(eu.resumed).containsExactly(new Resumed(3, A, false, false));
  }

  @Test
  void trapAndAbortAreTold() {
    eu.stop(1, A, CR1_SOFTWARE_EXCEPTION);
    eu.stop(2, A + 4, CR1_SOFTWARE_EXCEPTION);
    eu.setState(2, SR_EXCEPTION_DETAIL, DETAIL_ABORT);
    fixture.attention();
    assertThat(fixture.take())
        .containsExactly(
            stops(
                false,
                stop(1, A, new StopCause.SoftwareTrap()),
                stop(2, A + 4, new StopCause.Abort())));
  }

  @Test
  void interruptThatNobodyAskedForIsResumedSilently() {
    eu.stop(1, A, CR1_FORCED_EXCEPTION);
    eu.stop(2, A, CR1_FORCED_EXCEPTION);
    fixture.attention();
    assertThat(fixture.take()).isEmpty();
    assertThat(eu.resumed)
        .containsExactly(new Resumed(1, A, false, false), new Resumed(2, A, false, false));
    assertThat(eu.commands.stream().filter(c -> c == EuControlLayout.RESUME)).hasSize(1);
  }

  @Test
  void threadHaltedAtEntryIsReported() {
    eu.stop(1, A, CR1_FORCED_EXCEPTION);
    eu.setState(1, SR_EXCEPTION_DETAIL, DETAIL_HALTED_AT_ENTRY);
    fixture.attention();
    assertThat(fixture.take())
        .containsExactly(stops(false, stop(1, A, new StopCause.Interrupted())));
  }

  @Test
  void pageFaultHasTheExactAddressAndTheMarker() {
    eu.stop(1, A, CR1_FORCED_EXCEPTION);
    eu.setState(1, SR_EXCEPTION_DETAIL, DETAIL_PAGE_FAULT);
    eu.setState(1, SR_FAULT_ADDRESS, 0x1234);
    eu.stop(2, A, CR1_FORCED_EXCEPTION);
    BitSet faulted = new BitSet();
    faulted.set(1);
    fixture.space.run.pageFault(0x1000, faulted);
    assertThat(fixture.take())
        .containsExactly(stops(false, stop(1, A, new StopCause.PageFault(0x1234))));
    assertThat(eu.register(1, RiscvEuLayout.CR_OFFSET) >>> 32 & RiscvEuLayout.CR1_PAGE_FAULT)
        .isNotZero();
    assertThat(eu.resumed).containsExactly(new Resumed(2, A, false, false));
  }

  @Test
  void attentionWithoutEntryIntoTheSystemRoutineIsLookedAtAgain() throws Exception {
    plant(A);
    BitSet early = new BitSet();
    early.set(3);
    fixture.space.run.attention(SpaceFixture.CONTEXT, ++fixture.kernel.seqno, early);
    assertThat(fixture.take()).isEmpty();
    eu.stop(3, A, CR1_BREAKPOINT);
    fixture.loop.advance(1_000_000);
    assertThat(fixture.take())
        .containsExactly(stops(false, stop(3, A, new StopCause.Breakpoint())));
  }

  @Test
  void attentionSampledBeforeAnInterruptIsStale() throws Exception {
    plant(A);
    eu.run(0, A);
    requestStop(0);
    long interrupted = fixture.kernel.seqno;
    eu.stop(3, A, CR1_BREAKPOINT);
    fixture.space.run.attention(SpaceFixture.CONTEXT, interrupted, eu.attention());
    assertThat(fixture.space.run.stopped()).isEmpty();
  }

  @Test
  void attentionSampledBeforeAResumptionIsStale() throws Exception {
    fixture.stop(3, A, CR1_ILLEGAL_OPCODE);
    fixture.take();
    long before = fixture.kernel.seqno;
    BitSet sampled = eu.attention();
    resume(3, new Resume.Continue());
    eu.stop(3, A + 4, CR1_ILLEGAL_OPCODE);
    fixture.space.run.attention(SpaceFixture.CONTEXT, before, sampled);
    assertThat(fixture.take()).isEmpty();
    fixture.attention();
    assertThat(fixture.take())
        .containsExactly(stops(false, stop(3, A + 4, new StopCause.IllegalInstruction())));
  }

  @Test
  void continueFromAHitBreakpointPassesIt() throws Exception {
    plant(A);
    fixture.stop(3, A, CR1_BREAKPOINT);
    resume(3, new Resume.Continue());
    assertThat(eu.resumed).containsExactly(new Resumed(3, A, true, false));
    assertThat(fixture.space.run.stopped()).isEmpty();
  }

  @Test
  void continueCanHitABreakpointOnceMore() throws Exception {
    plant(A);
    fixture.stop(3, A, CR1_BREAKPOINT);
    resume(3, new Resume.Continue(true));
    assertThat(eu.resumed).containsExactly(new Resumed(3, A, false, false));
  }

  @Test
  void interruptedThreadHasYetToHitTheBreakpointAtItsPc() throws Exception {
    plant(A);
    eu.run(3, A);
    requestStop();
    fixture.loop.advance(200_000_000);
    assertThat(fixture.take())
        .containsExactly(stops(true, stop(3, A, new StopCause.Interrupted())));
    resume(3, new Resume.Continue());
    assertThat(eu.resumed).containsExactly(new Resumed(3, A, false, false));
  }

  /** Else a hit that was reported, or found not to count, would be one again. */
  @Test
  void threadCaughtBeforeItCouldPassABreakpointPassesItLater() throws Exception {
    plant(A);
    fixture.stop(3, A, CR1_BREAKPOINT);
    fixture.take();
    eu.behaviour = how -> eu.run(how.slot(), how.pc());
    resume(3, new Resume.Continue());
    requestStop();
    leaveSuppressed(3);
    fixture.loop.advance(200_000_000);
    assertThat(fixture.take())
        .containsExactly(stops(true, stop(3, A, new StopCause.Interrupted())));
    resume(3, new Resume.Continue());
    assertThat(eu.resumed)
        .containsExactly(new Resumed(3, A, true, false), new Resumed(3, A, true, false));
  }

  /** The saved state says that the instruction at pc has still to ignore its debug bit. */
  private void leaveSuppressed(int slot) {
    long control = eu.register(slot, RiscvEuLayout.CR_OFFSET);
    ByteBuffer word = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
    word.putInt(0, (int) control | RiscvEuLayout.CR0_SUPPRESS_BREAKPOINT);
    long saved = ScriptedEu.SAVE_AREA + 448 + slot * 0x400L;
    fixture.kernel.memory.write(saved + RiscvEuLayout.CR_OFFSET, word);
  }

  @Test
  void changedPcMeetsTheBreakpointThere() throws Exception {
    plant(A);
    plant(A + 0x20);
    fixture.stop(3, A, CR1_BREAKPOINT);
    var registers =
        new ThreadRegisters(fixture.space.vm, thread(3), fixture.space.run.threads().at(3));
    registers.write(32, ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(0, A + 0x20));
    resume(3, new Resume.Continue());
    assertThat(eu.resumed).containsExactly(new Resumed(3, A + 0x20, false, false));
  }

  @Test
  void stepIsDoneWithoutWaitingForTheKernelsScan() throws Exception {
    stepsTakeNoTime();
    plant(A);
    fixture.stop(3, A, CR1_BREAKPOINT);
    fixture.take();
    resume(3, new Resume.Step());
    assertThat(fixture.take())
        .containsExactly(stops(false, stop(3, A + 4, new StopCause.StepDone())));
    assertThat(eu.resumed).containsExactly(new Resumed(3, A, true, true));
  }

  @Test
  void answersComeAfterTheRequestHasReturned() throws Exception {
    stepsTakeNoTime();
    fixture.stop(3, A, CR1_ILLEGAL_OPCODE);
    fixture.take();
    resume(3, new Resume.Step());
    assertThat(fixture.events).isEmpty();
    assertThat(fixture.take()).hasSize(1);
  }

  @Test
  void stepOfTheLastInstructionShowsTheThreadBehindItUntilItGoesOn() throws Exception {
    fixture.code.putInt(0x100, SpaceFixture.END_OF_THREAD);
    plant(A);
    fixture.stop(3, A, CR1_BREAKPOINT);
    fixture.take();
    for (int i = 0; i < 2; i++) {
      resume(3, new Resume.Step());
      assertThat(fixture.take())
          .containsExactly(stops(false, stop(3, A + 4, new StopCause.StepDone())));
    }
    assertThat(eu.resumed).isEmpty();
    resume(3, new Resume.Continue());
    assertThat(eu.resumed).containsExactly(new Resumed(3, A, true, false));
  }

  @Test
  void stepThatAnInterruptPreventedIsMadeAfterAll() throws Exception {
    fixture.stop(3, A, CR1_ILLEGAL_OPCODE);
    fixture.take();
    eu.behaviour =
        how -> {
          boolean first = eu.resumed.size() == 1;
          eu.stop(
              how.slot(),
              first ? how.pc() : how.pc() + 4,
              first ? CR1_FORCED_EXCEPTION : CR1_BREAKPOINT);
        };
    resume(3, new Resume.Step());
    assertThat(fixture.take())
        .containsExactly(stops(false, stop(3, A + 4, new StopCause.StepDone())));
    assertThat(eu.resumed)
        .containsExactly(new Resumed(3, A, false, true), new Resumed(3, A, false, true));
  }

  @Test
  void rangeStepGoesOnToTheEndOfTheRange() throws Exception {
    stepsTakeNoTime();
    fixture.stop(3, A, CR1_ILLEGAL_OPCODE);
    fixture.take();
    resume(3, new Resume.RangeStep(A, A + 40));
    assertThat(fixture.take())
        .containsExactly(stops(false, stop(3, A + 40, new StopCause.StepDone())));
    assertThat(eu.resumed).hasSize(10).allMatch(Resumed::step);
  }

  @Test
  void rangeStepEndsAtABreakpointOtherThanItsStart() throws Exception {
    stepsTakeNoTime();
    plant(A);
    plant(A + 12);
    fixture.stop(3, A, CR1_BREAKPOINT);
    fixture.take();
    resume(3, new Resume.RangeStep(A, A + 40));
    assertThat(fixture.take())
        .containsExactly(stops(false, stop(3, A + 12, new StopCause.Breakpoint())));
    assertThat(eu.resumed.get(0).suppress()).isTrue();
  }

  @Test
  void rangeStepEndsAtTheEndOfTheThread() throws Exception {
    stepsTakeNoTime();
    fixture.code.putInt(0x108, SpaceFixture.END_OF_THREAD);
    fixture.stop(3, A, CR1_ILLEGAL_OPCODE);
    fixture.take();
    resume(3, new Resume.RangeStep(A, A + 40));
    assertThat(fixture.take())
        .containsExactly(stops(false, stop(3, A + 8, new StopCause.StepDone())));
  }

  @Test
  void rangeStepIsStoppedByARequest() throws Exception {
    eu.behaviour =
        how -> {
          if (how.step()) {
            eu.run(how.slot(), how.pc() + 4);
          }
        };
    fixture.stop(3, A, CR1_ILLEGAL_OPCODE);
    fixture.take();
    resume(3, new Resume.RangeStep(A, A + 400));
    requestStop(3);
    fixture.loop.advance(200_000_000);
    assertThat(fixture.take())
        .containsExactly(stops(true, stop(3, A + 4, new StopCause.Interrupted())));
  }

  @Test
  void continueFromATrapInstructionGoesOnBehindIt() throws Exception {
    fixture.code.putInt(0x100, SpaceFixture.EBREAK);
    fixture.stop(3, A, CR1_SOFTWARE_EXCEPTION);
    fixture.take();
    resume(3, new Resume.Continue());
    assertThat(eu.resumed).containsExactly(new Resumed(3, A + 4, false, false));
  }

  @Test
  void stepOverATrapInstructionOnlyMovesPc() throws Exception {
    fixture.code.putInt(0x100, SpaceFixture.EBREAK);
    fixture.stop(3, A, CR1_SOFTWARE_EXCEPTION);
    fixture.take();
    resume(3, new Resume.Step());
    assertThat(fixture.take())
        .containsExactly(stops(false, stop(3, A + 4, new StopCause.StepDone())));
    assertThat(eu.resumed).isEmpty();
  }

  @Test
  void threadsResumedTogetherThatStopAgainAreSeenSoon() throws Exception {
    plant(A);
    for (int slot = 0; slot < 8; slot++) {
      eu.stop(slot, A, CR1_BREAKPOINT);
    }
    fixture.attention();
    fixture.take();
    fixture.space.run.resume(
        Map.of(
            thread(0), new Resume.Continue(),
            thread(1), new Resume.Continue(),
            thread(2), new Resume.Continue()));
    assertThat(eu.resumed).hasSize(3).allMatch(Resumed::suppress);
    eu.stop(0, A, CR1_BREAKPOINT);
    eu.stop(2, A, CR1_BREAKPOINT);
    fixture.loop.advance(500_000);
    assertThat(fixture.take())
        .containsExactly(
            stops(
                false,
                stop(0, A, new StopCause.Breakpoint()),
                stop(2, A, new StopCause.Breakpoint())));
  }

  @Test
  void onlyAStoppedThreadCanBeResumed() throws Exception {
    fixture.stop(3, A, CR1_ILLEGAL_OPCODE);
    assertThatThrownBy(
            () ->
                fixture.space.run.resume(
                    Map.of(thread(3), new Resume.Continue(), thread(4), new Resume.Continue())))
        .isInstanceOf(BackendException.ThreadNotStopped.class);
    assertThat(eu.resumed).isEmpty();
    assertThatThrownBy(() -> resume(8, new Resume.Continue()))
        .isInstanceOf(BackendException.NoSuchThread.class);
  }

  @Test
  void requestStopsEverythingThatRuns() throws Exception {
    eu.run(1, A);
    eu.run(5, A + 4);
    requestStop();
    fixture.loop.advance(200_000_000);
    assertThat(fixture.take())
        .containsExactly(
            stops(
                true,
                stop(1, A, new StopCause.Interrupted()),
                stop(5, A + 4, new StopCause.Interrupted())));
  }

  @Test
  void requestForOneThreadLetsTheOthersGoOn() throws Exception {
    eu.run(1, A);
    eu.run(5, A + 4);
    eu.run(6, A + 8);
    requestStop(5);
    fixture.loop.advance(200_000_000);
    assertThat(fixture.take())
        .containsExactly(stops(true, stop(5, A + 4, new StopCause.Interrupted())));
    assertThat(eu.resumed)
        .containsExactly(new Resumed(1, A, false, false), new Resumed(6, A + 8, false, false));
  }

  @Test
  void realStopsOnTheWayBelongToTheAnswer() throws Exception {
    plant(A);
    eu.run(5, A + 4);
    requestStop(5);
    eu.stop(2, A, CR1_BREAKPOINT);
    fixture.loop.advance(200_000_000);
    assertThat(fixture.take())
        .containsExactly(
            stops(
                true,
                stop(2, A, new StopCause.Breakpoint()),
                stop(5, A + 4, new StopCause.Interrupted())));
  }

  @Test
  void requestWithNothingActiveIsAnsweredAtOnce() throws Exception {
    eu.active = false;
    requestStop();
    assertThat(fixture.events).isEmpty();
    assertThat(fixture.take()).containsExactly(stops(true));
  }

  @Test
  void requestForThreadsThatAreStoppedIsAnsweredAtOnce() throws Exception {
    fixture.stop(3, A, CR1_ILLEGAL_OPCODE);
    fixture.take();
    eu.commands.clear();
    requestStop(3);
    assertThat(fixture.take()).containsExactly(stops(true));
    assertThat(eu.commands).isEmpty();
  }

  @Test
  void requestThatNobodyAnswersTimesOut() throws Exception {
    requestStop();
    fixture.loop.advance(1_900_000_000L);
    assertThat(fixture.take()).isEmpty();
    fixture.loop.advance(200_000_000L);
    assertThat(fixture.take()).containsExactly(new TargetEvent.StopTimedOut(SpaceFixture.ID));
  }

  @Test
  void requestsMadeMeanwhileAreAnsweredTogether() throws Exception {
    eu.run(1, A);
    eu.run(2, A);
    eu.run(3, A);
    requestStop(1);
    requestStop(2);
    fixture.loop.advance(200_000_000);
    assertThat(fixture.take())
        .containsExactly(
            stops(
                true,
                stop(1, A, new StopCause.Interrupted()),
                stop(2, A, new StopCause.Interrupted())));
    assertThat(eu.resumed).extracting(Resumed::slot).containsExactly(3);
  }

  @Test
  void requestBegunWhileItsContextEndsIsAnswered() throws Exception {
    eu.run(1, A);
    requestStop();
    eu.active = false;
    fixture.loop.advance(200_000_000);
    assertThat(fixture.take()).containsExactly(stops(true));
  }

  @Test
  void interruptedSuppressionIsNotForgotten() throws Exception {
    plant(A);
    eu.stop(1, A, CR1_FORCED_EXCEPTION);
    leaveSuppressed(1);
    fixture.attention();
    assertThat(eu.resumed).containsExactly(new Resumed(1, A, true, false));
  }

  @Test
  void threadsOfAQueueThatIsGoneAreForgotten() throws Exception {
    fixture.stop(3, A, CR1_ILLEGAL_OPCODE);
    fixture.take();
    assertThat(fixture.space.removeQueue(5)).isTrue();
    assertThat(fixture.space.run.stopped()).isEmpty();
    assertThatThrownBy(() -> resume(3, new Resume.Continue()))
        .isInstanceOf(BackendException.ThreadNotStopped.class);
  }

  @Test
  void failureToReachTheSaveAreaLeavesThreadsStopped() throws Exception {
    fixture.stop(3, A, CR1_ILLEGAL_OPCODE);
    fixture.take();
    fixture.kernel.memory.unmap(ScriptedEu.SAVE_AREA);
    resume(3, new Resume.Continue());
    assertThat(fixture.take())
        .containsExactly(stops(false, stop(3, A, new StopCause.IllegalInstruction())));
    assertThat(fixture.space.run.stopped()).containsOnlyKeys(thread(3));
  }

  @Test
  void threadsAreLookedAtAgainAfterAFlushThatTookTooLong() throws Exception {
    fixture.kernel.syncFailures.add(Errno.ETIMEDOUT);
    fixture.stop(3, A, CR1_ILLEGAL_OPCODE);
    assertThat(fixture.take()).isEmpty();
    fixture.loop.advance(1_000_000);
    assertThat(fixture.take())
        .containsExactly(stops(false, stop(3, A, new StopCause.IllegalInstruction())));
  }

  @Test
  void registersAreReadAgainAfterAResumptionWhoseFlushTookTooLong() throws Exception {
    fixture.stop(3, A, CR1_ILLEGAL_OPCODE);
    fixture.take();
    eu.setState(3, RiscvEuLayout.SR_WORK_DIM, 2);
    fixture.kernel.syncFailures.add(Errno.ETIMEDOUT);
    resume(3, new Resume.Continue());
    assertThat(fixture.take()).hasSize(1);
    assertThat(eu.resumed).isEmpty();
    ThreadId id = thread(3);
    ThreadRegisters registers =
        new ThreadRegisters(fixture.space.vm, id, fixture.space.run.requireStopped(id, "reading"));
    assertThat(registers.read(workDim())).isEqualTo(2);
  }

  private int workDim() {
    return fixture.space.vm.architecture.registers().stream()
        .filter(register -> register.name().equals("work_dim"))
        .findFirst()
        .orElseThrow()
        .number();
  }

  @Test
  void kernelsRefusalToResumeIsNoFailure() throws Exception {
    fixture.stop(3, A, CR1_ILLEGAL_OPCODE);
    fixture.kernel.eu = (request, bitmap) -> -Errno.ENOENT;
    resume(3, new Resume.Continue());
    assertThat(fixture.space.run.stopped()).isEmpty();
  }
}
