package org.gpugdb.protocol.agent;

/** Bytecode that is not a valid agent expression, or uses what is not supported. */
public final class InvalidAgentExpressionException extends Exception {
  private static final long serialVersionUID = 1L;

  InvalidAgentExpressionException(String message) {
    super(message);
  }
}
