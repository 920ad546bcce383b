package org.gpugdb.backend.emulated.remote;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.gpugdb.backend.emulated.kernel.BufferMapping;
import org.gpugdb.backend.emulated.kernel.EmulatedKernel;
import org.gpugdb.backend.emulated.kernel.EmulatedProcess;
import org.gpugdb.backend.os.LiveProcess;

/** One process of the machine that lives elsewhere, from its first connection to its end. */
final class RemoteProcess {
  private static final int WATCH_MILLIS = 500;

  private final LiveProcess live;
  private final EmulatedProcess process;
  private final AtomicLong lastToken = new AtomicLong();
  private final Map<Long, BufferMapping> mappings = new ConcurrentHashMap<>();
  private volatile boolean ended;

  /** Guarded by the server. */
  int connections;

  private RemoteProcess(LiveProcess live, EmulatedProcess process) {
    this.live = live;
    this.process = process;
  }

  /**
   * Makes a running process one of the machine; it owns {@code live} from then on.
   *
   * @throws IllegalArgumentException if the machine has another one with that pid
   */
  static RemoteProcess create(EmulatedKernel kernel, LiveProcess live, int uid) throws IOException {
    int pid = live.pid();
    String name = Files.readString(Path.of("/proc/" + pid + "/comm")).strip();
    return new RemoteProcess(live, kernel.process(pid, uid, name, new LivePages(live)));
  }

  LiveProcess live() {
    return live;
  }

  EmulatedProcess process() {
    return process;
  }

  /** Remembers a mapping under a number that is never used again. */
  long remember(BufferMapping mapping) {
    long token = lastToken.incrementAndGet();
    mappings.put(token, mapping);
    return token;
  }

  Optional<BufferMapping> forget(long token) {
    return Optional.ofNullable(mappings.remove(token));
  }

  /** Waits for the end of the process, or of its use of the machine; then {@link #end ends} it. */
  void watch() {
    while (!ended && !live.awaitExit(WATCH_MILLIS)) {
      // Look again: the process may have left the machine and live on.
    }
    end();
    live.close();
  }

  /** Whether the process has ended; if so it is no process of the machine any more either. */
  boolean endIfExited() {
    boolean exited = live.awaitExit(0);
    if (exited) {
      end();
    }
    return exited;
  }

  /** The kernel frees what the process had; calls that wait return. Idempotent. */
  void end() {
    ended = true;
    process.close();
  }
}
