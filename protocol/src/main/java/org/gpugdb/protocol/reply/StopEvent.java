package org.gpugdb.protocol.reply;

import org.gpugdb.protocol.wire.Ptid;

/**
 * Something that ends or interrupts running: the answer to a resume in all-stop mode, to {@code ?}
 * and {@code vStopped}, and the content of a notification. See the GDB manual, "Stop Reply
 * Packets".
 */
public sealed interface StopEvent extends Reply permits StopReply, StopEvent.Ended {
  /** An end of a thread, a process or of all that ran. */
  sealed interface Ended extends StopEvent {}

  /**
   * A process ended by itself.
   *
   * @param status its exit status, 0..255
   */
  record ProcessExited(long pid, int status) implements Ended {}

  /** A process was ended by a signal. */
  record ProcessKilled(long pid, GdbSignal signal) implements Ended {}

  /**
   * A thread ended. Only if the client asked for such events.
   *
   * @param status its exit status, 0..255
   */
  record ThreadExited(Ptid thread, int status) implements Ended {}

  /** No thread that was resumed is left. Only if the client can take it. */
  record NoneResumed() implements Ended {}

  /** There is no process; the answer to {@code ?} in extended mode. */
  record NoProcess() implements Ended {}
}
