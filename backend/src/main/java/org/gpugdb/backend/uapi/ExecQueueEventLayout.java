package org.gpugdb.backend.uapi;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.IntStream;
import org.gpugdb.backend.uapi.EventHeaderLayout.EventHeader;

/**
 * EXEC_QUEUE: a queue was created or destroyed.
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
 *   48 |          engine_class         |             width             |
 *      +---------------------------------------------------------------+
 *   56 |                lrc_handle[width], 8 bytes each                |
 *      +---------------------------------------------------------------+
 * </pre>
 *
 * <p>Source: {@code xe_drm_prelim.h}, {@code struct prelim_drm_xe_eudebug_event_exec_queue}.
 */
public final class ExecQueueEventLayout {
  /** Size of the fixed part in bytes. */
  public static final int SIZE = 56;

  public static final int CLIENT_HANDLE_OFFSET = 24;
  public static final int VM_HANDLE_OFFSET = 32;
  public static final int EXEC_QUEUE_HANDLE_OFFSET = 40;
  public static final int ENGINE_CLASS_OFFSET = 48;
  public static final int WIDTH_OFFSET = 52;

  /** Where the array of contexts begins. */
  public static final int LRC_HANDLE_OFFSET = 56;

  private ExecQueueEventLayout() {}

  /** Size of the whole event in bytes. */
  static int size(Event.ExecQueue event) {
    return LRC_HANDLE_OFFSET + event.lrcHandles().size() * Long.BYTES;
  }

  /** Reads the event at the buffer's position, which stays. */
  static Event.ExecQueue decode(EventHeader header, ByteBuffer buffer) {
    int width = Struct.at(buffer, SIZE).getInt(WIDTH_OFFSET);
    ByteBuffer struct = Struct.withTail(buffer, SIZE, width, Long.BYTES);
    List<Long> lrcHandles =
        IntStream.range(0, width)
            .mapToObj(i -> struct.getLong(LRC_HANDLE_OFFSET + i * Long.BYTES))
            .toList();
    return new Event.ExecQueue(
        header.flags(),
        header.seqno(),
        struct.getLong(CLIENT_HANDLE_OFFSET),
        struct.getLong(VM_HANDLE_OFFSET),
        struct.getLong(EXEC_QUEUE_HANDLE_OFFSET),
        struct.getInt(ENGINE_CLASS_OFFSET),
        lrcHandles);
  }

  /** Writes what follows the header. */
  static void encode(ByteBuffer buffer, Event.ExecQueue event) {
    ByteBuffer struct = Struct.at(buffer, size(event));
    struct.putLong(CLIENT_HANDLE_OFFSET, event.clientHandle());
    struct.putLong(VM_HANDLE_OFFSET, event.vmHandle());
    struct.putLong(EXEC_QUEUE_HANDLE_OFFSET, event.execQueueHandle());
    struct.putInt(ENGINE_CLASS_OFFSET, event.engineClass());
    struct.putInt(WIDTH_OFFSET, event.lrcHandles().size());
    struct.position(LRC_HANDLE_OFFSET);
    event.lrcHandles().forEach(struct::putLong);
  }
}
