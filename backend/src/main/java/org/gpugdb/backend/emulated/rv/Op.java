package org.gpugdb.backend.emulated.rv;

/** Operation numbers of decoded instructions: indices of {@link Operations#TABLE}, below 256. */
final class Op {
  // Left to the interpreter loop; see Interpreter.
  static final int PLANTED = 0;
  static final int ILLEGAL = 1;
  static final int ECALL = 2;
  static final int EBREAK = 3;
  static final int MRET = 4;
  static final int FENCE_I = 5;
  static final int CSRRW = 6;
  static final int CSRRS = 7;
  static final int CSRRC = 8;
  static final int CSRRWI = 9;
  static final int CSRRSI = 10;
  static final int CSRRCI = 11;

  // RV64I.
  static final int LUI = 12;
  static final int AUIPC = 13;
  static final int JAL = 14;
  static final int JALR = 15;
  static final int BEQ = 16;
  static final int BNE = 17;
  static final int BLT = 18;
  static final int BGE = 19;
  static final int BLTU = 20;
  static final int BGEU = 21;
  static final int LB = 22;
  static final int LH = 23;
  static final int LW = 24;
  static final int LD = 25;
  static final int LBU = 26;
  static final int LHU = 27;
  static final int LWU = 28;
  static final int SB = 29;
  static final int SH = 30;
  static final int SW = 31;
  static final int SD = 32;
  static final int ADDI = 33;
  static final int SLTI = 34;
  static final int SLTIU = 35;
  static final int XORI = 36;
  static final int ORI = 37;
  static final int ANDI = 38;
  static final int SLLI = 39;
  static final int SRLI = 40;
  static final int SRAI = 41;
  static final int ADD = 42;
  static final int SUB = 43;
  static final int SLL = 44;
  static final int SLT = 45;
  static final int SLTU = 46;
  static final int XOR = 47;
  static final int SRL = 48;
  static final int SRA = 49;
  static final int OR = 50;
  static final int AND = 51;
  static final int ADDIW = 52;
  static final int SLLIW = 53;
  static final int SRLIW = 54;
  static final int SRAIW = 55;
  static final int ADDW = 56;
  static final int SUBW = 57;
  static final int SLLW = 58;
  static final int SRLW = 59;
  static final int SRAW = 60;
  static final int NOP = 61;
  static final int FENCE = 62;

  // RV64M.
  static final int MUL = 63;
  static final int MULH = 64;
  static final int MULHSU = 65;
  static final int MULHU = 66;
  static final int DIV = 67;
  static final int DIVU = 68;
  static final int REM = 69;
  static final int REMU = 70;
  static final int MULW = 71;
  static final int DIVW = 72;
  static final int DIVUW = 73;
  static final int REMW = 74;
  static final int REMUW = 75;

  // Loads and stores of F and D.
  static final int FLW = 76;
  static final int FLD = 77;
  static final int FSW = 78;
  static final int FSD = 79;

  // RV64A.
  static final int LR_W = 80;
  static final int SC_W = 81;
  static final int AMOSWAP_W = 82;
  static final int AMOADD_W = 83;
  static final int AMOXOR_W = 84;
  static final int AMOAND_W = 85;
  static final int AMOOR_W = 86;
  static final int AMOMIN_W = 87;
  static final int AMOMAX_W = 88;
  static final int AMOMINU_W = 89;
  static final int AMOMAXU_W = 90;
  static final int LR_D = 91;
  static final int SC_D = 92;
  static final int AMOSWAP_D = 93;
  static final int AMOADD_D = 94;
  static final int AMOXOR_D = 95;
  static final int AMOAND_D = 96;
  static final int AMOOR_D = 97;
  static final int AMOMIN_D = 98;
  static final int AMOMAX_D = 99;
  static final int AMOMINU_D = 100;
  static final int AMOMAXU_D = 101;

  // RV64F; single precision.
  static final int FMADD_S = 102;
  static final int FMSUB_S = 103;
  static final int FNMSUB_S = 104;
  static final int FNMADD_S = 105;
  static final int FADD_S = 106;
  static final int FSUB_S = 107;
  static final int FMUL_S = 108;
  static final int FDIV_S = 109;
  static final int FSQRT_S = 110;
  static final int FSGNJ_S = 111;
  static final int FSGNJN_S = 112;
  static final int FSGNJX_S = 113;
  static final int FMIN_S = 114;
  static final int FMAX_S = 115;
  static final int FCVT_W_S = 116;
  static final int FCVT_WU_S = 117;
  static final int FCVT_L_S = 118;
  static final int FCVT_LU_S = 119;
  static final int FMV_X_W = 120;
  static final int FEQ_S = 121;
  static final int FLT_S = 122;
  static final int FLE_S = 123;
  static final int FCLASS_S = 124;
  static final int FCVT_S_W = 125;
  static final int FCVT_S_WU = 126;
  static final int FCVT_S_L = 127;
  static final int FCVT_S_LU = 128;
  static final int FMV_W_X = 129;
  static final int FCVT_S_D = 130;

  // RV64D; double precision.
  static final int FMADD_D = 131;
  static final int FMSUB_D = 132;
  static final int FNMSUB_D = 133;
  static final int FNMADD_D = 134;
  static final int FADD_D = 135;
  static final int FSUB_D = 136;
  static final int FMUL_D = 137;
  static final int FDIV_D = 138;
  static final int FSQRT_D = 139;
  static final int FSGNJ_D = 140;
  static final int FSGNJN_D = 141;
  static final int FSGNJX_D = 142;
  static final int FMIN_D = 143;
  static final int FMAX_D = 144;
  static final int FCVT_W_D = 145;
  static final int FCVT_WU_D = 146;
  static final int FCVT_L_D = 147;
  static final int FCVT_LU_D = 148;
  static final int FMV_X_D = 149;
  static final int FEQ_D = 150;
  static final int FLT_D = 151;
  static final int FLE_D = 152;
  static final int FCLASS_D = 153;
  static final int FCVT_D_W = 154;
  static final int FCVT_D_WU = 155;
  static final int FCVT_D_L = 156;
  static final int FCVT_D_LU = 157;
  static final int FMV_D_X = 158;
  static final int FCVT_D_S = 159;

  private Op() {}
}
