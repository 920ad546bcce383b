package org.gpugdb.server.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes ELF files of bare-metal RV64 programs that are a few instructions long. */
final class BareProgram {
  private static final int HEADER = 64;
  private static final int SEGMENT = 56;

  private BareProgram() {}

  /**
   * Writes a program into a new temporary file.
   *
   * @param entry where it is loaded and starts
   * @param memory bytes from there on, code included
   */
  static Path write(long entry, int[] code, int memory) throws IOException {
    int codeSize = code.length * Integer.BYTES;
    ByteBuffer elf =
        ByteBuffer.allocate(HEADER + SEGMENT + codeSize).order(ByteOrder.LITTLE_ENDIAN);
    elf.putInt(0x464c457f).put((byte) 2).put((byte) 1).put((byte) 1).position(16);
    elf.putShort((short) 2).putShort((short) 243).putInt(1).putLong(entry);
    elf.putLong(HEADER).putLong(0).putInt(0x4);
    elf.putShort((short) HEADER).putShort((short) SEGMENT).putShort((short) 1);
    elf.position(HEADER);
    elf.putInt(1).putInt(7).putLong(HEADER + SEGMENT).putLong(entry).putLong(entry);
    elf.putLong(codeSize).putLong(memory).putLong(8);
    for (int instruction : code) {
      elf.putInt(instruction);
    }
    Path file = Files.createTempFile("gpu-gdbserver-bench", ".elf");
    return Files.write(file, elf.array());
  }
}
