package org.gpugdb.protocol.agent;

import java.util.Map;

/**
 * Checked bytecode: every instruction is complete and supported, every jump meets an instruction,
 * and the stack has the same bounded depth whichever way an instruction is reached.
 *
 * <p>Immutable.
 */
public final class AgentExpression {
  private final byte[] code;
  private final int stackSize;
  private final Map<Integer, PrintfFormat> formats;

  AgentExpression(byte[] code, int stackSize, Map<Integer, PrintfFormat> formats) {
    this.code = code;
    this.stackSize = stackSize;
    this.formats = Map.copyOf(formats);
  }

  /** Checks bytecode that shall yield a value. */
  public static AgentExpression condition(byte[] code) throws InvalidAgentExpressionException {
    return new Verifier(code.clone(), 1).verify();
  }

  /** Checks bytecode that is run for its output. */
  public static AgentExpression command(byte[] code) throws InvalidAgentExpressionException {
    return new Verifier(code.clone(), 0).verify();
  }

  Opcode opcode(int at) {
    return Opcode.of(code[at]).orElseThrow();
  }

  /** {@code size} bytes of operand, most significant first, unsigned. */
  long operand(int at, int size) {
    long value = 0;
    for (int i = 0; i < size; i++) {
      value = value << 8 | (code[at + i] & 0xff);
    }
    return value;
  }

  /** The most values on the stack at any time. */
  int stackSize() {
    return stackSize;
  }

  /** The format of the printf instruction at an offset. */
  PrintfFormat format(int at) {
    PrintfFormat format = formats.get(at);
    if (format == null) {
      throw new IllegalStateException("no printf at " + at);
    }
    return format;
  }
}
