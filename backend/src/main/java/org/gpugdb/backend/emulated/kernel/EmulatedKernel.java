package org.gpugdb.backend.emulated.kernel;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.gpugdb.backend.emulated.gpu.ExecContext;
import org.gpugdb.backend.emulated.gpu.GpuDevice;
import org.gpugdb.backend.emulated.gpu.GpuListener;
import org.gpugdb.backend.emulated.gpu.VideoMemory;
import org.gpugdb.backend.uapi.Bitmask;
import org.gpugdb.backend.uapi.Dialect;

/**
 * An emulated machine: one GPU, its device nodes and its part of sysfs, and processes.
 *
 * <p>Thread-safe. The nodes are {@code /dev/dri/card0} and {@code /dev/dri/renderD128}.
 */
public final class EmulatedKernel implements AutoCloseable {
  /** Where the addresses of all processes begin. */
  private static final long FIRST_ADDRESS = 0x7f00_0000_0000L;

  private final KernelLock lock;
  private final Dialect dialect;
  private final VideoMemory videoMemory;
  private final GpuDevice device;
  private final UserFences fences;
  private final CacheFlush cacheFlush;
  private final VirtualFunctions virtualFunctions;
  private final Graphics graphics;
  private final Eudebug eudebug;
  private final AttentionWorker attention;
  private final FileTree files;
  private final Map<Integer, DrmRequest> drmRequests;
  private final AtomicLong nextAddress = new AtomicLong(FIRST_ADDRESS);
  private final TreeMap<Integer, EmulatedProcess> processes = new TreeMap<>();
  private final Set<DrmFile> clients = new LinkedHashSet<>();
  private long lastClientId;
  private final Map<ExecContext, ExecQueue> queues = new HashMap<>();

  private EmulatedKernel(KernelConfig config) {
    this.lock = new KernelLock(config.clock());
    this.dialect = config.dialect();
    this.videoMemory = config.videoMemory();
    this.fences = new UserFences(lock);
    this.cacheFlush = new CacheFlush(lock, config.flushTime().toNanos());
    this.virtualFunctions = new VirtualFunctions(this, config.function());
    this.graphics = config.graphics();
    this.eudebug = new Eudebug(this, config.eudebugEnabled() && config.function().debuggable());
    this.attention = new AttentionWorker(this, config.attentionPeriod().toNanos());
    this.device = GpuDevice.open(config.gpu(), new Listener());
    this.files = new FileTree(this);
    this.drmRequests = new DrmRequestTable(this).requests();
  }

  /** Starts a machine. */
  public static EmulatedKernel open(KernelConfig config) {
    EmulatedKernel kernel = new EmulatedKernel(config);
    DeviceFiles.addTo(kernel.files, kernel, config.function());
    kernel.startDaemon("attention", kernel.attention);
    return kernel;
  }

  /**
   * A new process that lives in this one.
   *
   * @throws IllegalArgumentException if there is one with that pid
   */
  public LocalProcess process(int pid, int uid, String name) {
    return add(LocalProcess.create(this, pid, uid, name, nextAddress));
  }

  /**
   * A new process that lives elsewhere: somebody passes its system calls on.
   *
   * @throws IllegalArgumentException if there is one with that pid
   */
  public EmulatedProcess process(int pid, int uid, String name, ProcessPages pages) {
    return add(new EmulatedProcess(this, pid, uid, name, pages));
  }

  private <P extends EmulatedProcess> P add(P process) {
    lock.lock();
    try {
      int pid = process.pid();
      if (pid <= 0 || processes.containsKey(pid)) {
        throw new IllegalArgumentException("pid " + pid + " is taken or not positive");
      }
      processes.put(pid, process);
      return process;
    } finally {
      lock.unlock();
    }
  }

  /** All processes exit, and the device stops. Idempotent. */
  @Override
  public void close() {
    lock.lock();
    List<EmulatedProcess> all;
    try {
      all = processes();
    } finally {
      lock.unlock();
    }
    all.forEach(EmulatedProcess::close);
    lock.lock();
    try {
      eudebug.close();
      attention.close();
    } finally {
      lock.unlock();
    }
    device.close(); // waits for threads that may want the lock
  }

  KernelLock lock() {
    return lock;
  }

  Dialect dialect() {
    return dialect;
  }

  VideoMemory videoMemory() {
    return videoMemory;
  }

  GpuDevice device() {
    return device;
  }

  UserFences fences() {
    return fences;
  }

  CacheFlush cacheFlush() {
    return cacheFlush;
  }

  VirtualFunctions virtualFunctions() {
    return virtualFunctions;
  }

  /** The generation that the device says it is of. */
  Graphics graphics() {
    return graphics;
  }

  Eudebug eudebug() {
    return eudebug;
  }

  AttentionWorker attention() {
    return attention;
  }

  FileTree files() {
    return files;
  }

  /** How the driver serves a request, by its number. */
  Map<Integer, DrmRequest> drmRequests() {
    return drmRequests;
  }

  /** The open DRM nodes, in the order in which they were opened. */
  Set<DrmFile> clients() {
    return clients;
  }

  /** A number that no DRM file has had before. */
  long nextClientId() {
    lastClientId++;
    return lastClientId;
  }

  List<EmulatedProcess> processes() {
    return List.copyOf(processes.values());
  }

  EmulatedProcess findProcess(int pid, int errno) throws ErrnoException {
    EmulatedProcess process = processes.get(pid);
    if (process == null) {
      throw new ErrnoException(errno);
    }
    return process;
  }

  void forget(EmulatedProcess process) {
    processes.remove(process.pid());
  }

  /** The queue that a context of the device belongs to; empty once it was destroyed. */
  Optional<ExecQueue> queue(ExecContext context) {
    return Optional.ofNullable(queues.get(context));
  }

  void register(ExecQueue queue) {
    queue
        .context()
        .ifPresent(
            context -> {
              queues.put(context, queue);
              context.setDebuggerConnected(eudebug.session(queue.client()).isPresent());
            });
  }

  void destroy(ExecQueue queue) {
    queue.vm().ifPresent(Vm::queueDestroyed);
    queue
        .context()
        .ifPresent(
            context -> {
              queues.remove(context);
              context.close();
            });
  }

  /** A debugger came or went. */
  void debuggerConnected(SessionScope scope, boolean connected) {
    queues.forEach(
        (context, queue) -> {
          if (scope.covers(queue.client())) {
            context.setDebuggerConnected(connected);
          }
        });
  }

  void startDaemon(String name, Runnable work) {
    Thread thread = new Thread(work, "emulated kernel: " + name);
    thread.setDaemon(true);
    thread.start();
  }

  /** What the device reports. */
  private final class Listener implements GpuListener {
    @Override
    public void attention(ExecContext context) {
      attention.raised();
    }

    /** Waits where the session's queue is full. The fault has not been handled until this ends. */
    @Override
    public void pageFault(
        ExecContext context, long address, byte[] before, byte[] after, byte[] resolved) {
      PageFault fault =
          new PageFault(address, Bitmask.of(before), Bitmask.of(after), Bitmask.of(resolved));
      locked(() -> queue(context).ifPresent(queue -> tell(queue, fault)));
    }

    private void tell(ExecQueue queue, PageFault fault) {
      eudebug
          .session(queue.client())
          .filter(DebugSession::discovered)
          .ifPresent(session -> session.pageFault(queue, fault));
    }

    /** The dispatches' own ends say the rest; whoever waits for the queue must look again. */
    @Override
    public void reset(ExecContext context, String reason) {
      locked(fences::wake);
    }

    private void locked(Runnable work) {
      lock.lock();
      try {
        work.run();
      } finally {
        lock.unlock();
      }
    }
  }
}
