package org.gpugdb.backend.provider;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.gpugdb.backend.driver.DriverException;
import org.gpugdb.backend.driver.Host;
import org.gpugdb.backend.emulated.gpu.GpuConfig;
import org.gpugdb.backend.emulated.gpu.Topology;
import org.gpugdb.backend.emulated.kernel.EmulatedKernel;
import org.gpugdb.backend.emulated.kernel.KernelConfig;
import org.gpugdb.backend.eu.RiscvEu;
import org.gpugdb.backend.eudebug.EudebugDevice;
import org.gpugdb.backend.kernel.KernelInterface;
import org.gpugdb.backend.spi.BackendException;
import org.gpugdb.backend.spi.BackendException.InvalidArgument;
import org.gpugdb.backend.spi.BackendProvider;
import org.gpugdb.backend.spi.Capabilities;
import org.gpugdb.backend.spi.DebugTarget;
import org.gpugdb.backend.spi.Device;
import org.gpugdb.backend.spi.DeviceInfo;
import org.gpugdb.backend.spi.DeviceLoop;
import org.gpugdb.backend.spi.TargetEvent;
import org.gpugdb.backend.uapi.Dialect;

/**
 * The emulated GPU inside this process, with a host process of its own that runs an image or one of
 * the shipped kernels.
 */
public final class EmulatedProvider implements BackendProvider {
  private static final String NODE = "/dev/dri/renderD128";
  private static final Dialect DIALECT = Dialect.PRELIM;

  /** The debugger is a process of its own to the emulated kernel: its number is beyond any real. */
  private static final int DEBUGGER_PID = 1 << 22;

  private static final int WORK_ITEMS = 1024;

  @Override
  public String name() {
    return "emulated";
  }

  @Override
  public Device open(Map<String, String> given, DeviceLoop loop) throws BackendException {
    EmulatedOptions options = EmulatedOptions.of(given);
    int threads = options.count("threads", 1);
    String preset = options.preset(options.text("image").isPresent() ? threads : 1);
    EmulatedKernel machine =
        EmulatedKernel.open(KernelConfig.of(GpuConfig.parallel(Topology.preset(preset))));
    try {
      return open(machine, preset, options, loop);
    } catch (BackendException | RuntimeException e) {
      machine.close();
      throw e;
    }
  }

  private static Device open(
      EmulatedKernel machine, String preset, EmulatedOptions options, DeviceLoop loop)
      throws BackendException {
    int pid = Math.toIntExact(ProcessHandle.current().pid());
    KernelInterface process = machine.process(pid, 0, "gpu-gdbserver");
    Host host = host(process, options);
    Device device =
        EudebugDevice.open(
            machine.process(DEBUGGER_PID, 0, "debugger"),
            new EudebugDevice.Options(
                "emulated:" + preset,
                "emulated GPU, " + Topology.preset(preset).slots() + " RISC-V hardware threads",
                NODE,
                DIALECT,
                Optional.of(new HostLauncher(host, haltsAtEntry(options))),
                0),
            loop,
            new RiscvEu());
    if (!options.flag("halt")) {
      host.start();
    }
    return new EmulatedDevice(device, host, machine);
  }

  private static boolean haltsAtEntry(EmulatedOptions options) {
    return options.flag("halt") && options.text("image").isPresent();
  }

  private static Host host(KernelInterface process, EmulatedOptions options)
      throws BackendException {
    Optional<String> image = options.text("image");
    Optional<String> kernel = options.text("kernel");
    if (image.isPresent() == kernel.isPresent()) {
      throw new InvalidArgument(
          image.isPresent()
              ? "--image and --kernel exclude each other"
              : "there is nothing to debug: give --image FILE or --kernel NAME");
    }
    try {
      if (kernel.isPresent()) {
        return Host.ofKernel(
            process,
            NODE,
            DIALECT,
            kernel.get(),
            options.text("optimization").orElse("O0"),
            options.count("work-items", WORK_ITEMS),
            options.count("dispatches", 1));
      }
      EmulatedOptions.Range ram = options.ram();
      return Host.ofImage(
          process,
          NODE,
          DIALECT,
          Path.of(image.orElseThrow()),
          options.count("threads", 1),
          ram.base(),
          ram.size(),
          haltsAtEntry(options));
    } catch (DriverException e) {
      throw new InvalidArgument(String.valueOf(e.getMessage()));
    }
  }

  /** The host as what a debugger can start again. */
  private record HostLauncher(Host host, boolean haltsAtEntry) implements Device.Launcher {
    @Override
    public boolean isRunning() {
      return host.isRunning();
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

  /** A device whose end is the end of the whole machine. */
  private record EmulatedDevice(Device device, Host host, EmulatedKernel machine)
      implements Device {
    @Override
    public DeviceInfo info() {
      return device.info();
    }

    @Override
    public Capabilities capabilities() {
      return device.capabilities();
    }

    @Override
    public List<GpuClient> clients() {
      return device.clients();
    }

    @Override
    public DebugTarget attach(GpuClient client, Consumer<TargetEvent> onLoop)
        throws BackendException {
      return device.attach(client, onLoop);
    }

    @Override
    public Optional<Launcher> launcher() {
      return device.launcher();
    }

    @Override
    public void close() {
      device.close();
      host.close();
      machine.close();
    }
  }
}
