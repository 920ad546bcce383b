package org.gpugdb.backend.uapi;

import java.nio.ByteBuffer;
import org.gpugdb.backend.uapi.EventHeaderLayout.EventHeader;
import org.gpugdb.backend.uapi.StructLayout.Field;

/**
 * PAGEFAULT: threads of a context touched an address that is not mapped; ends in {@code
 * bitmask[bitmask_size]}, which is three bitmaps of equal size: before, after, resolved. Source:
 * {@code struct …_eudebug_event_pagefault}.
 */
final class PagefaultEventLayout extends DialectStruct {
  private static final int BITMAPS = 3;

  private final Field clientHandle;
  private final Field execQueueHandle;
  private final Field lrcHandle;
  private final Field bitmaskSize;
  private final Field pagefaultAddress;
  private final int bitmask;

  PagefaultEventLayout(StructLayout layout) {
    super(layout);
    this.clientHandle = layout.field("client_handle");
    this.execQueueHandle = layout.field("exec_queue_handle");
    this.lrcHandle = layout.field("lrc_handle");
    this.bitmaskSize = layout.field("bitmask_size");
    this.pagefaultAddress = layout.field("pagefault_address");
    this.bitmask = layout.field("bitmask").offset();
  }

  /** Size of the whole event in bytes. */
  int size(Event.Pagefault event) {
    return bitmask + BITMAPS * event.resolved().size();
  }

  /** Reads the event at the buffer's position, which stays. */
  Event.Pagefault decode(EventHeader header, ByteBuffer buffer) {
    int bytes = bitmaskSize.getInt(at(buffer));
    ByteBuffer struct = Struct.withTail(buffer, size(), bytes, 1);
    int each = bytes / BITMAPS;
    return new Event.Pagefault(
        header.flags(),
        header.seqno(),
        clientHandle.get(struct),
        execQueueHandle.get(struct),
        lrcHandle.get(struct),
        pagefaultAddress.get(struct),
        Bitmask.read(struct, bitmask, each),
        Bitmask.read(struct, bitmask + each, each),
        Bitmask.read(struct, bitmask + 2 * each, each));
  }

  /** Writes what follows the header; the inner flags stay 0. */
  void encode(ByteBuffer buffer, Event.Pagefault event) {
    ByteBuffer struct = Struct.at(buffer, size(event));
    clientHandle.put(struct, event.clientHandle());
    execQueueHandle.put(struct, event.execQueueHandle());
    lrcHandle.put(struct, event.lrcHandle());
    pagefaultAddress.put(struct, event.address());
    Bitmask all = event.before().append(event.after(), event.resolved());
    bitmaskSize.put(struct, all.size());
    all.write(struct, bitmask);
  }
}
