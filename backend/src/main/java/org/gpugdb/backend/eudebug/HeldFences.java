package org.gpugdb.backend.eudebug;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The fences that clients wait for until somebody has seen the module that was loaded with them.
 * One bind can load several modules. Confined to the device loop.
 */
final class HeldFences {
  private final Session session;

  /** Modules that still hold a fence, by its seqno. */
  private final Map<Long, Set<Integer>> holders = new HashMap<>();

  HeldFences(Session session) {
    this.session = session;
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
        session.acknowledge(entry.getKey());
      }
    }
  }

  void releaseAll() {
    List.copyOf(holders.keySet()).forEach(session::acknowledge);
    holders.clear();
  }
}
