package org.gpugdb.backend.spi;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The registers of one stopped thread. */
public interface RegisterAccess {
  /** Appends every register, in number order, each in its own width, little-endian. */
  void readAll(ByteBuffer into) throws BackendException;

  /** Appends one register in its own width, little-endian. */
  void read(int number, ByteBuffer into) throws BackendException;

  /** One register of at most 64 bits, zero-extended. */
  default long read(int number) throws BackendException {
    ByteBuffer value = ByteBuffer.allocate(Long.BYTES);
    read(number, value);
    return value.order(ByteOrder.LITTLE_ENDIAN).getLong(0);
  }

  /**
   * Changes one register; it takes effect when the thread goes on.
   *
   * @param value in the register's own width, little-endian
   */
  void write(int number, ByteBuffer value) throws BackendException;
}
