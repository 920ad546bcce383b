package org.gpugdb.backend.eudebug;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.gpugdb.backend.uapi.DebugData;

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
   * @param metadata handles of what the client attached to the range, where the kernel keeps it
   * @param data what the client says of the range, where the kernel keeps nothing
   */
  record Op(boolean map, long address, long length, List<Long> metadata, Optional<DebugData> data) {
    Op {
      metadata = List.copyOf(metadata);
    }

    static Op of(boolean map, long address, long length, List<Long> metadata) {
      return new Op(map, address, length, metadata, Optional.empty());
    }

    static Op of(boolean added, DebugData data) {
      return new Op(added, data.addr(), data.range(), List.of(), Optional.of(data));
    }

    boolean unmapsAll() {
      return !map && length == 0;
    }

    /** Whether the client has said anything of what it mapped. */
    boolean isDescribed() {
      return !metadata.isEmpty() || data.isPresent();
    }
  }
}
