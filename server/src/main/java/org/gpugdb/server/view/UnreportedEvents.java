package org.gpugdb.server.view;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import org.gpugdb.backend.spi.AddressSpaceId;
import org.gpugdb.backend.spi.StopCause;
import org.gpugdb.backend.spi.ThreadId;
import org.gpugdb.backend.spi.ThreadStop;

/** What has happened and the client has not been told, and which of it comes first. */
final class UnreportedEvents {
  private final Map<ThreadId, ThreadStop> stops = new LinkedHashMap<>();
  private final Map<AddressSpaceId, Integer> exits = new LinkedHashMap<>();
  private final Set<AddressSpaceId> libraries = new TreeSet<>();

  void add(ThreadStop stop) {
    stops.put(stop.thread(), stop);
  }

  void addExit(AddressSpaceId space, int status) {
    exits.put(space, status);
  }

  void addLibraryChange(AddressSpaceId space) {
    libraries.add(space);
  }

  void removeStopsIf(Predicate<ThreadStop> unwanted) {
    stops.values().removeIf(unwanted);
  }

  void removeLibraryChange(AddressSpaceId space) {
    libraries.remove(space);
  }

  void forget(AddressSpaceId space) {
    stops.keySet().removeIf(thread -> thread.space().equals(space));
    libraries.remove(space);
  }

  boolean hasExits() {
    return !exits.isEmpty();
  }

  /** Threads whose stops have not been reported. */
  Set<ThreadId> threads() {
    return Collections.unmodifiableSet(stops.keySet());
  }

  /** Takes the exit that happened first. */
  Optional<StopReport> takeExit() {
    Optional<Map.Entry<AddressSpaceId, Integer>> first = exits.entrySet().stream().findFirst();
    first.ifPresent(exit -> exits.remove(exit.getKey()));
    return first.map(exit -> new StopReport.Exited(exit.getKey(), exit.getValue()));
  }

  /**
   * Takes all changes of modules, if there is one in a space that is about to run freely.
   *
   * @param threadIn the thread to report for a space
   */
  Optional<StopReport> takeLibraryChange(
      Predicate<AddressSpaceId> runs, Function<AddressSpaceId, ThreadId> threadIn) {
    Optional<AddressSpaceId> space = libraries.stream().filter(runs).findFirst();
    if (space.isPresent()) {
      libraries.clear();
    }
    return space.map(threadIn).map(StopReport.LibrariesChanged::new);
  }

  /**
   * Takes the next stop that is wanted. A finished step comes first: it is what the client asked
   * for; otherwise the one that happened first.
   */
  Optional<StopReport> takeStop(Predicate<ThreadStop> wanted) {
    Optional<ThreadStop> next = Optional.empty();
    for (ThreadStop stop : stops.values()) {
      boolean step = stop.cause() instanceof StopCause.StepDone;
      if (wanted.test(stop) && (step || next.isEmpty())) {
        next = Optional.of(stop);
        if (step) {
          break;
        }
      }
    }
    next.ifPresent(stop -> stops.remove(stop.thread()));
    return next.map(UnreportedEvents::reportOf);
  }

  private static StopReport reportOf(ThreadStop stop) {
    return stop.cause() instanceof StopCause.Interrupted
        ? new StopReport.Halted(stop.thread())
        : new StopReport.Hit(stop);
  }
}
