package org.gpugdb.server.it;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.gpugdb.backend.driver.DriverException;
import org.gpugdb.backend.driver.Host;
import org.gpugdb.backend.emulated.gpu.GpuConfig;
import org.gpugdb.backend.emulated.gpu.Topology;
import org.gpugdb.backend.emulated.kernel.EmulatedKernel;
import org.gpugdb.backend.emulated.kernel.KernelConfig;
import org.gpugdb.backend.emulated.kernel.LocalProcess;
import org.gpugdb.backend.eu.RiscvEu;
import org.gpugdb.backend.eudebug.EudebugDevice;
import org.gpugdb.backend.kernel.KernelInterface;
import org.gpugdb.backend.spi.BackendException;
import org.gpugdb.backend.spi.Device;
import org.gpugdb.backend.spi.DeviceLoop;
import org.gpugdb.backend.uapi.Dialect;
import org.gpugdb.server.net.NettyDeviceLoop;
import org.gpugdb.server.net.RspServer;
import org.gpugdb.server.session.DebuggedDevice;
import org.gpugdb.server.session.SessionOptions;

/**
 * An emulated machine with a host process and a server on it. Unlike the packaged server's, this
 * machine outlives the server, so that others can see what that has left.
 */
final class Machine implements AutoCloseable {
  static final String NODE = "/dev/dri/renderD128";
  static final int HOST_PID = 2000;

  /** What makes the host's program. */
  interface HostFactory {
    Host create(KernelInterface process) throws DriverException;
  }

  private final EmulatedKernel kernel;
  private final Host host;
  private final LocalProcess debugger;
  private final NettyDeviceLoop loop = NettyDeviceLoop.open("device");
  private final DebuggedDevice device;
  private final RspServer server;
  private final BlockingQueue<String> hostLog = new LinkedBlockingQueue<>();
  private final Handler logHandler = new QueueHandler(hostLog);
  private boolean serving = true;

  private Machine(HostFactory factory) throws DriverException, BackendException, IOException {
    kernel = EmulatedKernel.open(KernelConfig.of(GpuConfig.parallel(Topology.preset("demo"))));
    host = factory.create(kernel.process(HOST_PID, 0, "host"));
    debugger = kernel.process(1000, 0, "debugger");
    Device opened = openDevice(debugger, Optional.of(new HostLauncher(host)), loop);
    SessionOptions options = SessionOptions.standard("test");
    device = new DebuggedDevice(opened, loop, options);
    server =
        RspServer.open(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), loop, device::connect);
    Logger.getLogger("org.gpugdb.backend.driver").addHandler(logHandler);
  }

  /** A machine whose program starts when the first client looks for it. */
  static Machine with(HostFactory factory) throws Exception {
    return new Machine(factory);
  }

  private static Device openDevice(
      KernelInterface process, Optional<Device.Launcher> launcher, DeviceLoop loop)
      throws BackendException {
    return EudebugDevice.open(
        process,
        new EudebugDevice.Options("emulated:test", "test", NODE, Dialect.PRELIM, launcher, 0),
        loop,
        version -> Optional.of(new RiscvEu()));
  }

  private record HostLauncher(Host host) implements Device.Launcher {
    @Override
    public boolean isRunning() {
      return host.isRunning();
    }

    @Override
    public boolean haltsAtEntry() {
      return false;
    }

    @Override
    public void start() {
      host.start();
    }

    @Override
    public void kill() {
      host.kill();
    }
  }

  /** Another process of the machine that looks at the host, and its device. */
  Witness witness() throws Exception {
    NettyDeviceLoop own = NettyDeviceLoop.open("witness");
    LocalProcess process = kernel.process(3000, 0, "witness");
    Device seen =
        CompletableFuture.supplyAsync(
                () -> {
                  try {
                    return openDevice(process, Optional.empty(), own);
                  } catch (BackendException e) {
                    throw new IllegalStateException(e);
                  }
                },
                own)
            .join();
    return new Witness(own, seen);
  }

  int port() {
    return ((InetSocketAddress) server.address()).getPort();
  }

  Host host() {
    return host;
  }

  /** What the server has open on this machine. */
  List<String> openFiles() {
    String directory = "/proc/" + debugger.pid() + "/fd";
    return debugger.list(directory).stream()
        .map(fd -> debugger.readlink(directory + "/" + fd).orElse("closed meanwhile"))
        .sorted()
        .toList();
  }

  /** What the host says of its results once it is done. */
  String awaitHostResults() throws InterruptedException {
    for (String line = nextHostLine(); ; line = nextHostLine()) {
      if (line.contains("wrong")) {
        return line;
      }
    }
  }

  private String nextHostLine() throws InterruptedException {
    String line = hostLog.poll(ServerProcess.PATIENCE_SECONDS, TimeUnit.SECONDS);
    if (line == null) {
      throw new AssertionError("the host has not ended");
    }
    return line;
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

  /** Ends the server as SIGTERM does; the machine goes on. */
  void endServer() {
    if (serving) {
      serving = false;
      server.close();
      CompletableFuture.runAsync(device::close, loop).join();
    }
  }

  @Override
  public void close() {
    endServer();
    loop.close();
    host.close();
    kernel.close();
    Logger.getLogger("org.gpugdb.backend.driver").removeHandler(logHandler);
  }
}
