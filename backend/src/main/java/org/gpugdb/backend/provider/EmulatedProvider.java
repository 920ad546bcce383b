package org.gpugdb.backend.provider;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.gpugdb.backend.driver.DriverException;
import org.gpugdb.backend.driver.Host;
import org.gpugdb.backend.driver.HostMain;
import org.gpugdb.backend.emulated.gpu.Topology;
import org.gpugdb.backend.emulated.kernel.EmulatedKernel;
import org.gpugdb.backend.eu.RiscvEu;
import org.gpugdb.backend.eudebug.EudebugDevice;
import org.gpugdb.backend.kernel.KernelInterface;
import org.gpugdb.backend.spi.BackendException;
import org.gpugdb.backend.spi.BackendException.InvalidArgument;
import org.gpugdb.backend.spi.BackendProvider;
import org.gpugdb.backend.spi.Device;
import org.gpugdb.backend.spi.DeviceLoop;
import org.gpugdb.backend.uapi.Dialect;
import org.gpugdb.backend.uapi.DialectChoice;
import org.gpugdb.backend.uapi.UnknownDialectException;

/**
 * The emulated GPU inside this process. What runs on it is an image or one of the shipped kernels,
 * with this process as its host, or comes from other processes by a socket, or both.
 */
public final class EmulatedProvider implements BackendProvider {
  private static final String NODE = "/dev/dri/renderD128";

  /** The debugger is a process of its own to the emulated kernel: its number is beyond any real. */
  private static final int DEBUGGER_PID = 1 << 22;

  private static final int WORK_ITEMS = 1024;

  @Override
  public String name() {
    return "emulated";
  }

  @Override
  public boolean allowsChanges() {
    return true;
  }

  @Override
  public Device open(Map<String, String> given, DeviceLoop loop) throws BackendException {
    EmulatedOptions options = EmulatedOptions.of(given);
    boolean hasProgram = options.hasProgram();
    OptionalInt attach = options.attach();
    int threads = options.count("threads", 1);
    String preset = options.preset(options.text("image").isPresent() ? threads : 1);
    EmulatedMachine machine =
        EmulatedMachine.open(preset, options.dialect(), options.text("device"));
    try {
      Optional<Host> host =
          hasProgram ? Optional.of(host(machine.kernel(), options)) : Optional.empty();
      Device device = device(machine.kernel(), preset, launcher(host, options), loop);
      if (!options.flag("halt")) {
        host.ifPresent(Host::start);
      }
      return new OneProcessDevice(device, attach, () -> close(host, machine));
    } catch (BackendException | RuntimeException e) {
      machine.close();
      throw e;
    }
  }

  private static void close(Optional<Host> host, EmulatedMachine machine) {
    host.ifPresent(Host::close);
    machine.close();
  }

  @Override
  public List<String> sampleHost(Path node, String kernel, int workItems) throws InvalidArgument {
    List<String> arguments =
        List.of(
            "--socket",
            node.toString(),
            "--kernel",
            kernel,
            "--work-items",
            Integer.toString(workItems),
            "--phases");
    try {
      HostMain.check(arguments);
    } catch (DriverException e) {
      throw new InvalidArgument(String.valueOf(e.getMessage()));
    }
    List<String> command = new ArrayList<>(List.of(HostMain.class.getName()));
    command.addAll(arguments);
    return command;
  }

  private static Device device(
      EmulatedKernel kernel, String preset, Optional<Device.Launcher> launcher, DeviceLoop loop)
      throws BackendException {
    KernelInterface debugger = kernel.process(DEBUGGER_PID, 0, "debugger");
    return EudebugDevice.open(
        debugger,
        new EudebugDevice.Options(
            "emulated:" + preset,
            "emulated GPU, " + Topology.preset(preset).slots() + " RISC-V hardware threads",
            NODE,
            dialect(debugger),
            launcher,
            0),
        loop,
        version -> Optional.of(new RiscvEu()));
  }

  private static Dialect dialect(KernelInterface kernel) throws InvalidArgument {
    try {
      return DialectChoice.of(kernel, NODE).dialect();
    } catch (UnknownDialectException e) {
      throw new InvalidArgument(String.valueOf(e.getMessage()));
    }
  }

  private static Optional<Device.Launcher> launcher(Optional<Host> host, EmulatedOptions options) {
    return host.map(program -> new HostLauncher(program, haltsAtEntry(options)));
  }

  private static boolean haltsAtEntry(EmulatedOptions options) {
    return options.flag("halt") && options.text("image").isPresent();
  }

  private static Host host(EmulatedKernel kernel, EmulatedOptions options) throws BackendException {
    int pid = Math.toIntExact(ProcessHandle.current().pid());
    KernelInterface process = kernel.process(pid, 0, "gpu-gdbserver");
    try {
      Optional<String> name = options.text("kernel");
      if (name.isPresent()) {
        return Host.ofKernel(
            process,
            NODE,
            dialect(process),
            name.get(),
            options.text("optimization").orElse("O0"),
            options.count("work-items", WORK_ITEMS),
            options.count("dispatches", 1));
      }
      EmulatedOptions.Range ram = options.ram();
      return Host.ofImage(
          process,
          NODE,
          dialect(process),
          Path.of(options.text("image").orElseThrow()),
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
}
