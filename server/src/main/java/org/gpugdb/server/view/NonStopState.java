package org.gpugdb.server.view;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import org.gpugdb.backend.spi.AddressSpaceId;
import org.gpugdb.backend.spi.Resume;
import org.gpugdb.backend.spi.StopCause;
import org.gpugdb.backend.spi.ThreadId;
import org.gpugdb.backend.spi.ThreadStop;

/** What a client in non-stop mode knows, beside what is so. */
final class NonStopState {
  final TargetPicture target;
  final ClientThreads threads = new ClientThreads();
  final ParkedStops parked = new ParkedStops();
  final OwnBreakpoints own = new OwnBreakpoints();
  final HaltRequests halts = new HaltRequests();
  final LibraryChanges libraries = new LibraryChanges();
  final StepOver stepOver = new StepOver();

  /**
   * Threads that stopped together with too many others to be shown; they go on when all threads are
   * resumed.
   */
  final Set<ThreadId> unseen = new HashSet<>();

  NonStopState(TargetPicture target) {
    this.target = target;
  }

  boolean isStopped(ThreadId thread) {
    return target.stopped.containsKey(thread);
  }

  /** The threads that the client is shown. */
  NavigableSet<ThreadId> threadList() {
    chooseRepresentatives();
    return target.roster.listWithRepresentatives(target.spaces, threads.reported());
  }

  /**
   * Finds a thread for each space that is listed though it has nothing to tell. While GDB gets a
   * thread off a breakpoint it cannot take one that is new to it.
   */
  void chooseRepresentatives() {
    for (AddressSpaceId space : target.spaces) {
      if (stepOver.isOver() || !target.roster.lists(space)) {
        target.roster.chooseRepresentative(space, threads.reported(), target.stopped.keySet());
      }
    }
  }

  /** Whether a thread has met something that is out now. */
  boolean isLate(ThreadStop stop) {
    if (stop.cause() instanceof StopCause.Breakpoint) {
      return !target.isAtBreakpoint(stop);
    }
    return stop.cause() instanceof StopCause.Watchpoint && !target.isWanted(stop);
  }

  /** Lets threads go on; nothing is said about what the client knows of them. */
  void run(Map<ThreadId, Resume> how, List<Effect> effects) {
    if (!how.isEmpty()) {
      target.stopped.keySet().removeAll(how.keySet());
      unseen.removeAll(how.keySet());
      effects.add(new Effect.Run(how));
    }
  }

  void forget(AddressSpaceId space) {
    target.forget(space);
    threads.forget(space);
    parked.forget(space);
    own.forget(space);
    halts.forget(space);
    libraries.forget(space);
    unseen.removeIf(thread -> thread.space().equals(space));
  }
}
