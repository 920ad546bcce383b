package org.gpugdb.server.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Stack;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.gpugdb.backend.spi.BackendException;
import org.gpugdb.backend.spi.BackendProvider;
import org.gpugdb.backend.spi.Device;
import org.gpugdb.server.net.NettyDeviceLoop;
import org.gpugdb.server.session.LogLevels;
import org.gpugdb.server.session.Permissions;
import org.gpugdb.server.session.SessionOptions;
import org.gpugdb.server.view.ThreadListPolicy;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IParameterPreprocessor;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The program. */
@Command(
    name = "gpu-gdbserver",
    description = "Lets GDB and LLDB debug what runs on a GPU.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpAutoWidth = true,
    footer = {
      "",
      "Examples:",
      "  gpu-gdbserver --image prog.elf --threads 4 --halt :1234",
      "      4 hardware threads at the entry of a program; in gdb: target remote :1234",
      "  gpu-gdbserver --kernel vadd --preset demo unix:/tmp/gpu",
      "      a kernel on 256 hardware threads; in gdb: target remote /tmp/gpu",
      "  gpu-gdbserver --device /tmp/gpu-node :1234",
      "      programs of other processes, which come and go; in gdb: target extended-remote :1234",
      "  gdb -ex 'target remote | gpu-gdbserver --image prog.elf -'",
      "      a server for this one client",
      "",
      "Exit codes: 0 ended as asked, 1 something could not be done, 2 wrong command line,",
      "3 this machine lacks what debugging needs (gpu-gdbserver doctor)."
    })
public final class Main implements Callable<Integer> {
  static final String EMULATED = "emulated";
  static final String ALL_AREAS = "all";

  @Parameters(
      paramLabel = "COMM",
      arity = "0..1",
      description = "Where clients connect: HOST:PORT, :PORT (127.0.0.1), unix:PATH or - (stdio).")
  private @Nullable String comm;

  @Option(
      names = "--backend",
      paramLabel = "NAME",
      defaultValue = EMULATED,
      description = "What to debug on (default: ${DEFAULT-VALUE}).")
  private String backend = EMULATED;

  @Option(
      names = "--device",
      paramLabel = "PATH",
      description =
          "The GPU's device node. For the emulated GPU: a UNIX socket to be made, by which"
              + " other processes use it.")
  private @Nullable String device;

  @Option(
      names = "--attach",
      paramLabel = "PID",
      description = "Debug only what this process runs on the GPU.")
  private @Nullable String attach;

  @Option(
      names = "--image",
      paramLabel = "FILE",
      description = "Run a statically linked RV64 program on the emulated GPU.")
  private @Nullable String image;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Hardware threads that start at the image's entry (default: 1).")
  private @Nullable String threads;

  @Option(
      names = "--ram",
      paramLabel = "BASE:SIZE",
      description = "Memory for the image beside its own segments.")
  private @Nullable String ram;

  @Option(names = "--halt", description = "Hold every thread before its first instruction.")
  private boolean halt;

  @Option(
      names = "--kernel",
      paramLabel = "NAME",
      description = "Run one of the kernels that come with the emulated GPU.")
  private @Nullable String kernel;

  @Option(
      names = "--work-items",
      paramLabel = "N",
      description = "Work-items of each dispatch of the kernel (default: 1024).")
  private @Nullable String workItems;

  @Option(
      names = "--dispatches",
      paramLabel = "N",
      description = "Dispatches of the kernel, one after the other (default: 1).")
  private @Nullable String dispatches;

  @Option(
      names = "--preset",
      paramLabel = "NAME",
      description = "Size of the emulated GPU: tiny, demo, big or huge.")
  private @Nullable String preset;

  @Option(
      names = "--dialect",
      paramLabel = "NAME",
      description =
          "Form of the kernel's debug interface: prelim, prelim-2025, v3, igt or v5 (default of the"
              + " emulated GPU: prelim).")
  private @Nullable String dialect;

  @Option(
      names = {"-o", "--option"},
      paramLabel = "NAME=VALUE",
      description = "Any other option of the back end; may be repeated.")
  private Map<String, String> others = new TreeMap<>();

  @Option(names = "--once", description = "End after the first client.")
  private boolean once;

  @Option(
      names = "--multi",
      description = "Attach to nothing at connect; use gdb's extended-remote and attach.")
  private boolean multi;

  @Option(names = "--list", description = "Print the back ends and their GPU clients, and end.")
  private boolean list;

  @Option(
      names = "--allow-write",
      paramLabel = "KIND",
      split = ",",
      description =
          "What clients may change: registers, memory, run, userptr or none "
              + "(default: all but userptr on the emulated GPU, else none).")
  private @Nullable List<String> allowWrite;

  @Option(names = "--allow-kill", description = "Let a client's kill end the program.")
  private boolean allowKill;

  @Option(
      names = "--listen-anywhere",
      description = "Allow COMM to be reachable from other machines. There is no password.")
  private boolean listenAnywhere;

  @Option(
      names = "--thread-list",
      paramLabel = "POLICY",
      defaultValue = "sticky",
      description =
          "Threads clients are shown: all, sticky (from first stop to end) or stopped "
              + "(default: ${DEFAULT-VALUE}).")
  private ThreadListPolicy threadList = ThreadListPolicy.STICKY;

  @Option(
      names = "--debug",
      paramLabel = "AREA",
      arity = "0..1",
      split = ",",
      fallbackValue = Main.ALL_AREAS,
      preprocessor = AttachedOnly.class,
      description = "Log more: rsp (every packet), audit, backend, server or all.")
  private List<String> debug = List.of();

  @Option(
      names = "--record",
      paramLabel = "FILE",
      description = "Write every packet to a file, for a bug report.")
  private @Nullable Path record;

  @Option(
      names = "--stop-budget",
      paramLabel = "SECONDS",
      description =
          "End a session that keeps threads stopped and says nothing for so long; they go on"
              + " (default: no limit).")
  private @Nullable Integer stopBudget;

  @Spec private @Nullable CommandSpec spec;

  private Main() {}

  /** Runs the program and ends the process. */
  public static void main(String[] arguments) {
    // Before any logger is made, for the JDK asks once.
    System.setProperty("java.util.logging.manager", LastingLogManager.class.getName());
    System.exit(commandLine().execute(arguments));
  }

  /** The command line, which is executed once. */
  static CommandLine commandLine() {
    CommandLine line =
        new CommandLine(new Main())
            .addSubcommand(new BenchCommand())
            .addSubcommand(new DemoCommand())
            .addSubcommand(new DoctorCommand());
    line.getCommandSpec().version("gpu-gdbserver " + version());
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setAllowSubcommandsAsOptionParameters(true); // demo is a preset, too
    line.setParameterExceptionHandler(
        (e, args) -> complain(e.getCommandLine(), e.getMessage(), ExitCode.USAGE));
    line.setExecutionExceptionHandler((e, commandLine, parsed) -> complain(commandLine, e));
    return line;
  }

  private static int complain(CommandLine line, Exception e) {
    if (e instanceof UsageException || e instanceof BackendException.InvalidArgument) {
      return complain(line, e.getMessage(), ExitCode.USAGE);
    }
    boolean missing = e instanceof BackendException.NotAvailable;
    return complain(line, e.getMessage(), missing ? ExitCode.MISSING : ExitCode.FAILURE);
  }

  private static int complain(CommandLine line, @Nullable String message, int code) {
    line.getErr().println("gpu-gdbserver: " + message);
    return code;
  }

  /** What the jar says it is. */
  static String version() {
    String version = Main.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }

  @Override
  public Integer call() throws UsageException, BackendException, IOException {
    CommandLine line = spec().commandLine();
    Logging.configure();
    for (String area : debug) {
      setDebug(area);
    }
    if (record != null) {
      startRecording(record);
    }
    Backends backends = Backends.load();
    if (list) {
      return list(backends, line.getOut());
    }
    BackendProvider provider = backends.get(backend);
    ServerConfig config = config(provider);
    return serve(config, provider, line.getErr());
  }

  private static void startRecording(Path file) throws UsageException {
    try {
      var unused = Logging.record(file); // to the end of the process
    } catch (IOException e) {
      throw new UsageException("--record: cannot write " + file + ": " + reason(e));
    }
  }

  private static String reason(IOException e) {
    return e instanceof NoSuchFileException ? "no such directory" : String.valueOf(e.getMessage());
  }

  private static int serve(ServerConfig config, BackendProvider provider, PrintWriter terminal)
      throws BackendException, IOException {
    Server server = Server.start(config, provider);
    Thread onSignal = new Thread(() -> closeOnSignal(server), "signal");
    Runtime.getRuntime().addShutdownHook(onSignal);
    server.announce(config.address(), terminal);
    try {
      server.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().removeShutdownHook(onSignal);
    server.close();
    return ExitCode.OK;
  }

  /** Being told to end is no failure; the JVM would make it one. */
  private static void closeOnSignal(Server server) {
    server.close();
    Runtime.getRuntime().halt(ExitCode.OK);
  }

  private int list(Backends backends, PrintWriter out) throws UsageException, BackendException {
    for (String name : backends.names()) {
      out.println(name);
    }
    BackendProvider provider = backends.get(backend);
    ServerConfig config = config(new ListenAddress.Stdio(), provider);
    try (NettyDeviceLoop loop = NettyDeviceLoop.open("device")) {
      Device device = Server.open(config, provider, loop);
      CompletableFuture.runAsync(() -> describe(device, out), loop).join();
    }
    return ExitCode.OK;
  }

  private static void describe(Device device, PrintWriter out) {
    out.println(device.info().name() + ": " + device.info().description());
    device.clients().stream()
        .map(client -> "  " + client.pid() + " " + client.name())
        .distinct() // a process may be several clients
        .forEach(out::println);
    device.close();
  }

  private ServerConfig config(BackendProvider provider) throws UsageException {
    if (comm == null) {
      throw new UsageException("COMM is missing: where clients connect (--help lists the forms)");
    }
    ListenAddress address = ListenAddress.parse(comm);
    if (address instanceof ListenAddress.Tcp tcp && !tcp.isLoopback()) {
      if (!listenAnywhere) {
        throw new UsageException(
            comm + " is reachable from other machines, which takes --listen-anywhere");
      }
      spec()
          .commandLine()
          .getErr()
          .println("gpu-gdbserver: warning: whoever reaches " + comm + " controls the GPU");
    }
    return config(address, provider);
  }

  private ServerConfig config(ListenAddress address, BackendProvider provider)
      throws UsageException {
    SessionOptions sessions =
        new SessionOptions(
            threadList, permissions(provider), allowKill, !multi, stopBudget(), version());
    return new ServerConfig(backend, backendOptions(), address, listenAnywhere, once, sessions);
  }

  private Optional<Duration> stopBudget() throws UsageException {
    if (stopBudget == null) {
      return Optional.empty();
    }
    if (stopBudget < 1) {
      throw new UsageException(
          "--stop-budget: got " + stopBudget + " (expected seconds, at least 1)");
    }
    return Optional.of(Duration.ofSeconds(stopBudget));
  }

  private Map<String, String> backendOptions() {
    Map<String, String> options = new TreeMap<>(others);
    put(options, "device", device);
    put(options, "attach", attach);
    put(options, "image", image);
    put(options, "threads", threads);
    put(options, "ram", ram);
    put(options, "kernel", kernel);
    put(options, "work-items", workItems);
    put(options, "dispatches", dispatches);
    put(options, "preset", preset);
    put(options, "dialect", dialect);
    put(options, "halt", halt ? "true" : null);
    return options;
  }

  private static void put(Map<String, String> options, String name, @Nullable String value) {
    if (value != null) {
      options.put(name, value);
    }
  }

  private Permissions permissions(BackendProvider provider) throws UsageException {
    if (allowWrite == null) {
      return provider.allowsChanges() ? Permissions.standard() : Permissions.reading();
    }
    EnumSet<Permissions.Change> allowed = EnumSet.noneOf(Permissions.Change.class);
    for (String word : allowWrite) {
      if (!word.equals("none")) {
        allowed.add(change(word));
      }
    }
    return new Permissions(allowed);
  }

  private static Permissions.Change change(String word) throws UsageException {
    for (Permissions.Change change : Permissions.Change.values()) {
      if (change.word().equals(word)) {
        return change;
      }
    }
    throw new UsageException(
        "--allow-write: got " + word + " (expected registers, memory, run, userptr or none)");
  }

  /** Packets are traced; of the rest the decisions are enough. */
  private static void setDebug(String area) throws UsageException {
    String problem = LogLevels.set(area, area.equals("rsp") ? "trace" : "debug").orElse("");
    if (!problem.isEmpty()) {
      throw new UsageException("--debug: " + problem);
    }
    if (area.equals(ALL_AREAS)) {
      setDebug("rsp");
    }
  }

  /** Takes a value only behind an equals sign: what follows a space is the next argument. */
  static final class AttachedOnly implements IParameterPreprocessor {
    @Override
    public boolean preprocess(
        Stack<String> arguments, CommandSpec command, ArgSpec option, Map<String, Object> info) {
      if (!"=".equals(info.get("separator"))) {
        arguments.push(ALL_AREAS);
      }
      return false;
    }
  }

  private CommandSpec spec() {
    if (spec == null) {
      throw new IllegalStateException("not run by picocli");
    }
    return spec;
  }
}
