package org.gpugdb.protocol.command;

/** What makes a thread stop. */
public enum BreakpointType {
  /** Executing an instruction that the server changed. */
  SOFTWARE,
  /** Executing at an address that hardware compares. */
  HARDWARE,
  /** Writing. */
  WRITE_WATCH,
  /** Reading. */
  READ_WATCH,
  /** Reading or writing. */
  ACCESS_WATCH
}
