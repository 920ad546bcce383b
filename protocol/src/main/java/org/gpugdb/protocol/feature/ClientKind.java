package org.gpugdb.protocol.feature;

/** Which program is at the other end, as far as that changes what is good for it. */
public enum ClientKind {
  /**
   * GDB up to 15. It asks for a target description once only, so that a second process at connect
   * gets none.
   */
  GDB_15,
  /** GDB 16 and 17. They take error texts and binary reads, else they are like {@link #GDB_15}. */
  GDB_16,
  /** GDB from 18 on, which asks for a description of every process. */
  GDB_18,
  /** LLDB: all-stop only, wants a reason for each stop and all threads at once. */
  LLDB,
  /** A script or a program not known. */
  OTHER;

  /** Tells the kind by the announced words. */
  static ClientKind of(FeatureSet announced) {
    if (announced.supports("multi-wp-addr") || announced.supports("single-inf-arg")) {
      return GDB_18;
    }
    if (announced.supports("qRelocInsn")) {
      return announced.supports("error-message") ? GDB_16 : GDB_15;
    }
    boolean asksForArm =
        announced.value("xmlRegisters").map(list -> list.contains("arm")).orElse(false);
    return asksForArm ? LLDB : OTHER;
  }

  /** Whether this is some GDB. */
  public boolean isGdb() {
    return this == GDB_15 || this == GDB_16 || this == GDB_18;
  }

  /** Whether more than one process may be there at connect, in all-stop mode. */
  public boolean takesSeveralProcessesAtConnect() {
    return this == GDB_18;
  }
}
