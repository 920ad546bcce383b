package org.gpugdb.backend.emulated.rv;

/**
 * Turns instruction words into {@link Instruction}s. Never fails: what the machine does not execute
 * becomes {@link Op#ILLEGAL}, what has its debug-control bit cleared becomes {@link Op#PLANTED},
 * both with the raw word as immediate.
 *
 * <p>Source: RISC-V Unprivileged ISA 20240411, "RV32/64G Instruction Set Listings".
 */
final class Decoder {
  /** Bits 1:0 of every uncompressed instruction are 11; a planted breakpoint clears bit 0. */
  static final int DEBUG_CONTROL_BIT = 1;

  private static final int ILLEGAL = Op.ILLEGAL;
  private static final int[] LOADS = {Op.LB, Op.LH, Op.LW, Op.LD, Op.LBU, Op.LHU, Op.LWU, ILLEGAL};
  private static final int[] STORES = {
    Op.SB, Op.SH, Op.SW, Op.SD, ILLEGAL, ILLEGAL, ILLEGAL, ILLEGAL
  };
  private static final int[] BRANCHES = {
    Op.BEQ, Op.BNE, ILLEGAL, ILLEGAL, Op.BLT, Op.BGE, Op.BLTU, Op.BGEU
  };
  private static final int[] BASE = {
    Op.ADD, Op.SLL, Op.SLT, Op.SLTU, Op.XOR, Op.SRL, Op.OR, Op.AND
  };
  private static final int[] MULTIPLY = {
    Op.MUL, Op.MULH, Op.MULHSU, Op.MULHU, Op.DIV, Op.DIVU, Op.REM, Op.REMU
  };
  private static final int[] MULTIPLY_WORD = {
    Op.MULW, ILLEGAL, ILLEGAL, ILLEGAL, Op.DIVW, Op.DIVUW, Op.REMW, Op.REMUW
  };
  private static final int[] CSR = {
    ILLEGAL, Op.CSRRW, Op.CSRRS, Op.CSRRC, ILLEGAL, Op.CSRRWI, Op.CSRRSI, Op.CSRRCI
  };
  private static final int[] SIGN_INJECTIONS = {Op.FSGNJ_S, Op.FSGNJN_S, Op.FSGNJX_S};
  private static final int[] COMPARISONS = {Op.FLE_S, Op.FLT_S, Op.FEQ_S};

  /** Distance from an operation on singles to the same one on doubles. */
  private static final int DOUBLE = Op.FADD_D - Op.FADD_S;

  /** Distance from an atomic operation on words to the same one on doublewords. */
  private static final int DOUBLEWORD = Op.LR_D - Op.LR_W;

  private Decoder() {}

  static long decode(int word) {
    int lowBits = word & 3;
    if (lowBits == (3 & ~DEBUG_CONTROL_BIT)) {
      return Instruction.of(Op.PLANTED, word, word);
    }
    long instruction = lowBits == 3 ? decodeFull(word) : ILLEGAL;
    return Instruction.op(instruction) == ILLEGAL
        ? Instruction.of(ILLEGAL, word, word)
        : instruction;
  }

  /** Where there is no such instruction the operation is ILLEGAL and the rest of no meaning. */
  private static long decodeFull(int word) {
    return switch (word >>> 2 & 31) {
      case 0x00 -> Instruction.of(LOADS[funct3(word)], word, immediateI(word));
      case 0x01 -> Instruction.of(floatAccess(word, Op.FLW, Op.FLD), word, immediateI(word));
      case 0x04 -> operationImmediate(word);
      case 0x05 -> Instruction.of(Op.AUIPC, word, immediateU(word));
      case 0x06 -> operationImmediateWord(word);
      case 0x08 -> Instruction.of(STORES[funct3(word)], word, immediateS(word));
      case 0x09 -> Instruction.of(floatAccess(word, Op.FSW, Op.FSD), word, immediateS(word));
      case 0x0D -> Instruction.of(Op.LUI, word, immediateU(word));
      case 0x18 -> Instruction.of(BRANCHES[funct3(word)], word, immediateB(word));
      case 0x19 -> Instruction.of(funct3(word) == 0 ? Op.JALR : ILLEGAL, word, immediateI(word));
      case 0x1B -> Instruction.of(Op.JAL, word, immediateJ(word));
      case 0x1C -> system(word);
      default -> Instruction.of(withoutImmediate(word), word, word);
    };
  }

  private static int withoutImmediate(int word) {
    return switch (word >>> 2 & 31) {
      case 0x03 -> funct3(word) == 0 ? Op.FENCE : funct3(word) == 1 ? Op.FENCE_I : ILLEGAL;
      case 0x0B -> atomic(word);
      case 0x0C -> operation(word);
      case 0x0E -> operationWord(word);
      case 0x10, 0x11, 0x12, 0x13 -> fused(word);
      case 0x14 -> floatOperation(word);
      default -> ILLEGAL;
    };
  }

  private static long operationImmediate(int word) {
    int shift = word >>> 20 & 63;
    return switch (funct3(word)) {
      case 0 -> Instruction.of(Op.ADDI, word, immediateI(word));
      case 1 -> Instruction.of(word >>> 26 == 0 ? Op.SLLI : ILLEGAL, word, shift);
      case 2 -> Instruction.of(Op.SLTI, word, immediateI(word));
      case 3 -> Instruction.of(Op.SLTIU, word, immediateI(word));
      case 4 -> Instruction.of(Op.XORI, word, immediateI(word));
      case 5 -> Instruction.of(rightShift(word >>> 26, 0x10, Op.SRLI, Op.SRAI), word, shift);
      case 6 -> Instruction.of(Op.ORI, word, immediateI(word));
      default -> Instruction.of(Op.ANDI, word, immediateI(word));
    };
  }

  private static long operationImmediateWord(int word) {
    int shift = word >>> 20 & 31;
    return switch (funct3(word)) {
      case 0 -> Instruction.of(Op.ADDIW, word, immediateI(word));
      case 1 -> Instruction.of(funct7(word) == 0 ? Op.SLLIW : ILLEGAL, word, shift);
      case 5 -> Instruction.of(rightShift(funct7(word), 0x20, Op.SRLIW, Op.SRAIW), word, shift);
      default -> ILLEGAL;
    };
  }

  private static int rightShift(int selector, int arithmeticSelector, int logical, int arithmetic) {
    return selector == 0 ? logical : selector == arithmeticSelector ? arithmetic : ILLEGAL;
  }

  private static int operation(int word) {
    return switch (funct7(word)) {
      case 0x00 -> BASE[funct3(word)];
      case 0x01 -> MULTIPLY[funct3(word)];
      case 0x20 -> funct3(word) == 0 ? Op.SUB : funct3(word) == 5 ? Op.SRA : ILLEGAL;
      default -> ILLEGAL;
    };
  }

  private static int operationWord(int word) {
    if (funct7(word) == 0x01) {
      return MULTIPLY_WORD[funct3(word)];
    }
    return switch (funct7(word) << 3 | funct3(word)) {
      case 0x000 -> Op.ADDW;
      case 0x100 -> Op.SUBW;
      case 0x001 -> Op.SLLW;
      case 0x005 -> Op.SRLW;
      case 0x105 -> Op.SRAW;
      default -> ILLEGAL;
    };
  }

  private static long system(int word) {
    if (funct3(word) != 0) {
      return Instruction.of(CSR[funct3(word)], word, word >>> 20);
    }
    int op =
        switch (word) {
          case 0x00000073 -> Op.ECALL;
          case 0x00100073 -> Op.EBREAK;
          case 0x30200073 -> Op.MRET;
          case 0x10500073 ->
              Op.NOP; // wfi: no interrupt ever comes, and waiting may end at any time
          default -> ILLEGAL;
        };
    return Instruction.of(op, word, word);
  }

  private static int atomic(int word) {
    int width = funct3(word) == 2 ? 0 : funct3(word) == 3 ? DOUBLEWORD : -1;
    if (width < 0) {
      return ILLEGAL;
    }
    return switch (word >>> 27) {
      case 0x00 -> Op.AMOADD_W + width;
      case 0x01 -> Op.AMOSWAP_W + width;
      case 0x02 -> rs2(word) == 0 ? Op.LR_W + width : ILLEGAL;
      case 0x03 -> Op.SC_W + width;
      case 0x04 -> Op.AMOXOR_W + width;
      case 0x08 -> Op.AMOOR_W + width;
      case 0x0C -> Op.AMOAND_W + width;
      case 0x10 -> Op.AMOMIN_W + width;
      case 0x14 -> Op.AMOMAX_W + width;
      case 0x18 -> Op.AMOMINU_W + width;
      case 0x1C -> Op.AMOMAXU_W + width;
      default -> ILLEGAL;
    };
  }

  private static int floatAccess(int word, int single, int twice) {
    return funct3(word) == 2 ? single : funct3(word) == 3 ? twice : ILLEGAL;
  }

  private static int fused(int word) {
    int format = word >>> 25 & 3;
    if (format > 1) {
      return ILLEGAL;
    }
    int op = Op.FMADD_S + (word >>> 2 & 3);
    return rounded(word, format == 0 ? op : op + DOUBLE);
  }

  private static int floatOperation(int word) {
    int format = word >>> 25 & 3;
    if (format > 1) {
      return ILLEGAL;
    }
    int single = single(word, word >>> 27, format);
    return format == 0 || single == ILLEGAL ? single : single + DOUBLE;
  }

  /** The operation as it is called for singles. */
  private static int single(int word, int funct5, int format) {
    return switch (funct5) {
      case 0x00 -> rounded(word, Op.FADD_S);
      case 0x01 -> rounded(word, Op.FSUB_S);
      case 0x02 -> rounded(word, Op.FMUL_S);
      case 0x03 -> rounded(word, Op.FDIV_S);
      case 0x0B -> rs2(word) == 0 ? rounded(word, Op.FSQRT_S) : ILLEGAL;
      case 0x04 -> funct3(word) <= 2 ? SIGN_INJECTIONS[funct3(word)] : ILLEGAL;
      case 0x05 -> funct3(word) <= 1 ? Op.FMIN_S + funct3(word) : ILLEGAL;
      case 0x08 -> rs2(word) == 1 - format ? rounded(word, Op.FCVT_S_D) : ILLEGAL;
      case 0x14 -> funct3(word) <= 2 ? COMPARISONS[funct3(word)] : ILLEGAL;
      case 0x18 -> rs2(word) <= 3 ? rounded(word, Op.FCVT_W_S + rs2(word)) : ILLEGAL;
      case 0x1A -> rs2(word) <= 3 ? rounded(word, Op.FCVT_S_W + rs2(word)) : ILLEGAL;
      case 0x1C -> rs2(word) == 0 && funct3(word) <= 1 ? moveOrClass(word) : ILLEGAL;
      case 0x1E -> rs2(word) == 0 && funct3(word) == 0 ? Op.FMV_W_X : ILLEGAL;
      default -> ILLEGAL;
    };
  }

  private static int moveOrClass(int word) {
    return funct3(word) == 0 ? Op.FMV_X_W : Op.FCLASS_S;
  }

  /**
   * Rounding modes 5 and 6 are reserved; 7 means frm, which is looked at when the instruction
   * executes.
   */
  private static int rounded(int word, int op) {
    return funct3(word) == 5 || funct3(word) == 6 ? ILLEGAL : op;
  }

  private static int funct3(int word) {
    return word >>> 12 & 7;
  }

  private static int funct7(int word) {
    return word >>> 25;
  }

  private static int rs2(int word) {
    return word >>> 20 & 31;
  }

  private static int immediateI(int word) {
    return word >> 20;
  }

  private static int immediateS(int word) {
    return word >> 25 << 5 | (word >>> 7 & 31);
  }

  private static int immediateB(int word) {
    return word >> 31 << 12
        | (word >>> 7 & 1) << 11
        | (word >>> 25 & 63) << 5
        | (word >>> 8 & 15) << 1;
  }

  private static int immediateU(int word) {
    return word & 0xFFFFF000;
  }

  private static int immediateJ(int word) {
    return word >> 31 << 20
        | (word & 0xFF000)
        | (word >>> 20 & 1) << 11
        | (word >>> 21 & 0x3FF) << 1;
  }
}
