package org.gpugdb.server.session;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One line for each change a client makes, on the logger {@code audit}. */
final class Audit {
  private static final Logger LOG = LoggerFactory.getLogger("audit");

  private final String peer;

  Audit(String peer) {
    this.peer = peer;
  }

  /** What was done, as a format of slf4j. */
  void log(String format, Object... arguments) {
    if (LOG.isDebugEnabled()) {
      LOG.debug(peer + " " + format, arguments);
    }
  }
}
