package org.gpugdb.server.view;

import java.util.HashSet;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.gpugdb.backend.spi.AddressSpaceId;
import org.gpugdb.backend.spi.StopCause;
import org.gpugdb.backend.spi.ThreadId;
import org.gpugdb.backend.spi.ThreadStop;
import org.jspecify.annotations.Nullable;

/**
 * What is so whatever the client believes: attached spaces, threads that are really stopped,
 * breakpoints. A client that changes its mode goes on with the same picture.
 */
public final class TargetPicture {
  final NavigableSet<AddressSpaceId> spaces = new TreeSet<>();
  final Map<ThreadId, ThreadStop> stopped = new TreeMap<>();
  final BreakpointLedger breakpoints = new BreakpointLedger();
  final Set<ClientView.Watch> watches = new HashSet<>();
  final ThreadRoster roster;

  /**
   * @param slots number of hardware threads of the device
   */
  public TargetPicture(ThreadListPolicy policy, int slots) {
    this.roster = new ThreadRoster(policy, slots);
  }

  /** The stop of a thread that is really stopped. */
  public @Nullable ThreadStop stop(ThreadId thread) {
    return stopped.get(thread);
  }

  /** Whether any thread is really stopped. */
  public boolean holdsThreads() {
    return !stopped.isEmpty();
  }

  /** Which threads the client is shown. */
  public ThreadListPolicy threadList() {
    return roster.policy();
  }

  /** Shows the client other threads from its next look at the list on. */
  public void setThreadList(ThreadListPolicy policy) {
    roster.setPolicy(policy);
  }

  static Location location(ThreadStop stop) {
    return new Location(stop.thread().space(), stop.pc());
  }

  /** Whether the client wants to hear of the breakpoint or watchpoint that a thread has met. */
  boolean isWanted(ThreadStop stop) {
    if (stop.cause() instanceof StopCause.Breakpoint) {
      return breakpoints.wants(location(stop));
    }
    if (stop.cause() instanceof StopCause.Watchpoint watchpoint) {
      AddressSpaceId space = stop.thread().space();
      return watches.stream().anyMatch(watch -> watch.covers(space, watchpoint.address()));
    }
    return true;
  }

  /** Whether a thread sits at a breakpoint, met or not. */
  boolean isAtBreakpoint(ThreadStop stop) {
    return breakpoints.isPlanted(location(stop));
  }

  void forget(AddressSpaceId space) {
    spaces.remove(space);
    stopped.keySet().removeIf(thread -> thread.space().equals(space));
    watches.removeIf(watch -> watch.space().equals(space));
    breakpoints.forget(space);
    roster.forget(space);
  }
}
