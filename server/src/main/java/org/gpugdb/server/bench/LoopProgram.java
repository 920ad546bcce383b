package org.gpugdb.server.bench;

import java.io.IOException;
import java.nio.file.Path;

/** A bare-metal RV64 program that counts to twenty million: the same file for every machine. */
final class LoopProgram {
  /** Where it is loaded and starts. */
  static final long ENTRY = 0x8000_0000L;

  /** The instruction that is reached when all rounds are done. */
  static final long END = ENTRY + 0x28;

  /** Instructions until {@link #END} is reached. */
  static final long INSTRUCTIONS = 2 + 8 * 20_000_768L;

  private static final int[] CODE = {
    0x013132b7, // lui   t0, 0x1313
    0x00001517, // auipc a0, 1
    0x00130313, // addi  t1, t1, 1
    0x0063c3b3, // xor   t2, t2, t1
    0x00331e13, // slli  t3, t1, 3
    0x01c383b3, // add   t2, t2, t3
    0x00753023, // sd    t2, 0(a0)
    0x00053e83, // ld    t4, 0(a0)
    0xfff28293, // addi  t0, t0, -1
    0xfe0292e3, // bnez  t0, loop
    0x0000006f, // j     .
  };

  private static final int MEMORY = 0x2000;

  private LoopProgram() {}

  /** Writes the ELF file into a new temporary file. */
  static Path write() throws IOException {
    return BareProgram.write(ENTRY, CODE, MEMORY);
  }
}
