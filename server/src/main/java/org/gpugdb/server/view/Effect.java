package org.gpugdb.server.view;

import java.util.Map;
import java.util.Set;
import org.gpugdb.backend.spi.AddressSpaceId;
import org.gpugdb.backend.spi.Resume;
import org.gpugdb.backend.spi.ThreadId;

/** Something a {@link ClientView} wants done, in the order given. */
public sealed interface Effect {
  /** Resume threads, all of them in one batch. */
  record Run(Map<ThreadId, Resume> how) implements Effect {
    public Run {
      how = Map.copyOf(how);
    }
  }

  /**
   * Ask threads of a space to stop.
   *
   * @param wanted which; empty for all
   */
  record Halt(AddressSpaceId space, Set<ThreadId> wanted) implements Effect {
    public Halt {
      wanted = Set.copyOf(wanted);
    }

    /** Ask every thread of the space. */
    public Halt(AddressSpaceId space) {
      this(space, Set.of());
    }
  }

  /** Tell the client why the target stopped. */
  record Report(StopReport what) implements Effect {}

  /** Tell the client, unasked, why a thread stopped. Only in non-stop mode. */
  record Notify(StopReport what) implements Effect {}

  /**
   * Call {@link NonStopView#tick} later.
   *
   * @param nanos at least so many nanoseconds from now
   */
  record Wake(NonStopView.Timer timer, long nanos) implements Effect {}

  /** Plant a breakpoint. */
  record Plant(Location where) implements Effect {}

  /** Take a breakpoint out. */
  record Unplant(Location where) implements Effect {}

  /** Let the GPU client go on that waits because code was loaded into the space. */
  record ReleaseModules(AddressSpaceId space) implements Effect {}
}
