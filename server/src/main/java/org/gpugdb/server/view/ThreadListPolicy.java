package org.gpugdb.server.view;

/** Which hardware threads a client is shown. */
public enum ThreadListPolicy {
  /** Every slot of the device, idle ones too. */
  ALL,
  /** A thread is listed from its first stop to its end. */
  STICKY,
  /** Threads that are stopped now. */
  STOPPED
}
