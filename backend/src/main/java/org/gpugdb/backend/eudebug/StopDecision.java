package org.gpugdb.backend.eudebug;

import java.util.Optional;
import java.util.OptionalLong;
import org.gpugdb.backend.eu.ControlBits;
import org.gpugdb.backend.eu.EuArchitecture;
import org.gpugdb.backend.eu.SavedThread;
import org.gpugdb.backend.spi.BackendException;
import org.gpugdb.backend.spi.StopCause;

/**
 * Finds out from the saved state why a thread has stopped. Reasons can coincide; the one that says
 * most wins: page fault, watchpoint, step or breakpoint, illegal instruction, trap, interrupt.
 */
final class StopDecision {
  /** What has to be known of an address space. */
  interface Surroundings {
    /** Whether a breakpoint is planted at an address. */
    boolean isPlanted(long pc);

    /** Whether the instruction in memory carries the debug bit, planted by whomever. */
    boolean hasDebugBit(long pc) throws BackendException;

    /** The watchpoint that an access has hit. */
    Optional<WatchSlots.Watch> watchHit(long address);
  }

  private final EuArchitecture architecture;
  private final Surroundings surroundings;

  StopDecision(EuArchitecture architecture, Surroundings surroundings) {
    this.architecture = architecture;
    this.surroundings = surroundings;
  }

  /**
   * The cause of a stop; empty if it has gone meanwhile, as when a breakpoint was taken out after a
   * thread had hit it, or never was one of ours: then the thread only has to go on.
   *
   * @param stepping whether the thread was resumed for one instruction
   * @param faultPage the page that the kernel says this thread has touched, if it does
   */
  Optional<StopCause> causeOf(SavedThread saved, boolean stepping, OptionalLong faultPage)
      throws BackendException {
    int reasons = (int) saved.get(architecture.control1()) & architecture.reasons();
    long pc = architecture.pc(saved);
    OptionalLong exact = architecture.faultAddress(saved);
    if (exact.isPresent() || faultPage.isPresent()) {
      return Optional.of(
          new StopCause.PageFault(exact.isPresent() ? exact.getAsLong() : faultPage.getAsLong()));
    }
    if ((reasons & ControlBits.WATCHPOINT) != 0) {
      long touched = architecture.watchAddress(saved);
      Optional<WatchSlots.Watch> watch = surroundings.watchHit(touched);
      if (watch.isPresent()) {
        return Optional.of(new StopCause.Watchpoint(watch.get().kind(), touched));
      }
    }
    if ((reasons & ControlBits.BREAKPOINT) != 0) {
      return breakpoint(pc, stepping);
    }
    if ((reasons & ControlBits.ILLEGAL_OPCODE) != 0) {
      return Optional.of(new StopCause.IllegalInstruction());
    }
    if ((reasons & ControlBits.SOFTWARE_EXCEPTION) != 0) {
      return Optional.of(
          architecture.aborted(saved) ? new StopCause.Abort() : new StopCause.SoftwareTrap());
    }
    if ((reasons & ~ControlBits.REASONS) != 0) {
      return Optional.of(new StopCause.IllegalInstruction());
    }
    return (reasons & ControlBits.INTERRUPT) != 0
        ? Optional.of(new StopCause.Interrupted())
        : Optional.empty();
  }

  private Optional<StopCause> breakpoint(long pc, boolean stepping) throws BackendException {
    if (stepping) {
      return Optional.of(new StopCause.StepDone());
    }
    if (surroundings.isPlanted(pc)) {
      return Optional.of(new StopCause.Breakpoint());
    }
    return !architecture.compilersSetDebugBits() && surroundings.hasDebugBit(pc)
        ? Optional.of(new StopCause.IllegalInstruction())
        : Optional.empty();
  }
}
