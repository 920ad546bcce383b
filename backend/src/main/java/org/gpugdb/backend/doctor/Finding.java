package org.gpugdb.backend.doctor;

import java.util.Optional;

/**
 * One precondition of debugging and its state.
 *
 * @param subject what it is about, such as {@code card0: debug switch}
 * @param detail a sentence without a full stop
 * @param fix what to do, as exactly as it can be said; empty if nothing has to be done
 */
public record Finding(String subject, State state, String detail, Optional<String> fix) {
  /** How it stands. */
  public enum State {
    /** As it has to be. */
    OK,
    /** Does not prevent debugging, but is good to know. */
    NOTE,
    /** Debugging cannot start. */
    MISSING
  }

  /** All of it in one sentence, without a full stop. */
  public String sentence() {
    return subject + ": " + detail + fix.map(how -> "; " + how).orElse("");
  }

  static Finding ok(String subject, String detail) {
    return new Finding(subject, State.OK, detail, Optional.empty());
  }

  static Finding note(String subject, String detail) {
    return new Finding(subject, State.NOTE, detail, Optional.empty());
  }

  static Finding missing(String subject, String detail, String fix) {
    return new Finding(subject, State.MISSING, detail, Optional.of(fix));
  }
}
