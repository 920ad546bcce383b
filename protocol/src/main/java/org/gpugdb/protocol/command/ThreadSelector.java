package org.gpugdb.protocol.command;

import org.gpugdb.protocol.wire.Hex;
import org.gpugdb.protocol.wire.Ptid;

/**
 * Which threads a command means; see the GDB manual, "thread-id syntax".
 *
 * <p>An id without a process names the thread in whichever process has it, so its process is {@link
 * #ANY}. A process without a thread means all its threads.
 *
 * @param pid a process id, {@link #ALL} or {@link #ANY}
 * @param tid a thread id, {@link #ALL} or {@link #ANY}
 */
public record ThreadSelector(long pid, long tid) {
  /** Every process, or every thread of the process. */
  public static final long ALL = -1;

  /** Any one process, or any one thread of the process: the server chooses. */
  public static final long ANY = 0;

  /** Every thread of every process. */
  public static final ThreadSelector EVERY_THREAD = new ThreadSelector(ALL, ALL);

  /**
   * Any thread at all. In a command that acts on the thread chosen earlier by {@link
   * ThreadCommand.SelectThread}, that one.
   */
  public static final ThreadSelector ANY_THREAD = new ThreadSelector(ANY, ANY);

  /** Rejects ids below -1 and one thread of all processes. */
  public ThreadSelector {
    if (pid < ALL || tid < ALL || (pid == ALL && tid > ANY)) {
      throw new IllegalArgumentException("no such selection: p" + pid + "." + tid);
    }
  }

  /** The selector of exactly one thread. */
  public static ThreadSelector of(Ptid thread) {
    return new ThreadSelector(thread.pid(), thread.tid());
  }

  /** Whether {@code thread} is among those that may be meant. */
  public boolean matches(Ptid thread) {
    return (pid <= ANY || pid == thread.pid()) && (tid <= ANY || tid == thread.tid());
  }

  /** Whether this names a single thread rather than all or any. */
  public boolean namesThread() {
    return tid > ANY;
  }

  /** Whether this names a single process rather than all or any. */
  public boolean namesProcess() {
    return pid > ANY;
  }

  /** {@code [p<pid>[.<tid>]|<tid>]} with hex ids, -1 for all and 0 for any. */
  static ThreadSelector parse(Cursor in) throws MalformedPacketException {
    if (!in.take('p')) {
      long tid = id(in);
      return tid == ALL ? EVERY_THREAD : new ThreadSelector(ANY, tid);
    }
    long pid = id(in);
    long tid = in.take('.') ? id(in) : ALL;
    if (pid == ALL && tid > ANY) {
      throw in.malformed("no thread of all processes");
    }
    return new ThreadSelector(pid, tid);
  }

  private static long id(Cursor in) throws MalformedPacketException {
    if (in.take('-')) {
      in.expect('1');
      return ALL;
    }
    long id = in.number();
    if (id < 0) {
      throw in.malformed("an id below 2^63");
    }
    return id;
  }

  @Override
  public String toString() {
    return "p" + name(pid) + "." + name(tid);
  }

  private static String name(long id) {
    return id == ALL ? "-1" : Hex.toHex(id);
  }
}
