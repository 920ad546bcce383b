package org.gpugdb.backend.uapi;

import java.util.Arrays;
import java.util.Optional;

/** What a piece of debug metadata is. */
public enum MetadataType {
  /** A whole ELF file. */
  ELF_BINARY(0),
  /** u32: number of code allocations of the module. */
  PROGRAM_MODULE(1),
  /** u64: GPU address of the {@link DebugAreaLayout debug area}. */
  MODULE_AREA(2),
  /** u64: GPU address of the state base address tracking buffer. */
  SBA_AREA(3),
  /** u64: GPU address of the {@link StateSaveAreaLayout state save area}. */
  SIP_AREA(4),
  /**
   * u64: where a userptr mapping that carries this has its first byte in the client's process. Only
   * for the emulated device: Linux knows no such type, and no event says what kind a mapping is.
   * Dialects without metadata have nothing like it.
   */
  USER_MEMORY(0x100);

  private final int number;

  MetadataType(int number) {
    this.number = number;
  }

  /** The type with a number, if there is one. */
  public static Optional<MetadataType> of(long number) {
    return Arrays.stream(values()).filter(type -> type.number == number).findFirst();
  }

  /** The number in the interface. */
  public int number() {
    return number;
  }
}
