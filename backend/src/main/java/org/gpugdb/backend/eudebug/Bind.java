package org.gpugdb.backend.eudebug;

import java.util.List;
import java.util.OptionalLong;

/**
 * One complete group of mapping changes of an address space.
 *
 * @param fence seqno to acknowledge, if the client waits for it
 */
record Bind(long seqno, VmKey vm, List<Op> ops, OptionalLong fence) {
  Bind {
    ops = List.copyOf(ops);
  }

  /**
   * One mapping change.
   *
   * @param map whether the range was mapped; it was unmapped otherwise
   * @param length bytes; address and length are 0 when every mapping of an object went
   * @param metadata handles of what the client attached to the range
   */
  record Op(boolean map, long address, long length, List<Long> metadata) {
    Op {
      metadata = List.copyOf(metadata);
    }

    boolean unmapsAll() {
      return !map && length == 0;
    }
  }
}
