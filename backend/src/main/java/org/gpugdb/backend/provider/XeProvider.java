package org.gpugdb.backend.provider;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import org.gpugdb.backend.doctor.Doctor;
import org.gpugdb.backend.doctor.Finding;
import org.gpugdb.backend.doctor.Machine;
import org.gpugdb.backend.eu.XeEu;
import org.gpugdb.backend.eudebug.DebuggerRequests;
import org.gpugdb.backend.eudebug.EudebugDevice;
import org.gpugdb.backend.os.LinuxKernel;
import org.gpugdb.backend.spi.BackendException;
import org.gpugdb.backend.spi.BackendException.InvalidArgument;
import org.gpugdb.backend.spi.BackendException.NotAvailable;
import org.gpugdb.backend.spi.BackendProvider;
import org.gpugdb.backend.spi.Device;
import org.gpugdb.backend.spi.DeviceLoop;
import org.gpugdb.backend.uapi.Dialect;
import org.gpugdb.backend.uapi.DialectChoice;
import org.gpugdb.backend.uapi.UnknownDialectException;

/**
 * The Intel GPUs of this machine, by the debug interface of the {@code xe} driver. Clients may look
 * and change nothing unless the user says so.
 */
public final class XeProvider implements BackendProvider {
  private static final List<String> OPTIONS = List.of("device", "attach", "dialect");
  private static final String ASK_THE_DOCTOR = " (gpu-gdbserver doctor tells more)";

  /** What is looked at before anything is opened. */
  public interface Surroundings {
    Machine machine() throws IOException;
  }

  private final Surroundings surroundings;

  /** For {@link java.util.ServiceLoader}. */
  public XeProvider() {
    this(Machine::here);
  }

  /** For a machine that stands for this one. */
  public XeProvider(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public String name() {
    return "xe";
  }

  @Override
  public Device open(Map<String, String> options, DeviceLoop loop) throws BackendException {
    check(options);
    Machine machine = machine();
    OptionalInt process = process(options);
    String node = node(machine, Optional.ofNullable(options.get("device")));
    require(Doctor.obstacle(machine, node));
    if (process.isPresent()) {
      require(Doctor.obstacle(machine, process.getAsInt()));
    }
    Dialect dialect = dialect(node, Optional.ofNullable(options.get("dialect")));
    EudebugDevice device =
        EudebugDevice.open(
            new LinuxKernel(DebuggerRequests.of(dialect)),
            new EudebugDevice.Options(
                "xe:" + node.substring(node.lastIndexOf('/') + 1),
                "Intel GPU at " + node + ", dialect " + dialect.name(),
                node,
                dialect,
                Optional.empty(),
                0),
            loop,
            XeEu::of);
    return new OneProcessDevice(device, process, () -> {});
  }

  private static void check(Map<String, String> options) throws InvalidArgument {
    for (String name : options.keySet()) {
      if (!OPTIONS.contains(name)) {
        throw new InvalidArgument(
            "the back end xe has no option '"
                + name
                + "' (expected one of "
                + String.join(", ", OPTIONS)
                + ")");
      }
    }
  }

  private Machine machine() throws NotAvailable {
    try {
      return surroundings.machine();
    } catch (IOException e) {
      throw new NotAvailable("this is no Linux machine: " + e.getMessage());
    }
  }

  private static OptionalInt process(Map<String, String> options) throws InvalidArgument {
    String text = options.get("attach");
    if (text == null) {
      return OptionalInt.empty();
    }
    try {
      int pid = Integer.parseInt(text);
      if (pid >= 1) {
        return OptionalInt.of(pid);
      }
    } catch (NumberFormatException e) {
      // Refused below, like any other word that is no process.
    }
    throw new InvalidArgument("--attach: got '" + text + "' (expected a process id)");
  }

  /** The node that is named, or that of the only GPU that can be debugged. */
  private static String node(Machine machine, Optional<String> named)
      throws InvalidArgument, NotAvailable {
    if (named.isPresent()) {
      return named.get();
    }
    List<String> nodes = Doctor.debuggableNodes(machine);
    if (nodes.size() > 1) {
      throw new InvalidArgument(
          "several GPUs can be debugged: choose one with --device ("
              + String.join(", ", nodes)
              + ")");
    }
    if (nodes.isEmpty()) {
      throw new NotAvailable(
          Doctor.obstacles(machine).stream()
                  .map(Finding::sentence)
                  .collect(Collectors.joining("; "))
              + ASK_THE_DOCTOR);
    }
    return nodes.get(0);
  }

  private static void require(Optional<Finding> obstacle) throws NotAvailable {
    if (obstacle.isPresent()) {
      throw new NotAvailable(obstacle.get().sentence() + ASK_THE_DOCTOR);
    }
  }

  /** Told by files alone: no request is made before it is known what its number means. */
  private static Dialect dialect(String node, Optional<String> named) throws InvalidArgument {
    DialectChoice choice = DialectChoice.of(new LinuxKernel(Set.of()), node);
    try {
      return named.isPresent() ? choice.dialect(named.get()) : choice.dialect();
    } catch (UnknownDialectException e) {
      throw new InvalidArgument(String.valueOf(e.getMessage()));
    }
  }
}
