package org.gpugdb.backend.eudebug;

import org.gpugdb.backend.emulated.gpu.Topology;
import org.gpugdb.backend.spi.Device.GpuClient;

/** The debugger on the emulated kernel. */
class EmulatedDebuggerTest extends DebuggerContract {
  private static final int THREADS = 4;

  @Override
  Machine open() throws Exception {
    LiveRig rig =
        LiveRig.recorded(
            Topology.TINY, LiveRig.image(PROGRAM.getFileName().toString(), THREADS, false));
    return new Emulated(rig);
  }

  private record Emulated(LiveRig rig) implements Machine {
    @Override
    public RecordingKernel kernel() {
      return (RecordingKernel) rig.debugger;
    }

    @Override
    public GpuClient client() {
      return new GpuClient(LiveRig.HOST_PID, "host");
    }

    @Override
    public int slots() {
      return Topology.TINY.slots();
    }

    @Override
    public int threads() {
      return THREADS;
    }

    @Override
    public void startClient() {
      rig.host.start();
    }

    @Override
    public void endClient() {
      rig.host.kill();
    }

    @Override
    public void close() {
      rig.close();
    }
  }
}
