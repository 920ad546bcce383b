package org.gpugdb.backend.driver;

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
  private @Nullable Run current;

  Host(KernelInterface kernel, String node, Dialect dialect, Program program) {
    this.kernel = kernel;
    this.node = node;
    this.dialect = dialect;
    this.program = program;
  }

  /** Short name of the program, for people. */
  public String name() {
    return program.name();
  }

  /** Ends the program if it runs, and starts it. Does not wait for it. */
  public synchronized void start() throws DriverException {
    kill();
    Run run = new Run(GpuClient.open(kernel, node, dialect));
    current = run;
    run.thread.start();
  }

  /** Ends the program if it runs; the kernel frees what it had. */
  public synchronized void kill() {
    Run run = current;
    if (run != null) {
      current = null;
      run.end();
    }
  }

  @Override
  public void close() {
    kill();
  }

  /** One run of the program. The client stays open after it, as its last state is of interest. */
  private final class Run {
    private final GpuClient client;
    private final Thread thread;
    private volatile boolean killed;

    Run(GpuClient client) {
      this.client = client;
      this.thread = new Thread(this::execute, "host " + program.name());
      thread.setDaemon(true);
    }

    private void execute() {
      try {
        program.run(client);
      } catch (DriverException e) {
        if (!killed) {
          log.warn("{}: {}", program.name(), e.getMessage());
          client.close();
        }
      }
    }

    void end() {
      killed = true;
      client.close();
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
