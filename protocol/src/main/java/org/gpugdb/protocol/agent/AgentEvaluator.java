package org.gpugdb.protocol.agent;

import java.util.function.Consumer;

/**
 * Evaluates a checked expression for one thread, in at most {@value #MAX_STEPS} instructions.
 *
 * <p>Values are 64 bits. Memory is little-endian. Shifts by 64 or more leave nothing but the sign.
 */
public final class AgentEvaluator {
  /** How many instructions an evaluation may execute. */
  public static final int MAX_STEPS = 10_000;

  private final AgentExpression expression;
  private final AgentContext context;
  private final Consumer<String> output;
  private final long[] stack;
  private int depth;
  private int at;

  private AgentEvaluator(
      AgentExpression expression, AgentContext context, Consumer<String> output) {
    this.expression = expression;
    this.context = context;
    this.output = output;
    this.stack = new long[expression.stackSize()];
  }

  /**
   * Evaluates an expression.
   *
   * @param output takes what the expression prints
   * @return the value on top of the stack in the end, or 0 if there is none
   * @throws AgentFault if it cannot be evaluated to its end
   */
  public static long evaluate(
      AgentExpression expression, AgentContext context, Consumer<String> output) throws AgentFault {
    return new AgentEvaluator(expression, context, output).run();
  }

  private long run() throws AgentFault {
    for (int steps = 0; steps < MAX_STEPS; steps++) {
      Opcode opcode = expression.opcode(at);
      if (opcode == Opcode.END) {
        return depth == 0 ? 0 : pop();
      }
      int next = at + 1 + opcode.operandSize();
      switch (opcode) {
        case GOTO -> next = target();
        case IF_GOTO -> next = pop() != 0 ? target() : next;
        case PRINTF -> next += print();
        default -> execute(opcode);
      }
      at = next;
    }
    throw new AgentFault("more than " + MAX_STEPS + " steps");
  }

  private int target() {
    return (int) expression.operand(at + 1, 2);
  }

  private void execute(Opcode opcode) throws AgentFault {
    switch (opcode) {
      case CONST8, CONST16, CONST32, CONST64 ->
          push(expression.operand(at + 1, opcode.operandSize()));
      case REG -> push(context.register((int) expression.operand(at + 1, 2)));
      case REF8 -> push(read(pop(), 1));
      case REF16 -> push(read(pop(), 2));
      case REF32 -> push(read(pop(), 4));
      case REF64 -> push(read(pop(), 8));
      case EXT -> {
        int unused = unusedBits();
        push(pop() << unused >> unused);
      }
      case ZERO_EXT -> {
        int unused = unusedBits();
        push(pop() << unused >>> unused);
      }
      case LOG_NOT -> push(pop() == 0 ? 1 : 0);
      case BIT_NOT -> push(~pop());
      case DUP -> push(stack[depth - 1]);
      case POP -> depth--;
      case PICK -> push(stack[depth - 1 - (int) expression.operand(at + 1, 1)]);
      case SWAP -> swap();
      case ROT -> rotate();
      default -> {
        long right = pop();
        push(binary(opcode, pop(), right));
      }
    }
  }

  private long binary(Opcode opcode, long left, long right) throws AgentFault {
    return switch (opcode) {
      case ADD -> left + right;
      case SUB -> left - right;
      case MUL -> left * right;
      case DIV_SIGNED -> left / nonZero(right);
      case DIV_UNSIGNED -> Long.divideUnsigned(left, nonZero(right));
      case REM_SIGNED -> left % nonZero(right);
      case REM_UNSIGNED -> Long.remainderUnsigned(left, nonZero(right));
      case LSH -> isWholeShift(right) ? 0 : left << right;
      case RSH_SIGNED -> left >> (isWholeShift(right) ? Long.SIZE - 1 : right);
      case RSH_UNSIGNED -> isWholeShift(right) ? 0 : left >>> right;
      case BIT_AND -> left & right;
      case BIT_OR -> left | right;
      case BIT_XOR -> left ^ right;
      case EQUAL -> left == right ? 1 : 0;
      case LESS_SIGNED -> left < right ? 1 : 0;
      case LESS_UNSIGNED -> Long.compareUnsigned(left, right) < 0 ? 1 : 0;
      default -> throw new IllegalStateException(opcode + " takes no two values");
    };
  }

  private static long nonZero(long divisor) throws AgentFault {
    if (divisor == 0) {
      throw new AgentFault("division by zero");
    }
    return divisor;
  }

  private static boolean isWholeShift(long count) {
    return Long.compareUnsigned(count, Long.SIZE) >= 0;
  }

  private int unusedBits() {
    return Long.SIZE - (int) expression.operand(at + 1, 1);
  }

  private long read(long address, int size) throws AgentFault {
    byte[] bytes = new byte[size];
    context.readMemory(address, bytes);
    long value = 0;
    for (int i = size - 1; i >= 0; i--) {
      value = value << 8 | (bytes[i] & 0xff);
    }
    return value;
  }

  private void swap() {
    long top = stack[depth - 1];
    stack[depth - 1] = stack[depth - 2];
    stack[depth - 2] = top;
  }

  /** The top value goes below the two under it. */
  private void rotate() {
    long top = stack[depth - 1];
    stack[depth - 1] = stack[depth - 2];
    stack[depth - 2] = stack[depth - 3];
    stack[depth - 3] = top;
  }

  /** Prints and returns the size of the format behind the instruction. */
  private int print() throws AgentFault {
    int count = (int) expression.operand(at + 1, 1);
    // Function and channel choose an output stream in GDB; here there is but one.
    depth -= 2;
    long[] arguments = new long[count];
    for (int i = 0; i < count; i++) {
      arguments[i] = pop();
    }
    output.accept(expression.format(at).format(arguments, context));
    return (int) expression.operand(at + 2, 2);
  }

  private void push(long value) {
    stack[depth++] = value;
  }

  private long pop() {
    return stack[--depth];
  }
}
