package org.gpugdb.server.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.gpugdb.backend.spi.BackendException;
import org.gpugdb.backend.spi.BackendProvider;
import org.gpugdb.server.host.HostReport;
import org.gpugdb.server.host.SampleHost;
import org.gpugdb.server.session.SessionOptions;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An emulated GPU with its server in this process, and sample hosts that use it. */
final class Demo implements AutoCloseable {
  /** Of all hosts together: about as many as two rounds of the GPU's hardware threads. */
  private static final int WORK_ITEMS = 512;

  private static final int QUIET_SECONDS = 2;

  private static final String SERVER_SOCKET = "gdb";
  private static final String DEVICE_NODE = "gpu";

  private static final Logger LOG = LoggerFactory.getLogger(Demo.class);

  private final Path folder;
  private final String kernel;

  /** Guarded by this, as are the next three. */
  private final List<SampleHost> hosts = new ArrayList<>();

  private @Nullable Server server;
  private @Nullable Process gdb;
  private boolean closed;

  private final Object closing = new Object();

  private Demo(Path folder, String kernel) {
    this.folder = folder;
    this.kernel = kernel;
  }

  /** Work-items of each of a number of hosts. */
  static int workItems(int hosts) {
    return WORK_ITEMS / hosts;
  }

  /**
   * Starts everything but gdb, and waits until each host has had its first results.
   *
   * @param port for gdb; null for a UNIX socket
   */
  static Demo start(BackendProvider provider, String kernel, int hosts, @Nullable Integer port)
      throws BackendException, IOException, InterruptedException {
    Demo demo = new Demo(Files.createTempDirectory("gpu-demo-"), kernel);
    try {
      demo.serve(provider, port);
      List<String> command = provider.sampleHost(demo.node(), kernel, workItems(hosts));
      for (int i = 0; i < hosts; i++) {
        demo.add(SampleHost.start(command));
      }
      for (SampleHost host : demo.hosts()) {
        host.awaitResults();
      }
      return demo;
    } catch (BackendException | IOException | InterruptedException | RuntimeException e) {
      demo.close();
      throw e;
    }
  }

  private void serve(BackendProvider provider, @Nullable Integer port)
      throws BackendException, IOException {
    ListenAddress address =
        port == null
            ? new ListenAddress.Unix(UnixDomainSocketAddress.of(folder.resolve(SERVER_SOCKET)))
            : new ListenAddress.Tcp(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    SessionOptions sessions = SessionOptions.standard(Main.version());
    Map<String, String> options = Map.of("device", node().toString(), "preset", "demo");
    ServerConfig config =
        new ServerConfig(provider.name(), options, address, false, false, sessions);
    server = Server.start(config, provider);
  }

  private Path node() {
    return folder.resolve(DEVICE_NODE);
  }

  private synchronized void add(SampleHost host) {
    if (closed) {
      host.close();
    } else {
      hosts.add(host);
    }
  }

  private synchronized List<SampleHost> hosts() {
    return List.copyOf(hosts);
  }

  /** The debugger's command line. */
  private List<String> gdbCommand() {
    List<String> command = new ArrayList<>(List.of("gdb-multiarch", "-q"));
    List<String> lines =
        new ArrayList<>(
            List.of("set pagination off", "set breakpoint pending on", "set non-stop on"));
    repository()
        .ifPresent(path -> lines.add("set substitute-path /gpu-gdbserver \"" + path + "\""));
    lines.add("target extended-remote " + endpoint());
    lines.add("set range-stepping on");
    for (String line : lines) {
      command.add("-ex");
      command.add(line);
    }
    return command;
  }

  private synchronized String endpoint() {
    OptionalInt port = server == null ? OptionalInt.empty() : server.port();
    return port.isPresent()
        ? "127.0.0.1:" + port.getAsInt()
        : folder.resolve(SERVER_SOCKET).toString();
  }

  /** The checkout that this was built in, which has the kernels' sources, if it is still there. */
  private static Optional<Path> repository() {
    Path jar = Path.of(System.getProperty("java.class.path")).toAbsolutePath();
    return Optional.ofNullable(jar.getParent())
        .map(target -> target.resolve("../..").normalize())
        .filter(path -> Files.isDirectory(path.resolve("backend/src/main/kernels")));
  }

  /** Prints how to debug, then a line a second about the hosts, until they have ended. */
  int show(PrintWriter out) throws InterruptedException {
    out.println(String.join(" ", gdbCommand().stream().map(Demo::quoted).toList()));
    out.flush();
    Optional<HostReport> report = nextHeartbeat();
    while (report.isPresent()) {
      out.println(report.get().heartbeatLine());
      out.flush();
      report = nextHeartbeat();
    }
    return ExitCode.FAILURE;
  }

  /** What the hosts that live say together. */
  private Optional<HostReport> nextHeartbeat() throws InterruptedException {
    List<HostReport> reports = new ArrayList<>();
    for (SampleHost host : hosts()) {
      host.nextHeartbeat().ifPresent(reports::add);
    }
    return reports.stream().reduce(HostReport::with);
  }

  private static String quoted(String word) {
    return word.matches("[-\\w/.:]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }

  /** Lets the user debug, then says how the hosts have fared. */
  int debug(PrintWriter out) throws IOException, InterruptedException {
    out.println("The kernel runs; for comparison, " + QUIET_SECONDS + " s without a debugger.");
    out.flush();
    endPhases(); // of starting, which is uneven
    for (int i = 0; i < QUIET_SECONDS; i++) {
      nextHeartbeat();
    }
    Map<SampleHost, HostReport> before = endPhases();
    out.println("In gdb, for instance: break " + kernel + " if $global_id_x == 7");
    out.flush();
    int code = runGdb();
    endPhases()
        .forEach(
            (host, debugged) ->
                out.println(summary(host.pid(), debugged, before.getOrDefault(host, debugged))));
    out.flush();
    return code == 0 ? ExitCode.OK : ExitCode.FAILURE;
  }

  private Map<SampleHost, HostReport> endPhases() throws InterruptedException {
    Map<SampleHost, HostReport> reports = new LinkedHashMap<>();
    for (SampleHost host : hosts()) {
      host.endPhase().ifPresent(report -> reports.put(host, report));
    }
    return reports;
  }

  /** Ctrl-C is gdb's: whoever starts the demo with a gdb has it ignored in this process. */
  private int runGdb() throws IOException, InterruptedException {
    Process started;
    synchronized (this) {
      if (closed) {
        return ExitCode.FAILURE;
      }
      started = new ProcessBuilder(gdbCommand()).inheritIO().start();
      gdb = started;
    }
    return started.waitFor();
  }

  private String summary(long pid, HostReport debugged, HostReport before) {
    return String.format(
        Locale.ROOT,
        "%s (process %d) while debugged: %d heartbeats, gap p50 %.2f ms, p99.9 %.2f ms, worst %.2f"
            + " ms (before: %.2f, %.2f, %.2f); %d results checked, %d wrong",
        kernel,
        pid,
        debugged.beats(),
        debugged.p50(),
        debugged.p999(),
        debugged.worst(),
        before.p50(),
        before.p999(),
        before.worst(),
        debugged.checked(),
        debugged.wrong());
  }

  /** Whatever was started is gone when this returns, whoever called it first. */
  @Override
  public void close() {
    synchronized (closing) {
      Optional<Process> debugger;
      Optional<Server> serving;
      synchronized (this) {
        closed = true;
        debugger = Optional.ofNullable(gdb);
        serving = Optional.ofNullable(server);
        server = null;
      }
      debugger.ifPresent(process -> process.destroyForcibly().onExit().join());
      hosts().forEach(SampleHost::close);
      serving.ifPresent(Server::close);
      delete(folder.resolve(SERVER_SOCKET));
      delete(folder.resolve(DEVICE_NODE));
      delete(folder);
    }
  }

  private static void delete(Path path) {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      LOG.warn("{} stays behind: {}", path, e.getMessage());
    }
  }
}
