package org.gpugdb.server.view;

import org.gpugdb.backend.spi.AddressSpaceId;
import org.gpugdb.backend.spi.ThreadId;

/** The threads that an action is for. */
public sealed interface ThreadScope {
  boolean contains(ThreadId thread);

  /** Whether threads of {@code space} that the client has never heard of are meant too. */
  boolean coversAll(AddressSpaceId space);

  /** Every thread of every attached space. */
  record Everything() implements ThreadScope {
    @Override
    public boolean contains(ThreadId thread) {
      return true;
    }

    @Override
    public boolean coversAll(AddressSpaceId space) {
      return true;
    }
  }

  /** Every thread of one space. */
  record OfSpace(AddressSpaceId space) implements ThreadScope {
    @Override
    public boolean contains(ThreadId thread) {
      return thread.space().equals(space);
    }

    @Override
    public boolean coversAll(AddressSpaceId other) {
      return space.equals(other);
    }
  }

  /** One thread. */
  record Single(ThreadId thread) implements ThreadScope {
    @Override
    public boolean contains(ThreadId other) {
      return thread.equals(other);
    }

    @Override
    public boolean coversAll(AddressSpaceId space) {
      return false;
    }
  }
}
