package org.gpugdb.backend.driver;

import java.nio.ByteBuffer;

/** Memory behind a mapping of the GPU, as the host sees it. */
interface HostMemory {
  /** Writes what remains in {@code from}, whose position stays. */
  void write(long offset, ByteBuffer from) throws DriverException;

  /** Fills {@code into} from its position to its limit. */
  void read(long offset, ByteBuffer into) throws DriverException;
}
