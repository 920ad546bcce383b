package org.gpugdb.backend.kernel;

import java.nio.ByteBuffer;

/**
 * A block of a process's memory that can be handed to the kernel.
 *
 * <p>{@link #bytes()} and the kernel see the same bytes. Not thread-safe by itself: as with memory,
 * whoever shares a block orders the accesses.
 */
public interface UserBlock extends AutoCloseable {
  /** The block's address in its process, for nested pointers. */
  long address();

  /** Size in bytes. */
  int size();

  /**
   * The whole block as a little-endian direct buffer, position 0 and limit {@link #size()}. Every
   * call gives an independent position and limit over the same bytes.
   */
  ByteBuffer bytes();

  /** A part of this block, sharing its bytes; closing the part does nothing. */
  UserBlock slice(int offset, int length);

  /** Frees the block. Idempotent. */
  @Override
  void close();
}
