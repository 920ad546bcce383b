package org.gpugdb.server.bench;

import java.io.IOException;
import java.nio.file.Path;

/** Hardware threads that count for ever, each in a word of its own; the first in its own loop. */
final class CrowdProgram {
  static final long ENTRY = 0x8000_0000L;

  /** In the loop of the first thread: nobody else comes here. */
  static final long FIRST = ENTRY + 0x20;

  /** One counter of 8 bytes for each thread. */
  static final long COUNTERS = ENTRY + 0x1008;

  static final int MAX_THREADS = 10_000;

  private static final int[] CODE = {
    0xf14022f3, // csrr  t0, mhartid
    0x00329313, // slli  t1, t0, 3
    0x00001517, // auipc a0, 1
    0x00650533, // add   a0, a0, t1
    0x00028863, // beqz  t0, first
    0x00138393, // addi  t2, t2, 1
    0x00753023, // sd    t2, 0(a0)
    0xff9ff06f, // j     .-8
    0x00138393, // first: addi t2, t2, 1
    0x00753023, // sd    t2, 0(a0)
    0xff9ff06f, // j     first
  };

  private CrowdProgram() {}

  /** Writes the ELF file into a new temporary file. */
  static Path write() throws IOException {
    return BareProgram.write(ENTRY, CODE, 0x2000 + MAX_THREADS * Long.BYTES);
  }
}
