package org.gpugdb.backend.emulated.rv;

/**
 * A decoded instruction packed into one {@code long}, so that a code page is one flat array and
 * fetching is one load.
 *
 * <pre>
 *  63            32 31 30 28 27 23 22 18 17 13 12  8 7    0
 * +----------------+--+-----+-----+-----+-----+-----+------+
 * |   immediate    | 0|  rm | rs3 | rs2 | rs1 |  rd |  op  |
 * +----------------+--+-----+-----+-----+-----+-----+------+
 * </pre>
 *
 * The immediate is signed and complete (shifted, sign-extended). It is the CSR number for CSR
 * accesses and the raw word for operations without an immediate.
 */
final class Instruction {
  private Instruction() {}

  /** Packs the register fields where they stand in the raw word. */
  static long of(int op, int word, int immediate) {
    int rm = word >>> 12 & 7;
    int registers =
        (word >>> 7 & 31) << 8
            | (word >>> 15 & 31) << 13
            | (word >>> 20 & 31) << 18
            | word >>> 27 << 23;
    return (long) immediate << 32 | rm << 28 | registers | op;
  }

  static int op(long instruction) {
    return (int) instruction & 0xFF;
  }

  static int rd(long instruction) {
    return (int) instruction >>> 8 & 31;
  }

  static int rs1(long instruction) {
    return (int) instruction >>> 13 & 31;
  }

  static int rs2(long instruction) {
    return (int) instruction >>> 18 & 31;
  }

  static int rs3(long instruction) {
    return (int) instruction >>> 23 & 31;
  }

  static int rm(long instruction) {
    return (int) instruction >>> 28 & 7;
  }

  static int immediate(long instruction) {
    return (int) (instruction >> 32);
  }

  /** The raw word of an instruction without an immediate or of a CSR access. */
  static int word(long instruction) {
    int op = op(instruction);
    if (op < Op.CSRRW || op > Op.CSRRCI) {
      return immediate(instruction);
    }
    return immediate(instruction) << 20
        | rs1(instruction) << 15
        | rm(instruction) << 12
        | rd(instruction) << 7
        | 0x73;
  }
}
