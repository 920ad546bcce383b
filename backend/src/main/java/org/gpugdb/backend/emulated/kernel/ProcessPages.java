package org.gpugdb.backend.emulated.kernel;

import org.gpugdb.backend.emulated.gpu.UserMemory;

/**
 * The memory of a process, wherever the process lives. Thread-safe; needs no lock. The process
 * itself, the kernel and the GPU may touch the same bytes at once: an aligned 8-byte word is read
 * and written as a whole.
 */
public interface ProcessPages extends UserMemory {
  /** Whether the process itself could read, or read and write, every byte of a range. */
  boolean isAccessible(long address, long length, boolean write);

  /** What is mapped in a range: equal as long as the process has not changed its mappings there. */
  Object mappings(long address, long length);
}
