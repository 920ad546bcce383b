package org.gpugdb.backend.spi;

import java.nio.ByteBuffer;

/**
 * One ELF file that a GPU client has loaded into an address space.
 *
 * @param id unique on the device
 * @param name file name for people and clients, such as {@code vadd.elf}
 * @param loadAddress lowest GPU address of its code and data
 * @param size bytes from {@code loadAddress} to the end of its last segment
 * @param executable whether it is the space's main program (it has an entry point); the others are
 *     libraries
 * @param elf the file's bytes, read-only, little-endian
 */
public record LoadedModule(
    int id,
    AddressSpaceId space,
    String name,
    long loadAddress,
    long size,
    boolean executable,
    ByteBuffer elf) {
  public LoadedModule {
    elf = elf.asReadOnlyBuffer();
  }
}
