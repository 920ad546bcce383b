package org.gpugdb.server.session;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.gpugdb.backend.spi.AddressSpaceId;
import org.gpugdb.backend.spi.BackendException;
import org.gpugdb.backend.spi.DebugTarget;
import org.gpugdb.backend.spi.Device;
import org.gpugdb.backend.spi.Device.GpuClient;
import org.gpugdb.backend.spi.TargetEvent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The GPU clients that are attached to. Confined to the device loop. */
final class ClientTargets {
  private static final Logger LOG = LoggerFactory.getLogger(ClientTargets.class);

  private final Device device;
  private final Map<GpuClient, DebugTarget> targets = new LinkedHashMap<>();

  ClientTargets(Device device) {
    this.device = device;
  }

  /**
   * Attaches to every client that is new, if it lets itself.
   *
   * @param onEvent receives what their targets tell
   */
  List<DebugTarget> attachToNew(BiConsumer<GpuClient, TargetEvent> onEvent) {
    List<DebugTarget> fresh = new ArrayList<>();
    for (GpuClient client : device.clients()) {
      if (!targets.containsKey(client)) {
        try {
          DebugTarget target = device.attach(client, event -> onEvent.accept(client, event));
          targets.put(client, target);
          fresh.add(target);
        } catch (BackendException e) {
          LOG.warn("cannot attach to {} ({}): {}", client.name(), client.pid(), e.getMessage());
        }
      }
    }
    return fresh;
  }

  Map<GpuClient, DebugTarget> all() {
    return Map.copyOf(targets);
  }

  Optional<DebugTarget> of(GpuClient client) {
    return Optional.ofNullable(targets.get(client));
  }

  /** The target that has a space. */
  Optional<DebugTarget> of(AddressSpaceId space) {
    return targets.values().stream().filter(target -> target.spaces().contains(space)).findFirst();
  }

  /** Every space, in no particular order. */
  List<AddressSpaceId> spaces() {
    return targets.values().stream().flatMap(target -> target.spaces().stream()).toList();
  }

  /** Whether a client has ended whose spaces have not been told to be gone, which they will be. */
  boolean isAnyEnding() {
    List<GpuClient> clients = device.clients();
    return targets.entrySet().stream()
        .anyMatch(e -> !clients.contains(e.getKey()) && !e.getValue().spaces().isEmpty());
  }

  /** Takes out the targets of clients that have ended: they are connections about nothing. */
  Deque<DebugTarget> takeEnded() {
    List<GpuClient> clients = device.clients();
    return take(e -> !clients.contains(e.getKey()) && e.getValue().spaces().isEmpty());
  }

  /**
   * Takes out the targets of which nothing is used.
   *
   * @param used whether somebody debugs a space
   */
  Deque<DebugTarget> takeUnused(Predicate<AddressSpaceId> used) {
    return take(e -> e.getValue().spaces().stream().noneMatch(used));
  }

  private Deque<DebugTarget> take(Predicate<Map.Entry<GpuClient, DebugTarget>> which) {
    Deque<DebugTarget> taken = new ArrayDeque<>();
    targets.entrySet().stream().filter(which).forEach(entry -> taken.add(entry.getValue()));
    targets.values().removeAll(taken);
    return taken;
  }

  /** Leaves them all at once. */
  void close() {
    targets.values().forEach(DebugTarget::close);
    targets.clear();
  }
}
