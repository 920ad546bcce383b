package org.gpugdb.server.view;

import java.util.Map;
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

  /** Ask every thread of a space to stop. */
  record Halt(AddressSpaceId space) implements Effect {}

  /** Tell the client why the target stopped. */
  record Report(StopReport what) implements Effect {}

  /** Plant a breakpoint. */
  record Plant(Location where) implements Effect {}

  /** Take a breakpoint out. */
  record Unplant(Location where) implements Effect {}

  /** Let the GPU client go on that waits because code was loaded into the space. */
  record ReleaseModules(AddressSpaceId space) implements Effect {}
}
