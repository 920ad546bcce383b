package org.gpugdb.backend.spi;

import java.util.Optional;

/**
 * Whose view an address is meant in: the same address names other bytes in another space, and, for
 * shared local memory and the per-context window, for another thread.
 */
public record Context(AddressSpaceId space, Optional<ThreadId> thread) {
  public static Context of(AddressSpaceId space) {
    return new Context(space, Optional.empty());
  }

  public static Context of(ThreadId thread) {
    return new Context(thread.space(), Optional.of(thread));
  }
}
