package org.gpugdb.server.view;

import org.gpugdb.backend.spi.AddressSpaceId;
import org.gpugdb.backend.spi.ThreadId;
import org.gpugdb.backend.spi.ThreadStop;

/** What a client is told about a stop. */
public sealed interface StopReport {
  /** A report about a thread, which becomes the client's current one. */
  sealed interface OfThread extends StopReport {
    ThreadId thread();
  }

  /** A thread stopped for a cause of its own. */
  record Hit(ThreadStop stop) implements OfThread {
    @Override
    public ThreadId thread() {
      return stop.thread();
    }
  }

  /** The client interrupted the target. */
  record Interrupted(ThreadId thread) implements OfThread {}

  /** The target was halted for the client's sake, as when it attached. */
  record Halted(ThreadId thread) implements OfThread {}

  /** One thread was stopped because the client asked for just that; no signal. */
  record Suspended(ThreadId thread) implements OfThread {}

  /** Modules were loaded or unloaded. */
  record LibrariesChanged(ThreadId thread) implements OfThread {}

  /**
   * A space has ended.
   *
   * @param status 0…255
   */
  record Exited(AddressSpaceId space, int status) implements StopReport {}
}
