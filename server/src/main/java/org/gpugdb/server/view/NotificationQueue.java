package org.gpugdb.server.view;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.gpugdb.backend.spi.AddressSpaceId;
import org.jspecify.annotations.Nullable;

/**
 * Reports on their way to a client in non-stop mode. One at most is outstanding; the client fetches
 * those behind it, and what comes after the last is notified.
 */
final class NotificationQueue {
  private final boolean oneAtFirst;
  private final Deque<StopReport> waiting = new ArrayDeque<>();
  private @Nullable StopReport outstanding;

  /** Before the client has asked what is stopped, it is told nothing. */
  private boolean held = true;

  private boolean oneOnly;
  private boolean asked;

  /**
   * @param oneAtFirst whether the client cannot take more than one stopped thread when it asks;
   *     then those behind the first wait for {@link #release}
   */
  NotificationQueue(boolean oneAtFirst) {
    this.oneAtFirst = oneAtFirst;
  }

  void add(StopReport report) {
    waiting.add(report);
  }

  /** Nothing is notified before {@link #release}. */
  void hold() {
    held = true;
  }

  /** The client can take notifications. */
  void release() {
    held = false;
  }

  /** The report that the client has been sent and has not acknowledged. */
  Optional<StopReport> outstanding() {
    return Optional.ofNullable(outstanding);
  }

  /** Whether the client has asked what is stopped, and taken all that it was told then. */
  boolean isDrained() {
    return asked && outstanding == null;
  }

  boolean isEmpty() {
    return outstanding == null && waiting.isEmpty();
  }

  /** The client asks for everything that is stopped, from the beginning. */
  void restart(Collection<? extends StopReport> stopped) {
    List<StopReport> ends =
        waiting.stream().filter(report -> !(report instanceof StopReport.OfThread)).toList();
    waiting.clear();
    waiting.addAll(stopped);
    waiting.addAll(ends);
    outstanding = waiting.poll();
    held = oneAtFirst;
    oneOnly = oneAtFirst && outstanding != null;
    asked = true;
  }

  /** The outstanding report is seen; the next one, if there is one, is outstanding then. */
  Optional<StopReport> acknowledge() {
    Optional<StopReport> seen = outstanding();
    outstanding = oneOnly ? null : waiting.poll();
    oneOnly = false;
    return seen;
  }

  /** The report to notify now, which is outstanding then. */
  Optional<StopReport> notifyNext() {
    if (held || outstanding != null) {
      return Optional.empty();
    }
    outstanding = waiting.poll();
    return outstanding();
  }

  /** Takes the first report without a notification: it is the answer to something else. */
  Optional<StopReport> take() {
    return Optional.ofNullable(waiting.poll());
  }

  /** Drops what has not been sent about the threads of a space. */
  void forget(AddressSpaceId space) {
    waiting.removeIf(
        report ->
            report instanceof StopReport.OfThread about && about.thread().space().equals(space));
  }
}
