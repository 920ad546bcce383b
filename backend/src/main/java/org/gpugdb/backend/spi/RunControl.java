package org.gpugdb.backend.spi;

import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/** Stops and resumes hardware threads. Nothing waits: answers arrive as {@link TargetEvent}s. */
public interface RunControl {
  /**
   * Resumes stopped threads, all of one call in one batch; every other thread keeps its state. A
   * thread that was stopped at pc by the planted breakpoint there, or by a step, executes the
   * original instruction, and no other thread can slip past; one that was merely interrupted there
   * has yet to hit it. A step over a barrier ends behind it, when the thread has arrived; a step of
   * a thread's last instruction shows the thread behind it, stopped; it ends when it goes on.
   */
  void resume(Map<ThreadId, Resume> how) throws BackendException;

  /**
   * Asks threads to stop; an empty set means every thread of the space. Threads that stopped on the
   * way and were not asked for are resumed silently. Answered by {@link TargetEvent.Stops} with
   * {@code answersRequest}, or {@link TargetEvent.StopTimedOut}.
   */
  void requestStop(AddressSpaceId space, Set<ThreadId> wanted) throws BackendException;

  /** Every thread of the space that is stopped now, with the cause of its stop. */
  Map<ThreadId, ThreadStop> stopped(AddressSpaceId space);

  /** Where a running thread was last seen. */
  OptionalLong lastKnownPc(ThreadId thread);
}
