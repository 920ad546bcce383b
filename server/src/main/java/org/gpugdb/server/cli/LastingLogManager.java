package org.gpugdb.server.cli;

import java.util.logging.LogManager;

/**
 * Takes log entries until the process is gone. The JDK's own stops as soon as it is told to end.
 */
public final class LastingLogManager extends LogManager {
  /** Made by the JDK, once. */
  public LastingLogManager() {}

  @Override
  public void reset() {
    // The JDK calls it at the end of the process, while sessions are still being closed.
  }
}
