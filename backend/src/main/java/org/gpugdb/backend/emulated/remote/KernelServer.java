package org.gpugdb.backend.emulated.remote;

import java.io.IOException;
import java.net.BindException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import jdk.net.ExtendedSocketOptions;
import org.gpugdb.backend.emulated.kernel.EmulatedKernel;
import org.gpugdb.backend.kernel.Errno;
import org.gpugdb.backend.os.LiveProcess;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets processes of the same user be processes of an emulated machine, through a UNIX socket that
 * only they can use. Thread-safe.
 */
public final class KernelServer implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(KernelServer.class);
  private static final Path OWN_PROCESS = Path.of("/proc/self");
  private static final int MAX_CONNECTIONS = 512;

  private final EmulatedKernel kernel;
  private final SharedVideoMemory memory;
  private final Path path;
  private final ServerSocketChannel listener;
  private final int uid;

  /** Guarded by this, as is the next. */
  private final Set<SocketChannel> sockets = new HashSet<>();

  private final Map<Integer, RemoteProcess> processes = new HashMap<>();

  private KernelServer(
      EmulatedKernel kernel,
      SharedVideoMemory memory,
      Path path,
      ServerSocketChannel listener,
      int uid) {
    this.kernel = kernel;
    this.memory = memory;
    this.path = path;
    this.listener = listener;
    this.uid = uid;
  }

  /**
   * Begins to serve.
   *
   * @param kernel a machine whose video memory is {@code memory}
   * @param path where the socket is made; one that nobody serves any more is replaced
   */
  public static KernelServer open(EmulatedKernel kernel, SharedVideoMemory memory, Path path)
      throws IOException {
    removeStale(path);
    int uid = (int) Files.getAttribute(OWN_PROCESS, "unix:uid");
    ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      listener.bind(UnixDomainSocketAddress.of(path));
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
    } catch (IOException e) {
      listener.close();
      throw new IOException("cannot serve host processes at " + path + ": " + e.getMessage(), e);
    }
    KernelServer server = new KernelServer(kernel, memory, path, listener, uid);
    startDaemon("accept", server::accept);
    return server;
  }

  private static void removeStale(Path path) throws IOException {
    if (!Files.exists(path)) {
      return;
    }
    try {
      SocketChannel.open(UnixDomainSocketAddress.of(path)).close();
    } catch (IOException nobody) {
      if (!Files.isRegularFile(path) && !Files.isDirectory(path)) {
        Files.delete(path);
        return;
      }
    }
    throw new BindException("cannot serve host processes at " + path + ": it is in use");
  }

  /** Where the socket is. */
  public Path path() {
    return path;
  }

  SharedVideoMemory memory() {
    return memory;
  }

  private void accept() {
    try {
      while (true) {
        SocketChannel socket = listener.accept();
        if (isWelcome(socket)) {
          startDaemon("connection", new RemoteConnection(this, socket));
        } else {
          socket.close();
        }
      }
    } catch (IOException e) {
      log.debug("no more host processes: {}", e.getMessage());
    }
  }

  private boolean isWelcome(SocketChannel socket) throws IOException {
    UserPrincipal peer = socket.getOption(ExtendedSocketOptions.SO_PEERCRED).user();
    if (!peer.equals(Files.getOwner(OWN_PROCESS))) {
      log.warn("refused a host process of {}", peer.getName());
      return false;
    }
    synchronized (this) {
      return listener.isOpen() && sockets.size() < MAX_CONNECTIONS && sockets.add(socket);
    }
  }

  /** A connection is over. */
  synchronized void closed(SocketChannel socket) {
    sockets.remove(socket);
  }

  /**
   * What became of a claim.
   *
   * @param process the process, unless there is an error
   * @param errno 0 or a positive error number
   */
  record Admission(@Nullable RemoteProcess process, int errno) {
    private static Admission refused(int errno) {
      return new Admission(null, errno);
    }
  }

  /** Looks at a claim; whoever is admitted {@linkplain #leave leaves} again. */
  Admission admit(int pid, Predicate<LiveProcess> proves) {
    try (Candidate candidate = new Candidate(LiveProcess.open(pid))) {
      if (!proves.test(candidate.process)) {
        log.warn("refused a connection that claims to be process {}", pid);
        return Admission.refused(Errno.EACCES);
      }
      return enter(candidate);
    } catch (IOException e) {
      return Admission.refused(Errno.ESRCH);
    }
  }

  private synchronized Admission enter(Candidate candidate) throws IOException {
    int pid = candidate.process.pid();
    RemoteProcess known = processes.get(pid);
    if (known == null || known.endIfExited()) {
      try {
        known = RemoteProcess.create(kernel, candidate.process, uid);
      } catch (IllegalArgumentException taken) {
        return Admission.refused(Errno.EBUSY);
      }
      candidate.adopted = true;
      processes.put(pid, known);
      startDaemon("watch " + pid, known::watch);
    }
    known.connections++;
    return new Admission(known, 0);
  }

  /** A connection of an admitted process is over; with the last one the process leaves. */
  synchronized void leave(RemoteProcess process) {
    process.connections--;
    if (process.connections == 0) {
      process.end();
      processes.remove(process.process().pid(), process);
    }
  }

  /** All processes leave, and the socket goes. Idempotent. */
  @Override
  public void close() throws IOException {
    listener.close();
    Files.deleteIfExists(path);
    synchronized (this) {
      for (SocketChannel socket : sockets) {
        socket.close();
      }
      processes.values().forEach(RemoteProcess::end);
    }
  }

  private static void startDaemon(String name, Runnable work) {
    Thread thread = new Thread(work, "host processes: " + name);
    thread.setDaemon(true);
    thread.start();
  }

  /** A process that is closed again unless it becomes one of the machine's. */
  private static final class Candidate implements AutoCloseable {
    private final LiveProcess process;
    private boolean adopted;

    Candidate(LiveProcess process) {
      this.process = process;
    }

    @Override
    public void close() {
      if (!adopted) {
        process.close();
      }
    }
  }
}
