package org.gpugdb.backend.eudebug;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.gpugdb.backend.driver.Host;
import org.gpugdb.backend.emulated.gpu.GpuConfig;
import org.gpugdb.backend.emulated.gpu.Topology;
import org.gpugdb.backend.emulated.kernel.EmulatedKernel;
import org.gpugdb.backend.emulated.kernel.KernelConfig;
import org.gpugdb.backend.emulated.kernel.LocalProcess;
import org.gpugdb.backend.kernel.KernelInterface;
import org.gpugdb.backend.spi.Device.GpuClient;
import org.gpugdb.backend.uapi.Dialect;

/** An emulated machine with a GPU client and a debugger, each in a process of its own. */
final class LiveRig extends DebuggerRig {
  static final String NODE = "/dev/dri/renderD128";
  static final int HOST_PID = 2000;
  private static final long PATIENCE_SECONDS = 60;

  /** What makes a client for the host's process. */
  interface HostFactory {
    Host create(LocalProcess process, Dialect dialect) throws Exception;
  }

  final EmulatedKernel kernel;
  final LocalProcess hostProcess;
  final Host host;

  private final BlockingQueue<String> hostLog = new LinkedBlockingQueue<>();
  private final Handler logHandler = new QueueHandler(hostLog);

  final KernelInterface debugger;

  private LiveRig(
      EmulatedKernel kernel, KernelInterface debugger, Dialect dialect, HostFactory factory)
      throws Exception {
    super(riscv(debugger, dialect, NODE), new GpuClient(HOST_PID, "host"));
    this.debugger = debugger;
    this.kernel = kernel;
    hostProcess = kernel.process(HOST_PID, 1000, "host");
    host = factory.create(hostProcess, dialect);
    Logger.getLogger("org.gpugdb.backend.driver").addHandler(logHandler);
  }

  /** A client that runs a shipped kernel. */
  static HostFactory kernel(String name, int items) {
    return (process, dialect) -> Host.ofKernel(process, NODE, dialect, name, "O0", items, 1);
  }

  /** A client that runs a bare-metal program. */
  static HostFactory image(String file, int threads, boolean halt) {
    Path path = Path.of("src/test/resources/images", file);
    return (process, dialect) ->
        Host.ofImage(process, NODE, dialect, path, threads, 0x8000_0000L, 0x100_0000, halt);
  }

  /** A debugger that waits for its client to begin. */
  static LiveRig attached(Topology topology, HostFactory factory) throws Exception {
    return attached(Dialect.PRELIM, topology, factory);
  }

  /** The same on a kernel of any dialect. */
  static LiveRig attached(Dialect dialect, Topology topology, HostFactory factory)
      throws Exception {
    LiveRig rig = idle(dialect, topology, factory);
    rig.attach();
    return rig;
  }

  /** A debugger that has not attached. */
  static LiveRig idle(Topology topology, HostFactory factory) throws Exception {
    return idle(Dialect.PRELIM, topology, factory);
  }

  /** The same on a kernel of any dialect. */
  static LiveRig idle(Dialect dialect, Topology topology, HostFactory factory) throws Exception {
    EmulatedKernel kernel = machine(dialect, topology);
    return new LiveRig(kernel, debugger(kernel), dialect, factory);
  }

  /** A debugger that has not attached, and whose calls are recorded. */
  static LiveRig recorded(Topology topology, HostFactory factory) throws Exception {
    EmulatedKernel kernel = machine(Dialect.PRELIM, topology);
    return new LiveRig(kernel, new RecordingKernel(debugger(kernel)), Dialect.PRELIM, factory);
  }

  private static EmulatedKernel machine(Dialect dialect, Topology topology) {
    return EmulatedKernel.open(KernelConfig.of(GpuConfig.parallel(topology)).withDialect(dialect));
  }

  private static KernelInterface debugger(EmulatedKernel kernel) {
    return kernel.process(1000, 1000, "debugger");
  }

  private static final class QueueHandler extends Handler {
    private final BlockingQueue<String> lines;

    QueueHandler(BlockingQueue<String> lines) {
      this.lines = lines;
    }

    @Override
    public void publish(LogRecord line) {
      lines.add(new SimpleFormatter().formatMessage(line));
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }

  /** What the host says of its results once it is done. */
  String awaitHostResults() throws Exception {
    while (true) {
      String line = hostLog.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      assertThat(line).as("the host's results").isNotNull();
      if (line.contains("wrong")) {
        return line;
      }
    }
  }

  @Override
  public void close() {
    Logger.getLogger("org.gpugdb.backend.driver").removeHandler(logHandler);
    try {
      super.close();
    } finally {
      host.close();
      kernel.close();
    }
  }
}
