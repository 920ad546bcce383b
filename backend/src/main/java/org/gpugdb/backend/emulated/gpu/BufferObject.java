package org.gpugdb.backend.emulated.gpu;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Zeroed memory that address spaces map and clients see. Memory is taken in chunks of 2 MiB when
 * they are first touched and goes back once the last reference is dropped: handle and mappings hold
 * one each.
 */
@SuppressWarnings("DoNotCallSuggester") // until it is filled in
public final class BufferObject {
  /**
   * A buffer of {@code size} bytes, a positive multiple of 4096, with one reference: the caller's
   * handle.
   */
  public static BufferObject create(long size) {
    throw new UnsupportedOperationException();
  }

  /** Size in bytes. */
  public long size() {
    throw new UnsupportedOperationException();
  }

  /**
   * The bytes of a range, shared with the GPU, as one direct little-endian buffer. Empty if the
   * range is outside or its chunks are in use already and not contiguous.
   */
  public Optional<ByteBuffer> view(long offset, int length) {
    throw new UnsupportedOperationException();
  }

  /** Drops the handle's reference. Idempotent. */
  public void closeHandle() {
    throw new UnsupportedOperationException();
  }
}
