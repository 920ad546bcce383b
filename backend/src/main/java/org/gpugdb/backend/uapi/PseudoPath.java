package org.gpugdb.backend.uapi;

import java.util.Arrays;
import java.util.Optional;

/** The areas that {@link DebugData} can name instead of a file. */
public enum PseudoPath {
  /** The {@link DebugAreaLayout debug area}. */
  MODULE_AREA(1),
  /** The state base address tracking buffer. */
  SBA_AREA(2),
  /** The {@link StateSaveAreaLayout state save area}. */
  SIP_AREA(3);

  private final int number;

  PseudoPath(int number) {
    this.number = number;
  }

  /** The area with a number, if there is one. */
  public static Optional<PseudoPath> of(long number) {
    return Arrays.stream(values()).filter(path -> path.number == number).findFirst();
  }

  /** The number in the interface. */
  public int number() {
    return number;
  }
}
