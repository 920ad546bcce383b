package org.gpugdb.backend.emulated.kernel;

import java.util.concurrent.locks.Condition;
import org.gpugdb.backend.kernel.KernelInterface;

/** A pidfd: readable once the process has exited. */
final class PidFile extends OpenFile {
  private final EmulatedProcess process;

  PidFile(EmulatedProcess process, int flags) {
    super("anon_inode:[pidfd]", KernelInterface.O_RDWR | flags);
    this.process = process;
  }

  EmulatedProcess process() {
    return process;
  }

  @Override
  int readiness() {
    return process.exited() ? KernelInterface.POLLIN : 0;
  }

  @Override
  Condition readinessChanged() {
    return process.exit();
  }
}
