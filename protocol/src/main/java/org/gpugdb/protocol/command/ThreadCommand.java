package org.gpugdb.protocol.command;

/** Choosing, listing and describing threads. */
public sealed interface ThreadCommand extends Command {
  /** What a chosen thread is chosen for. */
  enum Purpose {
    /** Registers and memory. */
    ACCESS,
    /** {@link ResumeCommand.ResumeChosen}. */
    RESUME
  }

  /** {@code H}: which thread later commands act on. */
  record SelectThread(Purpose purpose, ThreadSelector thread) implements ThreadCommand {}

  /** {@code qC}: which thread is current. */
  record CurrentThread() implements ThreadCommand {}

  /** {@code T}: whether the thread exists. */
  record QueryAlive(ThreadSelector thread) implements ThreadCommand {}

  /**
   * {@code qfThreadInfo qsThreadInfo}: ids of threads.
   *
   * @param first whether to begin; otherwise go on where the last reply ended
   */
  record ListThreads(boolean first) implements ThreadCommand {}

  /** {@code qThreadExtraInfo}: a line of text about the thread. */
  record DescribeThread(ThreadSelector thread) implements ThreadCommand {}

  /** {@code qThreadStopInfo}: the stop reply of one thread. */
  record QueryThreadStop(ThreadSelector thread) implements ThreadCommand {}

  /** {@code jThreadsInfo}: the stops of all threads, as JSON. */
  record DescribeThreads() implements ThreadCommand {}

  /** {@code jThreadExtendedInfo}: whatever is known about the thread, as JSON. */
  record DescribeThreadFully(ThreadSelector thread) implements ThreadCommand {}
}
