package org.gpugdb.server.session;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.gpugdb.backend.spi.AddressSpaceId;
import org.gpugdb.backend.spi.BackendException;
import org.gpugdb.backend.spi.DebugTarget;
import org.gpugdb.backend.spi.Occupancy;
import org.gpugdb.backend.spi.TargetEvent;
import org.gpugdb.backend.spi.ThreadId;
import org.gpugdb.server.view.Effect;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The halts that one session has asked for, and who waits for them. How a halt ended is told later,
 * never while it is asked for. Confined to the device loop.
 */
final class Halts {
  private static final Logger LOG = LoggerFactory.getLogger(Halts.class);

  /** Who is told of halts that the target itself says nothing about. */
  interface Listener {
    /** The threads were not there to be halted. */
    void onIdle(TargetEvent.Stops none);

    /** Nothing is going to be halted. */
    void onFailed(AddressSpaceId space);
  }

  private final DebuggedDevice device;
  private final Statistics statistics;
  private final Listener listener;
  private final boolean allowed;
  private final Map<AddressSpaceId, Long> since = new HashMap<>();
  private final Map<AddressSpaceId, List<Runnable>> waiting = new HashMap<>();

  Halts(DebuggedDevice device, Statistics statistics, Listener listener) {
    this.device = device;
    this.statistics = statistics;
    this.listener = listener;
    this.allowed = device.options().permissions().allows(Permissions.Change.RUN);
  }

  void request(DebugTarget target, Effect.Halt halt) {
    AddressSpaceId space = halt.space();
    if (!allowed) {
      device.loop().execute(() -> listener.onFailed(space));
      return;
    }
    try {
      if (!halt.wanted().isEmpty() && areIdle(target, halt)) {
        var none = new TargetEvent.Stops(space, List.of(), true);
        device.loop().execute(() -> listener.onIdle(none));
      } else {
        since.put(space, device.loop().nanoTime());
        target.run().requestStop(space, halt.wanted());
      }
    } catch (BackendException e) {
      LOG.warn("cannot halt {}: {}", space, e.getMessage());
      device.loop().execute(() -> listener.onFailed(space));
    }
  }

  /** Whether no interrupt is needed because the device says that the threads are not there. */
  private boolean areIdle(DebugTarget target, Effect.Halt halt) throws BackendException {
    if (!device.device().capabilities().occupancy()) {
      return false;
    }
    Occupancy occupancy = target.occupancy(halt.space());
    if (!occupancy.isKnown()) {
      return true; // its firmware has yet to be loaded
    }
    for (ThreadId wanted : halt.wanted()) {
      if (occupancy.resident(wanted).isPresent()) {
        return false;
      }
    }
    return true;
  }

  /**
   * Remembers whom to call when a space's next halt has ended, in whatever way.
   *
   * @param then is called on the loop by {@link #callWaiting}
   */
  void await(AddressSpaceId space, Runnable then) {
    waiting.computeIfAbsent(space, s -> new ArrayList<>()).add(then);
  }

  /** The target has answered a halt: how long that took goes into the statistics. */
  void answered(AddressSpaceId space) {
    Long asked = since.remove(space);
    if (asked != null) {
      statistics.halted(device.loop().nanoTime() - asked);
    }
  }

  /** No answer is expected any more. */
  void forget(AddressSpaceId space) {
    since.remove(space);
  }

  void callWaiting(AddressSpaceId space) {
    List<Runnable> calls = waiting.remove(space);
    if (calls != null) {
      calls.forEach(Runnable::run);
    }
  }
}
