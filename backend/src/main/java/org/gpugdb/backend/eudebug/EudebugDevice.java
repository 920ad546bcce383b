package org.gpugdb.backend.eudebug;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import org.gpugdb.backend.eu.EuArchitecture;
import org.gpugdb.backend.eu.GraphicsVersion;
import org.gpugdb.backend.eu.Topology;
import org.gpugdb.backend.kernel.KernelInterface;
import org.gpugdb.backend.spi.BackendException;
import org.gpugdb.backend.spi.Capabilities;
import org.gpugdb.backend.spi.DebugTarget;
import org.gpugdb.backend.spi.Device;
import org.gpugdb.backend.spi.DeviceInfo;
import org.gpugdb.backend.spi.DeviceLoop;
import org.gpugdb.backend.spi.TargetEvent;
import org.gpugdb.backend.uapi.DebugRequest;
import org.gpugdb.backend.uapi.Dialect;
import org.gpugdb.backend.uapi.EventCodec;
import org.gpugdb.backend.uapi.EventKind;

/**
 * A GPU behind the kernel's debug interface, whichever kernel that is. Confined to the device loop,
 * but {@link #open} may be called before it runs.
 */
public final class EudebugDevice implements Device {
  private final KernelInterface kernel;
  private final Options options;
  private final DeviceLoop loop;
  private final EuArchitecture architecture;
  private final Topology topology;
  private final int addressBits;
  private final int fd;
  private final SpaceNumbers numbers = new SpaceNumbers();

  /** Debuggers that see one client after another tell modules by their numbers. */
  private final AtomicInteger lastModule = new AtomicInteger();

  private final Set<EudebugTarget> targets = new HashSet<>();
  private boolean closed;

  /**
   * How a device is opened.
   *
   * @param name short name, such as {@code emulated:demo}
   * @param description one line for people
   * @param node path of one of the GPU's device nodes
   * @param dialect form of the debug interface that its kernel speaks
   * @param launcher what starts the device's own program, if it has one
   * @param moduleDeadlineNanos after so long a client goes on although nobody has released the
   *     module it has loaded; 0 for never
   */
  public record Options(
      String name,
      String description,
      String node,
      Dialect dialect,
      Optional<Launcher> launcher,
      long moduleDeadlineNanos) {}

  private EudebugDevice(
      KernelInterface kernel,
      Options options,
      DeviceLoop loop,
      EuArchitecture architecture,
      Topology topology,
      int addressBits,
      int fd) {
    this.kernel = kernel;
    this.options = options;
    this.loop = loop;
    this.architecture = architecture;
    this.topology = topology;
    this.addressBits = addressBits;
    this.fd = fd;
  }

  /**
   * Opens a device node and asks what the GPU is like.
   *
   * @param architectures the execution units of each generation; empty for one that is not known
   */
  public static EudebugDevice open(
      KernelInterface kernel,
      Options options,
      DeviceLoop loop,
      Function<GraphicsVersion, Optional<EuArchitecture>> architectures)
      throws BackendException {
    if (!options.dialect().has(DebugRequest.CONNECT)) {
      throw new BackendException.InvalidArgument(
          "dialect "
              + options.dialect().name()
              + ": the number of its request to connect is not published, so nobody can debug by"
              + " it");
    }
    int fd =
        SystemCall.check(
            "opening " + options.node(),
            kernel.open(options.node(), KernelInterface.O_RDWR | KernelInterface.O_CLOEXEC));
    try {
      DeviceQueries queries = new DeviceQueries(kernel, fd);
      GraphicsVersion version = queries.version();
      EuArchitecture architecture =
          architectures
              .apply(version)
              .orElseThrow(
                  () ->
                      new BackendException.NotAvailable(
                          "GPUs of graphics version " + version + " cannot be debugged yet"));
      Topology topology = queries.topology(architecture.attention());
      return new EudebugDevice(
          kernel, options, loop, architecture, topology, queries.addressBits(), fd);
    } catch (BackendException unusable) {
      kernel.close(fd);
      throw unusable;
    }
  }

  @Override
  public DeviceInfo info() {
    return new DeviceInfo(
        options.name(),
        options.description(),
        architecture.name(),
        topology.slots(),
        architecture.registers());
  }

  @Override
  public Capabilities capabilities() {
    return new Capabilities(
        architecture.watchpoints(), architecture.occupancy(), options.launcher().isPresent());
  }

  @Override
  public List<GpuClient> clients() {
    loop.assertOwner();
    return new ClientList(kernel, options.node(), options.dialect().byProcess()).clients();
  }

  @Override
  public DebugTarget attach(GpuClient client, Consumer<TargetEvent> onLoop)
      throws BackendException {
    loop.assertOwner();
    Session session = new Connector(kernel, options.dialect(), options.node(), fd).connect(client);
    Outlet events = new Outlet(loop, onLoop);
    EuControl control = new EuControl(kernel, session, topology);
    HeldFences fences = new HeldFences(session, loop);
    Spaces spaces =
        new Spaces(
            loop, numbers, this::newState, control, fences, options.moduleDeadlineNanos(), events);
    ResourceListener listener = new LoopListener(loop, spaces);
    EventStream stream = new EventStream(kernel, session, new EventCodec(options.dialect()));
    ResourceTracker tracker =
        new ResourceTracker(
            session,
            topology,
            vm -> new VmFile(kernel, vm, addressBits),
            new ClientFiles(kernel, client.pid()),
            lastModule::incrementAndGet,
            listener);
    EventPump pump =
        EventPump.start("gpu-events-" + client.pid(), stream, tracker, listener, loop::nanoTime);
    session.awaitListing(loop);
    EudebugTarget target =
        new EudebugTarget(
            loop, architecture, topology, session, control, spaces, fences, pump, events);
    targets.removeIf(EudebugTarget::isClosed);
    targets.add(target);
    return target;
  }

  private VmState newState() {
    return new VmState(loop, architecture, topology, options.dialect().has(EventKind.VM_BIND_OP));
  }

  @Override
  public Optional<Launcher> launcher() {
    return options.launcher();
  }

  /** Closes the targets that are still open, too. */
  @Override
  public void close() {
    loop.assertOwner();
    if (!closed) {
      closed = true;
      targets.forEach(EudebugTarget::close);
      kernel.close(fd);
    }
  }
}
