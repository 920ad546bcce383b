package org.gpugdb.backend.driver;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.gpugdb.backend.kernel.KernelInterface;
import org.gpugdb.backend.uapi.Dialect;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A GPU client inside this process: runs one {@link Program} on a thread of its own, from the
 * beginning whenever it is started. Thread-safe.
 */
public final class Host implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Host.class);
  private static final long PATIENCE_MILLIS = 5_000;

  private final KernelInterface kernel;
  private final String node;
  private final Dialect dialect;
  private final Program program;

  /**
   * The next run's. Open before it begins, as in any process that has loaded a driver: so a
   * debugger can be there first. Null while a run has it, or if it cannot be opened.
   */
  private @Nullable DeviceFile next;

  private @Nullable Run current;

  Host(KernelInterface kernel, String node, Dialect dialect, Program program)
      throws DriverException {
    this.kernel = kernel;
    this.node = node;
    this.dialect = dialect;
    this.program = program;
    this.next = DeviceFile.open(kernel, node);
  }

  /**
   * A host that runs a bare-metal program on plain hardware threads.
   *
   * @param kernel the process that the host is
   * @param node path of the device node
   * @param ramBase GPU address of the program's memory, a multiple of 4096
   * @param ramSize its bytes, a multiple of 4096
   * @param halt whether every thread stops before its first instruction
   * @throws DriverException with a sentence for the user when the file cannot run
   */
  public static Host ofImage(
      KernelInterface kernel,
      String node,
      Dialect dialect,
      Path image,
      int threads,
      long ramBase,
      long ramSize,
      boolean halt)
      throws DriverException {
    Program program = new ImageProgram(ProgramFile.of(image), threads, ramBase, ramSize, halt);
    return new Host(kernel, node, dialect, program);
  }

  /**
   * A host that runs one of the shipped OpenCL kernels and checks its results.
   *
   * @param kernel the process that the host is
   * @param node path of the device node
   * @param name the kernel's name
   * @param optimization {@code O0} or {@code O2}
   * @param workItems about how many work-items a dispatch has
   * @param dispatches how many dispatches there are, one after the other
   * @throws DriverException with a sentence for the user when there is no such kernel
   */
  public static Host ofKernel(
      KernelInterface kernel,
      String node,
      Dialect dialect,
      String name,
      String optimization,
      int workItems,
      int dispatches)
      throws DriverException {
    Program program = KernelProgram.create(name, optimization, workItems, dispatches, new Tally());
    return new Host(kernel, node, dialect, program);
  }

  /** Short name of the program, for people. */
  public String name() {
    return program.name();
  }

  /** Whether the program has been started and has not ended. */
  public synchronized boolean isRunning() {
    return current != null && current.thread.isAlive();
  }

  /**
   * Waits for the program's end.
   *
   * @param deadline by {@link System#nanoTime}
   * @return whether it has ended, or was killed or never started
   */
  boolean awaitEnd(long deadline) {
    Run run;
    synchronized (this) {
      run = current;
    }
    return run == null || run.awaitEnd(deadline);
  }

  /** Why the program ended, if that was not its own wish. */
  synchronized Optional<DriverException> failure() {
    return current == null ? Optional.empty() : current.failure();
  }

  /** Ends the program if it runs, and starts it. Does not wait for it. */
  public synchronized void start() {
    kill();
    current = new Run(next);
    next = null;
    current.thread.start();
  }

  /** Ends the program if it runs; the kernel frees what it had. */
  public synchronized void kill() {
    if (endRun()) {
      openNext();
    }
  }

  private boolean endRun() {
    Run run = current;
    current = null;
    if (run != null) {
      run.end();
    }
    return run != null;
  }

  private void openNext() {
    try {
      next = DeviceFile.open(kernel, node);
    } catch (DriverException e) {
      log.debug("{}: {}", program.name(), e.getMessage()); // the next run tries again
    }
  }

  @Override
  public synchronized void close() {
    endRun();
    if (next != null) {
      next.close();
      next = null;
    }
  }

  /** One run of the program. The client stays open after it, as its last state is of interest. */
  private final class Run {
    private final Thread thread = new Thread(this::execute, "host " + program.name());
    private final @Nullable DeviceFile file;
    private @Nullable GpuClient client;
    private boolean killed;
    private @Nullable DriverException failure;

    Run(@Nullable DeviceFile file) {
      this.file = file;
      thread.setDaemon(true);
    }

    private void execute() {
      try {
        GpuClient opened =
            file == null ? GpuClient.open(kernel, node, dialect) : GpuClient.of(file, dialect);
        if (adopt(opened)) {
          program.run(opened);
        }
      } catch (DriverException e) {
        fail(e);
      }
    }

    private synchronized boolean adopt(GpuClient opened) {
      client = opened;
      if (killed) {
        opened.close();
      }
      return !killed;
    }

    private synchronized void fail(DriverException e) {
      if (!killed) {
        log.warn("{}: {}", program.name(), e.getMessage());
        failure = e;
        closeClient();
      }
    }

    private synchronized void closeClient() {
      if (client != null) {
        client.close();
        client = null;
      }
    }

    boolean awaitEnd(long deadline) {
      try {
        TimeUnit.NANOSECONDS.timedJoin(thread, deadline - System.nanoTime());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      return !thread.isAlive();
    }

    synchronized Optional<DriverException> failure() {
      return Optional.ofNullable(failure);
    }

    void end() {
      synchronized (this) {
        killed = true;
        closeClient();
      }
      try {
        thread.join(PATIENCE_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      if (thread.isAlive()) {
        log.warn("{}: does not end", program.name());
      }
    }
  }
}
