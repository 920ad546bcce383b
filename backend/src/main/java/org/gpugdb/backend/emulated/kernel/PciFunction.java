package org.gpugdb.backend.emulated.kernel;

/** What a device is on its bus. */
public enum PciFunction {
  /** A device that cannot be divided. */
  WHOLE(0, true),

  /** A device that can be divided into virtual functions, for guests. */
  PHYSICAL(7, true),

  /** A part of a divided device, as a guest sees it: it cannot be debugged. */
  VIRTUAL(0, false);

  private final int parts;
  private final boolean debuggable;

  PciFunction(int parts, boolean debuggable) {
    this.parts = parts;
    this.debuggable = debuggable;
  }

  /** Into how many virtual functions it can be divided. */
  int parts() {
    return parts;
  }

  /** Whether it has the switch for debugging. */
  boolean debuggable() {
    return debuggable;
  }
}
