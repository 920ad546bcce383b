package org.gpugdb.backend.spi;

import java.util.List;

/**
 * A queue of work that a GPU client has made.
 *
 * @param handle the debug interface's number of it
 * @param contexts numbers of its hardware contexts (LRCs)
 * @param active whether one of them is on the hardware now
 */
public record ExecQueue(long handle, List<Long> contexts, boolean active) {
  public ExecQueue {
    contexts = List.copyOf(contexts);
  }
}
