package org.gpugdb.protocol.agent;

/** An evaluation that cannot go on: memory or a register that cannot be read, division by zero. */
public final class AgentFault extends Exception {
  private static final long serialVersionUID = 1L;

  /** A fault; {@code message} says what failed, on what. */
  public AgentFault(String message) {
    super(message, null, false, false);
  }
}
