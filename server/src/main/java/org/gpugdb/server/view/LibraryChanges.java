package org.gpugdb.server.view;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.gpugdb.backend.spi.AddressSpaceId;
import org.gpugdb.backend.spi.ThreadId;

/**
 * Changes of modules that a client in non-stop mode has to be told. One thread of the space is
 * reported for it, really stopped or not, while the others run on; when the client resumes that
 * thread, it has read the new list and planted what it wants.
 */
final class LibraryChanges {
  private final Set<AddressSpaceId> untold = new TreeSet<>();
  private final Map<AddressSpaceId, ThreadId> reporters = new HashMap<>();

  void add(AddressSpaceId space) {
    untold.add(space);
  }

  /** Spaces whose change can be reported now. */
  Set<AddressSpaceId> due() {
    Set<AddressSpaceId> due = new TreeSet<>(untold);
    due.removeAll(reporters.keySet());
    return due;
  }

  /** The change is reported, by a thread. */
  void told(ThreadId reporter) {
    untold.remove(reporter.space());
    reporters.put(reporter.space(), reporter);
  }

  /** Threads that were reported for a change and not resumed since. */
  Set<ThreadId> messengers() {
    return Set.copyOf(reporters.values());
  }

  void resumed(ThreadId thread) {
    reporters.remove(thread.space(), thread);
  }

  /** Whether the client knows the modules of a space, and has had the time to act on it. */
  boolean isSettled(AddressSpaceId space) {
    return !untold.contains(space) && !reporters.containsKey(space);
  }

  void forget(AddressSpaceId space) {
    untold.remove(space);
    reporters.remove(space);
  }
}
