package org.gpugdb.server.view;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.gpugdb.backend.spi.AddressSpaceId;
import org.gpugdb.backend.spi.Occupancy;
import org.gpugdb.backend.spi.ThreadId;
import org.jspecify.annotations.Nullable;

/**
 * Which threads the client is shown. A filter on what is displayed only: whatever is not listed can
 * still be named, and stops and runs with the others.
 */
final class ThreadRoster {
  /**
   * Up to this many threads are listed though they stopped only because others did. Clients handle
   * lists in time that grows with the square: 50,000 threads cost GDB 1.6 s for each step.
   */
  static final int BYSTANDER_LIMIT = 512;

  private ThreadListPolicy policy;
  private final int slots;
  private final NavigableSet<ThreadId> listed = new TreeSet<>();
  private final Map<AddressSpaceId, ThreadId> representatives = new HashMap<>();
  private final Map<ThreadId, Occupancy.Resident> work = new HashMap<>();

  ThreadRoster(ThreadListPolicy policy, int slots) {
    this.policy = policy;
    this.slots = slots;
  }

  ThreadListPolicy policy() {
    return policy;
  }

  void setPolicy(ThreadListPolicy wanted) {
    policy = wanted;
  }

  /** A thread has something to tell, or the client has named it. */
  void add(ThreadId thread) {
    listed.add(thread);
    representatives.remove(thread.space(), thread);
  }

  /**
   * Everything is halted: whoever is not stopped is not resident, so it has ended.
   *
   * @param stopped every stopped thread
   */
  void allHalted(Collection<ThreadId> stopped) {
    listed.retainAll(stopped);
    if (stopped.size() <= BYSTANDER_LIMIT) {
      listed.addAll(stopped);
    }
  }

  /** Whether any thread of a space is listed because of what it has told. */
  boolean lists(AddressSpaceId space) {
    return listed.stream().anyMatch(thread -> thread.space().equals(space));
  }

  /** Whether a thread is listed only because one has to be. */
  boolean isRepresentative(ThreadId thread) {
    return thread.equals(representatives.get(thread.space()));
  }

  /**
   * What hardware threads work on now. Those that run, and no longer work on what they did when
   * they were stopped, have ended.
   *
   * @param now without those of whom nobody can tell
   */
  void update(Map<ThreadId, Optional<Occupancy.Resident>> now, Predicate<ThreadId> runs) {
    now.forEach(
        (thread, resident) -> {
          if (runs.test(thread) && hasEnded(thread, resident.orElse(null))) {
            listed.remove(thread);
          }
        });
    work.keySet().retainAll(listed);
    for (ThreadId thread : listed) {
      now.getOrDefault(thread, Optional.empty()).ifPresent(resident -> work.put(thread, resident));
    }
  }

  private boolean hasEnded(ThreadId thread, Occupancy.@Nullable Resident now) {
    Occupancy.Resident before = work.get(thread);
    return now == null
        || (before != null
            && (!now.group().equals(before.group())
                || !now.local().equals(before.local())
                || now.retiredInstructions() < before.retiredInstructions()));
  }

  void forget(AddressSpaceId space) {
    listed.removeIf(thread -> thread.space().equals(space));
    work.keySet().removeIf(thread -> thread.space().equals(space));
    representatives.remove(space);
  }

  /**
   * Makes sure that a space has a representative: a thread that nobody has stopped or named, and
   * that stays the same until it has something to tell. It shows a client that stops threads one by
   * one that there are others, which run. One that runs or is idle is preferred to one that has
   * stopped and waits to be reported.
   *
   * @param told threads that the client has been told are stopped
   * @param stopped those that really are
   */
  void chooseRepresentative(AddressSpaceId space, Set<ThreadId> told, Set<ThreadId> stopped) {
    ThreadId waiting = null;
    for (int slot = 0; slot < slots && !representatives.containsKey(space); slot++) {
      ThreadId thread = new ThreadId(space, slot);
      boolean candidate = !listed.contains(thread) && !told.contains(thread);
      if (candidate && !stopped.contains(thread)) {
        representatives.put(space, thread);
      } else if (candidate && waiting == null) {
        waiting = thread;
      }
    }
    if (waiting != null) {
      representatives.putIfAbsent(space, waiting);
    }
  }

  /**
   * As {@link #list}, and with the representatives.
   *
   * @param told threads that the client has been told are stopped
   */
  NavigableSet<ThreadId> listWithRepresentatives(
      Collection<AddressSpaceId> spaces, Set<ThreadId> told) {
    NavigableSet<ThreadId> list = new TreeSet<>();
    for (AddressSpaceId space : spaces) {
      Optional.ofNullable(representatives.get(space)).ifPresent(list::add);
      addListed(space, told, list);
    }
    return list;
  }

  /**
   * The list in thread order.
   *
   * @param spaces the attached ones; each has at least one thread, idle or not
   * @param stopped every stopped thread
   */
  NavigableSet<ThreadId> list(Collection<AddressSpaceId> spaces, Set<ThreadId> stopped) {
    NavigableSet<ThreadId> list = new TreeSet<>();
    for (AddressSpaceId space : spaces) {
      addAllOf(space, stopped, list);
    }
    return list;
  }

  private void addAllOf(AddressSpaceId space, Set<ThreadId> stopped, NavigableSet<ThreadId> list) {
    if (!addListed(space, stopped, list)) {
      list.add(representative(space));
    }
  }

  private boolean addListed(
      AddressSpaceId space, Set<ThreadId> stopped, NavigableSet<ThreadId> list) {
    if (policy == ThreadListPolicy.ALL) {
      for (int slot = 0; slot < slots; slot++) {
        list.add(new ThreadId(space, slot));
      }
      return true;
    }
    boolean any = false;
    for (ThreadId thread : listed) {
      if (thread.space().equals(space)
          && (policy == ThreadListPolicy.STICKY || stopped.contains(thread))) {
        list.add(thread);
        any = true;
      }
    }
    return any;
  }

  /** The thread that stands for an idle space. */
  static ThreadId representative(AddressSpaceId space) {
    return new ThreadId(space, 0);
  }
}
