package org.gpugdb.server.view;

import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.gpugdb.backend.spi.AddressSpaceId;
import org.gpugdb.backend.spi.StopCause;
import org.gpugdb.backend.spi.ThreadId;
import org.gpugdb.backend.spi.ThreadStop;
import org.jspecify.annotations.Nullable;

/**
 * Threads that have stopped and wait for their turn to be reported. Of many that meet the same
 * breakpoint the client is shown one; the others follow as it goes on.
 */
final class ParkedStops {
  /** Hits of conditional breakpoints are few, and each is wanted. */
  private static final int CONDITIONAL_LIMIT = 16;

  private final Map<ThreadId, ThreadStop> waiting = new LinkedHashMap<>();
  private final Map<ThreadId, Location> shown = new HashMap<>();
  private final Set<Location> conditional = new HashSet<>();

  void setConditional(Location where, boolean isConditional) {
    if (isConditional) {
      conditional.add(where);
    } else {
      conditional.remove(where);
    }
  }

  void park(ThreadStop stop) {
    waiting.put(stop.thread(), stop);
  }

  boolean contains(ThreadId thread) {
    return waiting.containsKey(thread);
  }

  Collection<ThreadStop> all() {
    return List.copyOf(waiting.values());
  }

  Set<ThreadId> threads() {
    return Collections.unmodifiableSet(waiting.keySet());
  }

  @Nullable ThreadStop take(ThreadId thread) {
    return waiting.remove(thread);
  }

  /** Whether a stop that happens now can be shown at once. */
  boolean isFree(ThreadStop stop) {
    Location where = TargetPicture.location(stop);
    boolean queued =
        waiting.values().stream().anyMatch(other -> TargetPicture.location(other).equals(where));
    return !queued && hasRoom(stop);
  }

  private boolean hasRoom(ThreadStop stop) {
    Location where = TargetPicture.location(stop);
    int limit = conditional.contains(where) ? CONDITIONAL_LIMIT : 1;
    return shown.entrySet().stream()
            .filter(one -> one.getValue().equals(where) && !one.getKey().equals(stop.thread()))
            .count()
        < limit;
  }

  /** The stop that has waited longest of those that may be shown. */
  Optional<ThreadStop> next(Predicate<ThreadStop> mayBeShown) {
    return waiting.values().stream().filter(mayBeShown).filter(this::hasRoom).findFirst();
  }

  /** The client is told of a stop; the end of a step takes nobody's place. */
  void show(ThreadStop stop) {
    if (!(stop.cause() instanceof StopCause.StepDone)) {
      shown.put(stop.thread(), TargetPicture.location(stop));
    }
  }

  /** The client has gone on with a thread: another one takes its place. */
  void leave(ThreadId thread) {
    shown.remove(thread);
  }

  void forget(AddressSpaceId space) {
    waiting.keySet().removeIf(thread -> thread.space().equals(space));
    shown.keySet().removeIf(thread -> thread.space().equals(space));
    conditional.removeIf(where -> where.space().equals(space));
  }
}
