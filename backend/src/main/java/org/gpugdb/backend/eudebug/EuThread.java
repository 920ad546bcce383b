package org.gpugdb.backend.eudebug;

import java.util.OptionalLong;
import org.gpugdb.backend.eu.SavedThread;
import org.gpugdb.backend.spi.Resume;
import org.gpugdb.backend.spi.StopCause;
import org.jspecify.annotations.Nullable;

/** What is known of the thread in one slot. A plain structure, confined to the device loop. */
final class EuThread {
  /** What the thread is doing. */
  enum State {
    /** It runs, or nothing is resident: the interface does not say which. */
    RUNNING,
    /** It is in the system routine and nobody has been told: it will go on by itself. */
    HELD,
    /** It is in the system routine, and that has been reported. */
    STOPPED,
    /** It is about to be resumed. */
    LEAVING
  }

  /** Whether the instruction at pc is to ignore its debug bit. */
  enum Suppress {
    YES,
    NO,
    /** As it is in the saved state: the thread goes on as if it had never been interrupted. */
    AS_SAVED
  }

  static final int NEVER_STOPPED = -1;

  final int slot;
  State state = State.RUNNING;

  /** Count of its last stop, odd; {@link #NEVER_STOPPED} before the first. */
  int count = NEVER_STOPPED;

  /** When it was last resumed, in the session's time. */
  long resumedAt;

  /** The context it ran in at its last stop. */
  @Nullable ExecContext context;

  long pc;
  @Nullable StopCause cause;

  /** Whether it was caught before it could pass the breakpoint at pc, which it had hit before. */
  boolean passing;

  /** Where it really is, at its last instruction, if it is shown as being behind it. */
  OptionalLong lastInstruction = OptionalLong.empty();

  /** Whether a debugger has changed pc since the stop. */
  boolean pcMoved;

  /** How it was resumed last. */
  Resume mode = new Resume.Continue();

  Suppress suppress = Suppress.AS_SAVED;

  /** Whether its saved state says already how it goes on, as it does if nobody wants it. */
  boolean prepared;

  /** Its slot as read at the stop, with what was changed since; null when not read yet. */
  @Nullable SavedThread saved;

  EuThread(int slot) {
    this.slot = slot;
  }

  /** Whether it has stopped at pc by an instruction that it executes when it goes on. */
  boolean hasMetBreakpoint() {
    boolean onTheWay =
        cause instanceof StopCause.Interrupted || cause instanceof StopCause.Watchpoint;
    return !pcMoved && (passing || !onTheWay);
  }

  boolean inSystemRoutine() {
    return state != State.RUNNING;
  }

  boolean isStepping() {
    return !(mode instanceof Resume.Continue);
  }
}
