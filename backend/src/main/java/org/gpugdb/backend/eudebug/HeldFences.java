package org.gpugdb.backend.eudebug;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.gpugdb.backend.kernel.Errno;
import org.gpugdb.backend.spi.DeviceLoop;

/**
 * The fences that clients wait for until somebody has seen the module that was loaded with them.
 * One bind can load several modules. Confined to the device loop.
 */
final class HeldFences {
  /** How soon to try again what the kernel was too busy for. */
  private static final long BUSY_NANOS = 1_000_000;

  private final Session session;
  private final DeviceLoop loop;

  /** Modules that still hold a fence, by its seqno. */
  private final Map<Long, Set<Integer>> holders = new HashMap<>();

  private boolean closed;

  HeldFences(Session session, DeviceLoop loop) {
    this.session = session;
    this.loop = loop;
  }

  void hold(long fence, int module) {
    holders.computeIfAbsent(fence, f -> new HashSet<>()).add(module);
  }

  boolean isHeldBy(int module) {
    return holders.values().stream().anyMatch(modules -> modules.contains(module));
  }

  /** Lets the client go on, as far as this module is concerned. Idempotent. */
  void release(int module) {
    for (Map.Entry<Long, Set<Integer>> entry : List.copyOf(holders.entrySet())) {
      boolean held = entry.getValue().remove(module);
      if (held && entry.getValue().isEmpty()) {
        holders.remove(entry.getKey());
        acknowledge(entry.getKey());
      }
    }
  }

  private void acknowledge(long fence) {
    if (!closed && session.acknowledge(fence) == -Errno.EBUSY) {
      loop.schedule(() -> acknowledge(fence), BUSY_NANOS);
    }
  }

  /** Lets every client go on; from now on the end of the session does. */
  void close() {
    List.copyOf(holders.keySet()).forEach(this::acknowledge);
    holders.clear();
    closed = true;
  }
}
