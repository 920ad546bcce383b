package org.gpugdb.backend.elf;

/** A file is no ELF file that can be read here; the message says what is wrong, for the user. */
public final class ElfFormatException extends Exception {
  private static final long serialVersionUID = 1L;

  ElfFormatException(String message) {
    super(message);
  }
}
