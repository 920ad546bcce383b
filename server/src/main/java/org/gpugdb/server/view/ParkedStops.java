package org.gpugdb.server.view;

import java.util.ArrayList;
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

  private final Map<ThreadId, ThreadStop> waiting = new HashMap<>();
  private final Map<Location, Map<ThreadId, ThreadStop>> queues = new LinkedHashMap<>();
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
    queues
        .computeIfAbsent(TargetPicture.location(stop), where -> new LinkedHashMap<>())
        .put(stop.thread(), stop);
  }

  boolean contains(ThreadId thread) {
    return waiting.containsKey(thread);
  }

  Set<ThreadId> threads() {
    return Collections.unmodifiableSet(waiting.keySet());
  }

  @Nullable ThreadStop take(ThreadId thread) {
    ThreadStop stop = waiting.remove(thread);
    if (stop != null) {
      Location where = TargetPicture.location(stop);
      queues.getOrDefault(where, new HashMap<>()).remove(thread);
      queues.computeIfPresent(where, (at, queue) -> queue.isEmpty() ? null : queue);
    }
    return stop;
  }

  /** Takes out every stop of a kind. */
  List<ThreadStop> takeAll(Predicate<ThreadStop> wanted) {
    List<ThreadStop> all = new ArrayList<>(waiting.values());
    all.removeIf(wanted.negate());
    all.forEach(stop -> take(stop.thread()));
    return all;
  }

  /** Whether a stop that happens now can be shown at once. */
  boolean isFree(ThreadStop stop) {
    Location where = TargetPicture.location(stop);
    return !queues.containsKey(where) && hasRoom(where, stop.thread());
  }

  private boolean hasRoom(Location where, ThreadId thread) {
    int limit = conditional.contains(where) ? CONDITIONAL_LIMIT : 1;
    return shown.entrySet().stream()
            .filter(one -> one.getValue().equals(where) && !one.getKey().equals(thread))
            .count()
        < limit;
  }

  /** Whether the first of those who wait anywhere fulfils a condition. */
  boolean anyFirst(Predicate<ThreadStop> condition) {
    return queues.values().stream()
        .anyMatch(queue -> condition.test(queue.values().iterator().next()));
  }

  /** The stop that has waited longest at a place of which more may be shown. */
  Optional<ThreadStop> next(Predicate<ThreadStop> mayBeShown) {
    return queues.entrySet().stream()
        .flatMap(
            entry ->
                entry.getValue().values().stream()
                    .filter(mayBeShown)
                    .limit(1)
                    .filter(stop -> hasRoom(entry.getKey(), stop.thread())))
        .findFirst();
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
    queues.keySet().removeIf(where -> where.space().equals(space));
    shown.keySet().removeIf(thread -> thread.space().equals(space));
    conditional.removeIf(where -> where.space().equals(space));
  }
}
