package org.gpugdb.protocol.wire;

/**
 * One thread of one process, as the protocol names it.
 *
 * @param pid the process, from 1 on
 * @param tid the thread, from 1 on
 */
public record Ptid(long pid, long tid) {
  /** Rejects 0 and -1, which stand for any and all. */
  public Ptid {
    if (pid <= 0 || tid <= 0) {
      throw new IllegalArgumentException("got p" + pid + "." + tid + " (expected ids from 1 on)");
    }
  }

  @Override
  public String toString() {
    return "p" + Hex.toHex(pid) + "." + Hex.toHex(tid);
  }
}
