package org.gpugdb.backend.eudebug;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.gpugdb.backend.os.LinuxKernel;
import org.gpugdb.backend.os.Shim;
import org.gpugdb.backend.spi.BackendException;
import org.gpugdb.backend.spi.Device.GpuClient;
import org.gpugdb.backend.uapi.Dialect;
import org.junit.jupiter.api.io.TempDir;

/** The debugger on the real system calls, as a C library with a toy GPU answers them. */
class LinuxDebuggerIT extends DebuggerContract {
  @TempDir private Path directory;

  @Override
  Machine open() throws Exception {
    return new Linux(Shim.open(directory, PROGRAM));
  }

  private static final class Linux implements Machine {
    private final Shim shim;
    private final RecordingKernel kernel =
        new RecordingKernel(new LinuxKernel(DebuggerRequests.of(Dialect.PRELIM)));
    private final DebuggerRig rig;

    Linux(Shim shim) throws BackendException {
      this.shim = shim;
      this.rig = new DebuggerRig(DebuggerRig.riscv(kernel, Dialect.PRELIM, Shim.CARD), client());
    }

    @Override
    public DebuggerRig rig() {
      return rig;
    }

    @Override
    public RecordingKernel kernel() {
      return kernel;
    }

    @Override
    public GpuClient client() {
      return new GpuClient(shim.clientPid(), "sleep");
    }

    @Override
    public int slots() {
      return Shim.SLOTS;
    }

    @Override
    public int threads() {
      return Shim.SLOTS;
    }

    @Override
    public void startClient() {
      shim.startClient();
    }

    @Override
    public void endClient() {
      shim.endClient();
    }

    @Override
    public void close() {
      rig.close();
      assertThat(shim.resets()).isZero();
      assertThat(shim.threads()).doesNotContain("stopped");
      shim.close();
    }
  }
}
