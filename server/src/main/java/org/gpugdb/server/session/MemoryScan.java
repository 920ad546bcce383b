package org.gpugdb.server.session;

import org.gpugdb.backend.spi.BackendException;
import org.gpugdb.protocol.reply.Reply;

/** Work on a range of memory that may be long, in slices of bounded size. */
interface MemoryScan {
  /** Bytes of a slice: a millisecond or so. */
  int SLICE = 1 << 20;

  /** Does one slice, and returns whether there is a result. */
  boolean step() throws BackendException;

  /** The answer, once {@link #step} has returned true. */
  Reply result();
}
