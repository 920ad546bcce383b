package org.gpugdb.server.view;

import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.gpugdb.backend.spi.AddressSpaceId;
import org.gpugdb.backend.spi.Resume;
import org.gpugdb.backend.spi.ThreadId;

/** What a client in non-stop mode believes of each thread. All it has not heard of run. */
final class ClientThreads {
  enum Standing {
    /** It runs. */
    RUNS,
    /**
     * A report about it has been made that the client has not acknowledged: it counts as running.
     */
    REPORTED,
    /** It is stopped. */
    STOPPED
  }

  private final Map<ThreadId, Standing> standing = new TreeMap<>();
  private final Map<ThreadId, StopReport.OfThread> reports = new HashMap<>();
  private final Map<ThreadId, Resume> modes = new HashMap<>();

  Standing of(ThreadId thread) {
    return standing.getOrDefault(thread, Standing.RUNS);
  }

  boolean runs(ThreadId thread) {
    return of(thread) == Standing.RUNS;
  }

  boolean isStopped(ThreadId thread) {
    return of(thread) == Standing.STOPPED;
  }

  /** Threads that have been reported, acknowledged or not, in order. */
  Set<ThreadId> reported() {
    return Collections.unmodifiableSet(standing.keySet());
  }

  /** The last report about a thread that has not been resumed since. */
  Optional<StopReport.OfThread> lastReport(ThreadId thread) {
    return Optional.ofNullable(reports.get(thread));
  }

  /** How a running thread was resumed. */
  Resume mode(ThreadId thread) {
    return modes.getOrDefault(thread, new Resume.Continue());
  }

  boolean isStepping(ThreadId thread) {
    return !(mode(thread) instanceof Resume.Continue);
  }

  void report(StopReport.OfThread report) {
    standing.put(report.thread(), Standing.REPORTED);
    reports.put(report.thread(), report);
    modes.remove(report.thread());
  }

  void acknowledge(ThreadId thread) {
    standing.replace(thread, Standing.STOPPED);
  }

  void resume(ThreadId thread, Resume how) {
    standing.remove(thread);
    reports.remove(thread);
    modes.put(thread, how);
  }

  void forget(AddressSpaceId space) {
    standing.keySet().removeIf(thread -> thread.space().equals(space));
    reports.keySet().removeIf(thread -> thread.space().equals(space));
    modes.keySet().removeIf(thread -> thread.space().equals(space));
  }
}
