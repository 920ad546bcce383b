package org.gpugdb.server.view;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import org.gpugdb.backend.spi.AddressSpaceId;
import org.gpugdb.backend.spi.TargetEvent;
import org.gpugdb.backend.spi.ThreadId;
import org.gpugdb.backend.spi.ThreadStop;
import org.gpugdb.backend.spi.WatchKind;

/**
 * One client's picture of the address spaces it debugs.
 *
 * <p>Inputs return what has to be done; queries change nothing. Events about spaces that are not
 * attached must not be passed in.
 */
public sealed interface ClientView permits AllStopView, NonStopView {
  /**
   * The client debugs a space from now on.
   *
   * @param alreadyStopped threads of the space that stopped before anybody looked
   */
  List<Effect> attach(AddressSpaceId space, Collection<ThreadStop> alreadyStopped);

  /** The client leaves a space: its threads go on. The caller takes the breakpoints out. */
  List<Effect> detach(AddressSpaceId space);

  /**
   * Threads have stopped.
   *
   * @param falseHits those that met a breakpoint whose conditions do not hold
   */
  List<Effect> stopped(TargetEvent.Stops stops, Set<ThreadId> falseHits);

  /** A {@link Effect.Halt} was not answered in time; the report does not wait any longer. */
  List<Effect> haltTimedOut(AddressSpaceId space);

  /** The client interrupts whatever runs. Without effect if, for the client, nothing does. */
  List<Effect> interrupt();

  /** Code was loaded into a space or unloaded. */
  List<Effect> librariesChanged(AddressSpaceId space);

  /** A space has ended. */
  List<Effect> exited(AddressSpaceId space, int status);

  /**
   * The client wants a breakpoint. Wanting it twice is wanting it once.
   *
   * @param conditional whether only hits that meet conditions of the client's are passed in
   */
  List<Effect> insert(Location where, BreakpointKind kind, boolean conditional);

  /** The {@link Effect.Plant} that {@link #insert} returned could not be carried out. */
  void plantFailed(Location where);

  /** The client no longer wants a breakpoint. */
  List<Effect> remove(Location where, BreakpointKind kind);

  /** The client wants a data watchpoint, which the caller has set. */
  void watched(Watch watch);

  /** The client no longer wants a data watchpoint, which the caller has removed. */
  void unwatched(Watch watch);

  /** Whether the client has been told that a thread is stopped; it may be idle, or even run. */
  boolean takesForStopped(ThreadId thread);

  /** The last report; empty before the first one. */
  Optional<StopReport> lastReport();

  /** Attached spaces in number order. */
  NavigableSet<AddressSpaceId> spaces();

  /** Every stopped thread of the attached spaces, with its cause. */
  Map<ThreadId, ThreadStop> stoppedThreads();

  /** Threads that stopped for a cause which the client has not been told yet. */
  Set<ThreadId> unreported();

  /** For what the client wants a breakpoint at an address; empty if it wants none. */
  Set<BreakpointKind> breakpointsAt(Location where);

  /** The thread that stands for the target where the client names none; empty with no space. */
  Optional<ThreadId> focus();

  /** The threads the client is shown, in order. */
  NavigableSet<ThreadId> threadList();

  /** The client named a thread that may not be listed: it is from now on. */
  void list(ThreadId thread);

  /**
   * A data watchpoint.
   *
   * @param address unsigned
   * @param length bytes
   */
  record Watch(AddressSpaceId space, WatchKind kind, long address, int length) {
    /** Whether an access at {@code at} of the space belongs to it. */
    boolean covers(AddressSpaceId other, long at) {
      return space.equals(other) && Long.compareUnsigned(at - address, length) < 0;
    }
  }
}
