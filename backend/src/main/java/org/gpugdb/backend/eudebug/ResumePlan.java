package org.gpugdb.backend.eudebug;

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
    boolean passedTrap = thread.cause instanceof StopCause.SoftwareTrap && !thread.pcMoved;
    if (passedTrap) {
      passTrap(thread);
    }
    boolean stepDone = passedTrap && !isIn(mode, thread.pc);
    if (stepping && (stepDone || scanner.endsAt(thread.pc))) {
      thread.cause = new StopCause.StepDone();
      return false;
    }
    thread.mode = mode;
    thread.suppress = suppress(thread, mode);
    return true;
  }

  /** A trap instruction has done all it does: the thread goes on behind it. */
  private void passTrap(EuThread thread) throws BackendException {
    long instruction = vm.planted.instruction(vm.file(), thread.pc);
    long next = thread.pc + vm.architecture.length(instruction);
    new ThreadRegisters(vm, ids.apply(thread.slot), thread)
        .write(vm.architecture.pcRegister(), next);
  }

  private static boolean isIn(Resume mode, long pc) {
    return mode instanceof Resume.RangeStep range && range.contains(pc);
  }

  private EuThread.Suppress suppress(EuThread thread, Resume mode) {
    boolean pass =
        vm.planted.contains(thread.pc)
            && (!(mode instanceof Resume.Continue go)
                || (thread.hasMetBreakpoint() && !go.rehit()));
    return pass ? EuThread.Suppress.YES : EuThread.Suppress.NO;
  }
}
