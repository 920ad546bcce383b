package org.gpugdb.backend.driver;

/**
 * What a GPU client does from the moment it has an address space until it has nothing left to do.
 */
interface Program {
  /** Short name for people. */
  String name();

  /**
   * Loads, creates the queue, dispatches; returns when the work is done.
   *
   * @throws DriverException when the kernel refuses something, or the client was closed meanwhile
   */
  void run(GpuClient client) throws DriverException;
}
