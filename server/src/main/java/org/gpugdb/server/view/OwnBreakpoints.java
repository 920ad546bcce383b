package org.gpugdb.server.view;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.gpugdb.backend.spi.AddressSpaceId;
import org.gpugdb.backend.spi.StopCause;
import org.gpugdb.backend.spi.ThreadId;
import org.gpugdb.backend.spi.ThreadStop;

/**
 * Breakpoints that the client plants for itself while it steps one thread: at the return address of
 * a call, say. They look like any other on the wire, and every thread would meet them.
 *
 * <p>The sign: a user sees a stop before he wants a breakpoint, and to show a stop the client reads
 * the list of threads. What is planted between a stop and the reading of the list is the client's
 * own, for the thread that stopped; other threads pass it. Where the sign is not clear, but one
 * thread is continued next, the breakpoint is <em>reserved</em> for that: it is a real one, but the
 * hits of others wait until that thread has met it, or for a while.
 */
final class OwnBreakpoints {
  private final Map<Location, ThreadId> owners = new HashMap<>();
  private final Map<Location, ThreadId> reservations = new HashMap<>();
  private final Set<Location> fresh = new HashSet<>();

  /** The thread that ended a step as the last that has been reported, if no list was read since. */
  private Optional<ThreadId> stepper = Optional.empty();

  /**
   * The client is told of a stop.
   *
   * @param visible whether a user may see it, rather than only the client while it steps a thread
   *     off a breakpoint
   */
  void reported(StopReport.OfThread what, boolean visible) {
    boolean step =
        what instanceof StopReport.Hit hit && hit.stop().cause() instanceof StopCause.StepDone;
    stepper = step ? Optional.of(what.thread()) : Optional.empty();
    if (visible) {
      fresh.clear();
    }
  }

  /**
   * The client has read the list of threads: what is still there may be the user's.
   *
   * @param runs whether the client takes a thread for running
   */
  void listRead(Predicate<ThreadId> runs) {
    stepper = Optional.empty();
    owners.clear();
    reservations.values().removeIf(runs.negate());
  }

  /**
   * A breakpoint was planted where none was.
   *
   * @param sole the only stopped thread of its space, if there is just one
   */
  void planted(Location where, Optional<ThreadId> sole) {
    if (sole.isPresent() && sole.equals(stepper)) {
      owners.put(where, sole.get());
    } else {
      fresh.add(where);
    }
  }

  void removed(Location where) {
    owners.remove(where);
    reservations.remove(where);
    fresh.remove(where);
  }

  /** A breakpoint is there for whoever meets it. */
  void makeReal(Location where) {
    owners.remove(where);
  }

  /**
   * Threads go on.
   *
   * @param alone the thread that is continued, if it is the only one that was stopped
   */
  void resumed(Optional<ThreadId> alone) {
    alone.ifPresent(
        thread -> {
          for (Location where : fresh) {
            if (where.space().equals(thread.space())) {
              reservations.put(where, thread);
            }
          }
        });
    fresh.clear();
  }

  /** Reserved hits have waited long enough. */
  void expire() {
    reservations.clear();
  }

  /** Whether a thread has met what is another one's. */
  boolean isForeign(ThreadStop stop) {
    ThreadId owner = owners.get(TargetPicture.location(stop));
    return owner != null
        && !owner.equals(stop.thread())
        && stop.cause() instanceof StopCause.Breakpoint;
  }

  /** Whether a thread has met what was planted for it. */
  boolean isExpected(ThreadStop stop) {
    Location where = TargetPicture.location(stop);
    return stop.thread().equals(owners.get(where)) || stop.thread().equals(reservations.get(where));
  }

  /** Whether the hit of a thread waits for another one to come. */
  boolean isReserved(ThreadStop stop) {
    ThreadId first = reservations.get(TargetPicture.location(stop));
    return first != null && !first.equals(stop.thread());
  }

  /** Whether the client goes on with a thread only to stop it again soon. */
  boolean expects(ThreadId thread) {
    return owners.containsValue(thread) || reservations.containsValue(thread);
  }

  /** Whose they are, for people. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    owners.forEach(
        (where, owner) -> lines.add(Beliefs.text(where) + " is met by " + owner + " alone"));
    reservations.forEach(
        (where, first) -> lines.add(Beliefs.text(where) + " is met by " + first + " first"));
    Collections.sort(lines);
    return lines;
  }

  void forget(AddressSpaceId space) {
    owners.keySet().removeIf(where -> where.space().equals(space));
    reservations.keySet().removeIf(where -> where.space().equals(space));
    fresh.removeIf(where -> where.space().equals(space));
  }
}
