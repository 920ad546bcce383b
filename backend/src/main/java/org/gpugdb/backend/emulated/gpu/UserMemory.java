package org.gpugdb.backend.emulated.gpu;

import java.nio.ByteBuffer;

/**
 * Memory of a host process that is bound into an address space (userptr). Called by GPU workers and
 * by whoever reads the address space, several at a time.
 *
 * <p>Both calls transfer the longest accessible prefix.
 */
public interface UserMemory {
  /**
   * Reads into {@code to} from its position to its limit, advancing the position.
   *
   * @param address in the process
   * @return bytes read, or a negative error number when there is not one
   */
  int read(long address, ByteBuffer to);

  /**
   * Writes {@code from} from its position to its limit, advancing the position.
   *
   * @param address in the process
   * @return bytes written, or a negative error number when there is not one
   */
  int write(long address, ByteBuffer from);
}
