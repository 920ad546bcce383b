package org.gpugdb.backend.uapi;

import java.nio.ByteBuffer;
import org.gpugdb.backend.uapi.EventHeaderLayout.EventHeader;

/**
 * PAGEFAULT: threads of a context touched an address that is not mapped.
 *
 * <pre>
 *      +---------------------------------------------------------------+
 *    0 |                        base (24 bytes)                        |
 *      +---------------------------------------------------------------+
 *   24 |                         client_handle                         |
 *      +---------------------------------------------------------------+
 *   32 |                       exec_queue_handle                       |
 *      +---------------------------------------------------------------+
 *   40 |                           lrc_handle                          |
 *      +---------------------------------------------------------------+
 *   48 |             flags             |          bitmask_size         |
 *      +---------------------------------------------------------------+
 *   56 |                       pagefault_address                       |
 *      +---------------------------------------------------------------+
 *   64 |         bitmask[bitmask_size]: before, after, resolved        |
 *      +---------------------------------------------------------------+
 * </pre>
 *
 * <p>Source: {@code xe_drm_prelim.h}, {@code struct prelim_drm_xe_eudebug_event_pagefault}.
 */
public final class PagefaultEventLayout {
  /** Size of the fixed part in bytes. */
  public static final int SIZE = 64;

  public static final int CLIENT_HANDLE_OFFSET = 24;
  public static final int EXEC_QUEUE_HANDLE_OFFSET = 32;
  public static final int LRC_HANDLE_OFFSET = 40;
  public static final int FLAGS_OFFSET = 48;
  public static final int BITMASK_SIZE_OFFSET = 52;
  public static final int PAGEFAULT_ADDRESS_OFFSET = 56;

  /** Where the three bitmaps of equal size begin. */
  public static final int BITMASK_OFFSET = 64;

  private static final int BITMAPS = 3;

  private PagefaultEventLayout() {}

  /** Size of the whole event in bytes. */
  static int size(Event.Pagefault event) {
    return BITMASK_OFFSET + BITMAPS * event.resolved().size();
  }

  /** Reads the event at the buffer's position, which stays. */
  static Event.Pagefault decode(EventHeader header, ByteBuffer buffer) {
    int bytes = Struct.at(buffer, SIZE).getInt(BITMASK_SIZE_OFFSET);
    ByteBuffer struct = Struct.withTail(buffer, SIZE, bytes, 1);
    int each = bytes / BITMAPS;
    return new Event.Pagefault(
        header.flags(),
        header.seqno(),
        struct.getLong(CLIENT_HANDLE_OFFSET),
        struct.getLong(EXEC_QUEUE_HANDLE_OFFSET),
        struct.getLong(LRC_HANDLE_OFFSET),
        struct.getLong(PAGEFAULT_ADDRESS_OFFSET),
        Bitmask.read(struct, BITMASK_OFFSET, each),
        Bitmask.read(struct, BITMASK_OFFSET + each, each),
        Bitmask.read(struct, BITMASK_OFFSET + 2 * each, each));
  }

  /** Writes what follows the header; the inner flags stay 0. */
  static void encode(ByteBuffer buffer, Event.Pagefault event) {
    ByteBuffer struct = Struct.at(buffer, size(event));
    struct.putLong(CLIENT_HANDLE_OFFSET, event.clientHandle());
    struct.putLong(EXEC_QUEUE_HANDLE_OFFSET, event.execQueueHandle());
    struct.putLong(LRC_HANDLE_OFFSET, event.lrcHandle());
    struct.putLong(PAGEFAULT_ADDRESS_OFFSET, event.address());
    Bitmask all = event.before().append(event.after(), event.resolved());
    struct.putInt(BITMASK_SIZE_OFFSET, all.size());
    all.write(struct, BITMASK_OFFSET);
  }
}
