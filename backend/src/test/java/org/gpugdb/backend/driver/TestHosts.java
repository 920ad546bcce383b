package org.gpugdb.backend.driver;

import java.nio.file.Path;
import org.gpugdb.backend.kernel.KernelInterface;
import org.gpugdb.backend.uapi.Dialect;

/** GPU clients for the tests of other packages. */
public final class TestHosts {
  private TestHosts() {}

  /** Runs a shipped kernel. */
  public static Host kernel(
      KernelInterface process, String kernel, String optimization, int items, int dispatches)
      throws DriverException {
    return new Host(
        process,
        "/dev/dri/renderD128",
        Dialect.PRELIM,
        KernelProgram.create(kernel, optimization, items, dispatches));
  }

  /** Runs a bare-metal program. */
  public static Host image(KernelInterface process, Path file, int threads, boolean halt)
      throws DriverException {
    return new Host(
        process,
        "/dev/dri/renderD128",
        Dialect.PRELIM,
        new ImageProgram(ProgramFile.of(file), threads, 0x8000_0000L, 0x10_0000, halt));
  }
}
