package org.gpugdb.backend.eudebug;

import java.util.OptionalLong;
import java.util.function.IntFunction;
import org.gpugdb.backend.spi.BackendException;
import org.gpugdb.backend.spi.Resume;
import org.gpugdb.backend.spi.StopCause;
import org.gpugdb.backend.spi.ThreadId;
import org.jspecify.annotations.Nullable;

/** Decides how a stopped thread goes on. Confined to the device loop. */
final class ResumePlan {
  private final VmState vm;
  private final StopScanner scanner;
  private final IntFunction<ThreadId> ids;

  ResumePlan(VmState vm, StopScanner scanner, IntFunction<ThreadId> ids) {
    this.vm = vm;
    this.scanner = scanner;
    this.ids = ids;
  }

  /** Prepares a thread to go on; false if what was asked for is done without it. */
  boolean begin(EuThread thread, @Nullable Resume how) throws BackendException {
    Resume mode = how == null ? new Resume.Continue() : how;
    boolean stepping = !(mode instanceof Resume.Continue);
    boolean shown = thread.lastInstruction.isPresent();
    boolean passedTrap =
        thread.cause instanceof StopCause.SoftwareTrap
            && !thread.pcMoved
            && vm.architecture.staysAtTraps();
    if (passedTrap) {
      passTrap(thread);
    }
    boolean stepDone = passedTrap && !isIn(mode, thread.pc);
    if (stepping && (stepDone || shown || scanner.endsAt(thread.pc))) {
      if (!stepDone && !shown) {
        showBehindItsEnd(thread);
      }
      thread.cause = new StopCause.StepDone();
      return false;
    }
    returnToItsEnd(thread);
    thread.mode = mode;
    thread.suppress = suppress(thread, mode);
    return true;
  }

  /** A trap instruction has done all it does: the thread goes on behind it. */
  private void passTrap(EuThread thread) throws BackendException {
    new ThreadRegisters(vm, ids.apply(thread.slot), thread).moveTo(behind(thread.pc));
  }

  /**
   * A thread whose last instruction is stepped is shown behind it, and executes it when it goes on:
   * if it did now, its slot could have the next thread already. If it were shown where it is, a
   * client that steps off a breakpoint there would do so for ever.
   */
  private void showBehindItsEnd(EuThread thread) throws BackendException {
    long end = thread.pc;
    show(thread, behind(end));
    thread.lastInstruction = OptionalLong.of(end);
  }

  private void returnToItsEnd(EuThread thread) throws BackendException {
    if (thread.lastInstruction.isPresent()) {
      show(thread, thread.lastInstruction.getAsLong());
      thread.lastInstruction = OptionalLong.empty();
    }
  }

  /** Changes the copy of the saved state only: for the device, the thread is where it was. */
  private void show(EuThread thread, long pc) throws BackendException {
    vm.architecture.setPc(ThreadRegisters.saved(vm, ids.apply(thread.slot), thread), pc);
    thread.pc = pc;
  }

  private long behind(long pc) throws BackendException {
    return pc + vm.architecture.length(vm.planted.instruction(vm.file(), pc));
  }

  private static boolean isIn(Resume mode, long pc) {
    return mode instanceof Resume.RangeStep range && range.contains(pc);
  }

  private EuThread.Suppress suppress(EuThread thread, Resume mode) throws BackendException {
    boolean pass =
        vm.planted.contains(thread.pc)
            ? !(mode instanceof Resume.Continue go) || (thread.hasMetBreakpoint() && !go.rehit())
            : vm.architecture.compilersSetDebugBits()
                && vm.planted.hasDebugBit(vm.file(), thread.pc);
    return pass ? EuThread.Suppress.YES : EuThread.Suppress.NO;
  }
}
