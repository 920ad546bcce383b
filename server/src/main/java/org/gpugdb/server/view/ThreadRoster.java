package org.gpugdb.server.view;

import java.util.Collection;
import java.util.Iterator;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import org.gpugdb.backend.spi.AddressSpaceId;
import org.gpugdb.backend.spi.ThreadId;

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

  private final ThreadListPolicy policy;
  private final int slots;
  private final NavigableSet<ThreadId> listed = new TreeSet<>();

  ThreadRoster(ThreadListPolicy policy, int slots) {
    this.policy = policy;
    this.slots = slots;
  }

  /** A thread has something to tell, or the client has named it. */
  void add(ThreadId thread) {
    listed.add(thread);
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

  void forget(AddressSpaceId space) {
    listed.removeIf(thread -> thread.space().equals(space));
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
    if (policy == ThreadListPolicy.ALL) {
      for (int slot = 0; slot < slots; slot++) {
        list.add(new ThreadId(space, slot));
      }
      return;
    }
    boolean any = false;
    for (Iterator<ThreadId> all = listed.iterator(); all.hasNext(); ) {
      ThreadId thread = all.next();
      if (thread.space().equals(space)
          && (policy == ThreadListPolicy.STICKY || stopped.contains(thread))) {
        list.add(thread);
        any = true;
      }
    }
    if (!any) {
      list.add(representative(space));
    }
  }

  /** The thread that stands for an idle space. */
  static ThreadId representative(AddressSpaceId space) {
    return new ThreadId(space, 0);
  }
}
