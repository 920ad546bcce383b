package org.gpugdb.backend.uapi;

import java.nio.ByteBuffer;
import org.gpugdb.backend.uapi.EventHeaderLayout.EventHeader;
import org.gpugdb.backend.uapi.StructLayout.Field;

/**
 * EU_ATTENTION: threads of a context are in their exception handler; ends in {@code
 * bitmask[bitmask_size]}. Source: {@code struct …_eudebug_event_eu_attention}.
 */
final class EuAttentionEventLayout extends DialectStruct {
  private final Field clientHandle;
  private final Field execQueueHandle;
  private final Field lrcHandle;
  private final Field bitmaskSize;
  private final int bitmask;

  EuAttentionEventLayout(StructLayout layout) {
    super(layout);
    this.clientHandle = layout.field("client_handle");
    this.execQueueHandle = layout.field("exec_queue_handle");
    this.lrcHandle = layout.field("lrc_handle");
    this.bitmaskSize = layout.field("bitmask_size");
    this.bitmask = layout.field("bitmask").offset();
  }

  /** Size of the whole event in bytes. */
  int size(Event.EuAttention event) {
    return bitmask + event.bitmask().size();
  }

  /** Reads the event at the buffer's position, which stays. */
  Event.EuAttention decode(EventHeader header, ByteBuffer buffer) {
    int bytes = bitmaskSize.getInt(at(buffer));
    ByteBuffer struct = Struct.withTail(buffer, size(), bytes, 1);
    return new Event.EuAttention(
        header.flags(),
        header.seqno(),
        clientHandle.get(struct),
        execQueueHandle.get(struct),
        lrcHandle.get(struct),
        Bitmask.read(struct, bitmask, bytes));
  }

  /** Writes what follows the header; the inner flags stay 0. */
  void encode(ByteBuffer buffer, Event.EuAttention event) {
    ByteBuffer struct = Struct.at(buffer, size(event));
    clientHandle.put(struct, event.clientHandle());
    execQueueHandle.put(struct, event.execQueueHandle());
    lrcHandle.put(struct, event.lrcHandle());
    bitmaskSize.put(struct, event.bitmask().size());
    event.bitmask().write(struct, bitmask);
  }
}
