package org.gpugdb.backend.emulated.gpu;

import java.nio.ByteBuffer;
import java.util.OptionalLong;

/** Where buffer objects get their memory. Thread-safe. */
public interface VideoMemory {
  /** Memory of this process that nobody else can map. */
  VideoMemory PRIVATE =
      size ->
          new Block() {
            @Override
            public ByteBuffer map(long offset, int length) {
              return ByteBuffer.allocateDirect(length);
            }

            @Override
            public OptionalLong fileOffset() {
              return OptionalLong.empty();
            }

            @Override
            public void free() {}
          };

  /** Sets memory of a size in bytes aside; it is zeroed, and taken as parts of it are mapped. */
  Block reserve(long size);

  /** The memory of one buffer object. */
  interface Block {
    /**
     * Takes a part that has not been taken before, as a direct buffer whose address is a multiple
     * of 8.
     *
     * @param offset a multiple of 4096
     */
    ByteBuffer map(long offset, int length);

    /** Where the block begins in a file that other processes can map; empty if it is in none. */
    OptionalLong fileOffset();

    /** Gives the memory back; what was mapped may be accessed still, but has lost its content. */
    void free();
  }
}
