package org.gpugdb.protocol.reply;

import java.util.Optional;

/**
 * Signals with the numbers of the remote protocol, which are GDB's own and not those of any system.
 * See GDB's {@code include/gdb/signals.def}.
 */
public enum GdbSignal {
  /** No signal: stopped because the client asked for it, or without a reason. */
  NONE(0),
  /** Interrupted by the user. */
  INT(2),
  /** Illegal instruction. */
  ILL(4),
  /** Breakpoint, watchpoint or completed step. */
  TRAP(5),
  /** Failed assertion. */
  ABRT(6),
  /** Arithmetic error. */
  FPE(8),
  /** Killed. */
  KILL(9),
  /** Access that memory refused, such as a misaligned one. */
  BUS(10),
  /** Access to an address that is not mapped. */
  SEGV(11),
  /** Terminated. */
  TERM(15);

  private final int number;

  GdbSignal(int number) {
    this.number = number;
  }

  /** The number on the line, 0..255. */
  public int number() {
    return number;
  }

  /** The signal with a number; empty if it is none of these. */
  public static Optional<GdbSignal> ofNumber(int number) {
    for (GdbSignal signal : values()) {
      if (signal.number == number) {
        return Optional.of(signal);
      }
    }
    return Optional.empty();
  }
}
