package org.gpugdb.protocol.agent;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/** Checks bytecode: first each instruction by itself, then every way through them. */
final class Verifier {
  private static final int MAX_SIZE = 0x10000;
  private static final int MAX_STACK = 256;
  private static final int UNREACHED = -1;

  private final byte[] code;
  private final int valuesAtEnd;
  private final int[] sizes;
  private final int[] depths;
  private final Map<Integer, PrintfFormat> formats = new HashMap<>();
  private final Deque<Integer> pending = new ArrayDeque<>();
  private int stackSize;

  /** {@code valuesAtEnd} is how many values there must be at least when the expression ends. */
  Verifier(byte[] code, int valuesAtEnd) {
    this.code = code;
    this.valuesAtEnd = valuesAtEnd;
    this.sizes = new int[code.length];
    this.depths = new int[code.length];
  }

  AgentExpression verify() throws InvalidAgentExpressionException {
    if (code.length == 0 || code.length > MAX_SIZE) {
      throw new InvalidAgentExpressionException(
          "got " + code.length + " bytes (expected 1.." + MAX_SIZE + ")");
    }
    for (int at = 0; at < code.length; at += sizes[at]) {
      sizes[at] = instructionSize(at);
    }
    Arrays.fill(depths, UNREACHED);
    reach(0, 0);
    while (!pending.isEmpty()) {
      follow(pending.pop());
    }
    return new AgentExpression(code, stackSize, formats);
  }

  private Opcode opcode(int at) throws InvalidAgentExpressionException {
    return Opcode.of(code[at])
        .orElseThrow(
            () ->
                invalid(at, "opcode 0x" + Integer.toHexString(code[at] & 0xff) + " not supported"));
  }

  private int instructionSize(int at) throws InvalidAgentExpressionException {
    Opcode opcode = opcode(at);
    int size = 1 + opcode.operandSize();
    requireInside(at, size);
    if (opcode == Opcode.EXT || opcode == Opcode.ZERO_EXT) {
      int bits = unsigned(at + 1, 1);
      if (bits == 0 || bits > Long.SIZE) {
        throw invalid(at, "got " + bits + " bits (expected 1..64)");
      }
    } else if (opcode == Opcode.PRINTF) {
      int length = unsigned(at + 2, 2);
      requireInside(at, size + length);
      formats.put(at, format(at, size, length));
      size += length;
    }
    return size;
  }

  private PrintfFormat format(int at, int header, int length)
      throws InvalidAgentExpressionException {
    int end = at + header + length - 1;
    if (length == 0 || code[end] != 0) {
      throw invalid(at, "format is not terminated");
    }
    PrintfFormat format = FormatParser.parse(Arrays.copyOfRange(code, at + header, end));
    int arguments = unsigned(at + 1, 1);
    if (format.argumentCount() != arguments) {
      throw invalid(
          at, "got " + arguments + " arguments (expected " + format.argumentCount() + ")");
    }
    return format;
  }

  private void requireInside(int at, int size) throws InvalidAgentExpressionException {
    if (size > code.length - at) {
      throw invalid(at, "instruction is cut off");
    }
  }

  /** Continues the check behind the instruction at {@code at}, with the depth it leaves. */
  private void follow(int at) throws InvalidAgentExpressionException {
    Opcode opcode = opcode(at);
    int depth = depths[at];
    if (depth < needed(opcode, at)) {
      throw invalid(at, "stack is empty");
    }
    if (opcode == Opcode.END) {
      return;
    }
    int after = depth - popped(opcode, at) + opcode.pushed();
    if (opcode == Opcode.GOTO || opcode == Opcode.IF_GOTO) {
      reach(unsigned(at + 1, 2), after);
    }
    if (opcode != Opcode.GOTO) {
      reach(at + sizes[at], after);
    }
  }

  private int needed(Opcode opcode, int at) {
    return switch (opcode) {
      case END -> valuesAtEnd;
      case PICK -> unsigned(at + 1, 1) + 1;
      default -> popped(opcode, at);
    };
  }

  private int popped(Opcode opcode, int at) {
    return opcode == Opcode.PRINTF ? opcode.popped() + unsigned(at + 1, 1) : opcode.popped();
  }

  private void reach(int at, int depth) throws InvalidAgentExpressionException {
    if (at >= code.length) {
      throw invalid(at, "ran over the end");
    }
    if (sizes[at] == 0) {
      throw invalid(at, "jump into an instruction");
    }
    if (depth > MAX_STACK) {
      throw invalid(at, "more than " + MAX_STACK + " values on the stack");
    }
    if (depths[at] == UNREACHED) {
      depths[at] = depth;
      stackSize = Math.max(stackSize, depth);
      pending.push(at);
    } else if (depths[at] != depth) {
      throw invalid(at, "reached with " + depths[at] + " and with " + depth + " values");
    }
  }

  private int unsigned(int at, int size) {
    int first = code[at] & 0xff;
    return size == 1 ? first : first << 8 | (code[at + 1] & 0xff);
  }

  private static InvalidAgentExpressionException invalid(int at, String what) {
    return new InvalidAgentExpressionException("at offset " + at + ": " + what);
  }
}
