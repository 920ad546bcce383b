package org.gpugdb.backend.uapi;

import org.gpugdb.backend.kernel.Errno;

/**
 * How a kernel of one dialect behaves where the dialects differ in more than bytes. What follows
 * from the presence of a request or an event is asked of the {@link Dialect} itself.
 *
 * @param target what CONNECT names
 * @param emptyReadErrno how a blocking READ_EVENT fails after 5 s without an event, positive
 * @param drainsAfterDetach whether events that were queued when the session ended can still be read
 * @param oneReader whether READ_EVENT fails with EBUSY while another one waits
 * @param unusedInputMustBeZero whether READ_EVENT and EU_CONTROL look at {@code seqno}, EU_CONTROL
 *     at {@code reserved} and ACK_EVENT at {@code type} and {@code reserved}
 * @param tellsOrdinaryQueues whether queues without the eudebug property are told, too, if they
 *     belong to an address space in long-running mode
 * @param dividedSwitchErrno how switching debugging on fails while the device has virtual
 *     functions, positive
 */
public record SessionRules(
    Target target,
    int emptyReadErrno,
    boolean drainsAfterDetach,
    boolean oneReader,
    boolean unusedInputMustBeZero,
    boolean tellsOrdinaryQueues,
    int dividedSwitchErrno) {

  /** What a session is with. */
  public enum Target {
    /** A process, by its pid: all DRM files it has opened, each a client with a handle. */
    PROCESS,
    /**
     * One DRM file, by a descriptor of the debugger's: the session's only client. The session ends
     * with the last descriptor of that file, the debugger's own among them.
     */
    FILE
  }

  /** The driver package. */
  static final SessionRules PRELIM =
      new SessionRules(Target.PROCESS, Errno.ENOENT, false, false, false, false, Errno.EBUSY);

  /** The posting while sessions were with processes. */
  static final SessionRules V3 =
      new SessionRules(Target.PROCESS, Errno.ENOENT, false, false, false, true, Errno.EPERM);

  /** Not documented in full; what is open is taken from before. */
  static final SessionRules V5 =
      new SessionRules(Target.FILE, Errno.ENOENT, false, false, false, false, Errno.EPERM);

  static final SessionRules DOCUMENTED =
      new SessionRules(Target.FILE, Errno.ETIMEDOUT, true, true, true, false, Errno.EPERM);
}
