package org.gpugdb.backend.uapi;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.IntStream;
import org.gpugdb.backend.uapi.EngineClassInstanceLayout.EngineClassInstance;
import org.gpugdb.backend.uapi.EventHeaderLayout.EventHeader;

/**
 * EXEC_QUEUE_PLACEMENTS: the engines on which one context of a queue may run.
 *
 * <pre>
 *      +---------------------------------------------------------------+
 *    0 |                        base (24 bytes)                        |
 *      +---------------------------------------------------------------+
 *   24 |                         client_handle                         |
 *      +---------------------------------------------------------------+
 *   32 |                           vm_handle                           |
 *      +---------------------------------------------------------------+
 *   40 |                       exec_queue_handle                       |
 *      +---------------------------------------------------------------+
 *   48 |                           lrc_handle                          |
 *      +---------------------------------------------------------------+
 *   56 |         num_placements        |               0               |
 *      +---------------------------------------------------------------+
 *   64 |            instances[num_placements], 8 bytes each            |
 *      +---------------------------------------------------------------+
 * </pre>
 *
 * <p>Source: {@code xe_drm_prelim.h}, {@code struct
 * prelim_drm_xe_eudebug_event_exec_queue_placements}.
 */
public final class ExecQueuePlacementsEventLayout {
  /** Size of the fixed part in bytes. */
  public static final int SIZE = 64;

  public static final int CLIENT_HANDLE_OFFSET = 24;
  public static final int VM_HANDLE_OFFSET = 32;
  public static final int EXEC_QUEUE_HANDLE_OFFSET = 40;
  public static final int LRC_HANDLE_OFFSET = 48;
  public static final int NUM_PLACEMENTS_OFFSET = 56;

  /** Where the array of {@link EngineClassInstanceLayout} begins. */
  public static final int INSTANCES_OFFSET = 64;

  private ExecQueuePlacementsEventLayout() {}

  /** Size of the whole event in bytes. */
  static int size(Event.ExecQueuePlacements event) {
    return INSTANCES_OFFSET + event.instances().size() * EngineClassInstanceLayout.SIZE;
  }

  /** Reads the event at the buffer's position, which stays. */
  static Event.ExecQueuePlacements decode(EventHeader header, ByteBuffer buffer) {
    int count = Struct.at(buffer, SIZE).getInt(NUM_PLACEMENTS_OFFSET);
    ByteBuffer struct = Struct.withTail(buffer, SIZE, count, EngineClassInstanceLayout.SIZE);
    List<EngineClassInstance> instances =
        IntStream.range(0, count)
            .mapToObj(i -> EngineClassInstanceLayout.decode(instance(struct, i)))
            .toList();
    return new Event.ExecQueuePlacements(
        header.flags(),
        header.seqno(),
        struct.getLong(CLIENT_HANDLE_OFFSET),
        struct.getLong(VM_HANDLE_OFFSET),
        struct.getLong(EXEC_QUEUE_HANDLE_OFFSET),
        struct.getLong(LRC_HANDLE_OFFSET),
        instances);
  }

  /** Writes what follows the header. */
  static void encode(ByteBuffer buffer, Event.ExecQueuePlacements event) {
    ByteBuffer struct = Struct.at(buffer, size(event));
    struct.putLong(CLIENT_HANDLE_OFFSET, event.clientHandle());
    struct.putLong(VM_HANDLE_OFFSET, event.vmHandle());
    struct.putLong(EXEC_QUEUE_HANDLE_OFFSET, event.execQueueHandle());
    struct.putLong(LRC_HANDLE_OFFSET, event.lrcHandle());
    struct.putInt(NUM_PLACEMENTS_OFFSET, event.instances().size());
    for (int i = 0; i < event.instances().size(); i++) {
      EngineClassInstanceLayout.encode(instance(struct, i), event.instances().get(i));
    }
  }

  private static ByteBuffer instance(ByteBuffer struct, int index) {
    return struct.slice(
        INSTANCES_OFFSET + index * EngineClassInstanceLayout.SIZE, EngineClassInstanceLayout.SIZE);
  }
}
