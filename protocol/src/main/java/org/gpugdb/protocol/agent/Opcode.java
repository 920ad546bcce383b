package org.gpugdb.protocol.agent;

import java.util.Optional;

/**
 * Supported bytecodes; see the GDB manual, "Bytecode Descriptions". Not supported, because clients
 * do not use them in conditions and commands: floating point, trace collection and trace variables.
 */
enum Opcode {
  ADD(0x02, 0, 2, 1),
  SUB(0x03, 0, 2, 1),
  MUL(0x04, 0, 2, 1),
  DIV_SIGNED(0x05, 0, 2, 1),
  DIV_UNSIGNED(0x06, 0, 2, 1),
  REM_SIGNED(0x07, 0, 2, 1),
  REM_UNSIGNED(0x08, 0, 2, 1),
  LSH(0x09, 0, 2, 1),
  RSH_SIGNED(0x0a, 0, 2, 1),
  RSH_UNSIGNED(0x0b, 0, 2, 1),
  LOG_NOT(0x0e, 0, 1, 1),
  BIT_AND(0x0f, 0, 2, 1),
  BIT_OR(0x10, 0, 2, 1),
  BIT_XOR(0x11, 0, 2, 1),
  BIT_NOT(0x12, 0, 1, 1),
  EQUAL(0x13, 0, 2, 1),
  LESS_SIGNED(0x14, 0, 2, 1),
  LESS_UNSIGNED(0x15, 0, 2, 1),
  EXT(0x16, 1, 1, 1),
  REF8(0x17, 0, 1, 1),
  REF16(0x18, 0, 1, 1),
  REF32(0x19, 0, 1, 1),
  REF64(0x1a, 0, 1, 1),
  IF_GOTO(0x20, 2, 1, 0),
  GOTO(0x21, 2, 0, 0),
  CONST8(0x22, 1, 0, 1),
  CONST16(0x23, 2, 0, 1),
  CONST32(0x24, 4, 0, 1),
  CONST64(0x25, 8, 0, 1),
  REG(0x26, 2, 0, 1),
  END(0x27, 0, 0, 0),
  DUP(0x28, 0, 1, 2),
  POP(0x29, 0, 1, 0),
  ZERO_EXT(0x2a, 1, 1, 1),
  SWAP(0x2b, 0, 2, 2),
  /** Takes as many values as its operand says and one more, and puts one on top of them. */
  PICK(0x32, 1, 0, 1),
  ROT(0x33, 0, 3, 3),
  /** Takes as many values as its operand says, and channel and function; a format follows. */
  PRINTF(0x34, 3, 2, 0);

  private static final Opcode[] BY_CODE = new Opcode[256];

  static {
    for (Opcode opcode : values()) {
      BY_CODE[opcode.code] = opcode;
    }
  }

  private final int code;
  private final int operandSize;
  private final int popped;
  private final int pushed;

  Opcode(int code, int operandSize, int popped, int pushed) {
    this.code = code;
    this.operandSize = operandSize;
    this.popped = popped;
    this.pushed = pushed;
  }

  /** The opcode with a code (any byte); empty if it is not supported. */
  static Optional<Opcode> of(byte code) {
    return Optional.ofNullable(BY_CODE[code & 0xff]);
  }

  int code() {
    return code;
  }

  /** Operand bytes behind the opcode, without the text of {@link #PRINTF}. */
  int operandSize() {
    return operandSize;
  }

  /** How many values it takes from the stack, beside what its operand says. */
  int popped() {
    return popped;
  }

  /** How many values it puts on the stack. */
  int pushed() {
    return pushed;
  }
}
