package org.gpugdb.server.view;

/**
 * What the client asked for. Both are the same bit of the instruction; the client counts them
 * apart.
 */
public enum BreakpointKind {
  SOFTWARE,
  HARDWARE
}
