package org.gpugdb.backend.spi;

import java.nio.ByteBuffer;

/** The registers of one stopped thread. */
public interface RegisterAccess {
  /** Appends every register, in number order, each in its own width, little-endian. */
  void readAll(ByteBuffer into) throws BackendException;

  /** One register of at most 64 bits, zero-extended. */
  long read(int number) throws BackendException;

  /** Changes one register of at most 64 bits; it takes effect when the thread goes on. */
  void write(int number, long value) throws BackendException;
}
