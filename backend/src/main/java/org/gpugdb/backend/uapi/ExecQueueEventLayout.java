package org.gpugdb.backend.uapi;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.IntStream;
import org.gpugdb.backend.uapi.EventHeaderLayout.EventHeader;
import org.gpugdb.backend.uapi.StructLayout.Field;

/**
 * EXEC_QUEUE: a queue was created or destroyed; ends in {@code lrc_handle[width]}. Source: {@code
 * struct …_eudebug_event_exec_queue}.
 */
final class ExecQueueEventLayout extends DialectStruct {
  private final Field clientHandle;
  private final Field vmHandle;
  private final Field execQueueHandle;
  private final Field engineClass;
  private final Field width;
  private final int lrcHandles;

  ExecQueueEventLayout(StructLayout layout) {
    super(layout);
    this.clientHandle = layout.field("client_handle");
    this.vmHandle = layout.field("vm_handle");
    this.execQueueHandle = layout.field("exec_queue_handle");
    this.engineClass = layout.field("engine_class");
    this.width = layout.field("width");
    this.lrcHandles = layout.field("lrc_handle").offset();
  }

  /** Size of the whole event in bytes. */
  int size(Event.ExecQueue event) {
    return lrcHandles + event.lrcHandles().size() * Long.BYTES;
  }

  /** Reads the event at the buffer's position, which stays. */
  Event.ExecQueue decode(EventHeader header, ByteBuffer buffer) {
    int count = width.getInt(at(buffer));
    ByteBuffer struct = Struct.withTail(buffer, size(), count, Long.BYTES);
    List<Long> handles =
        IntStream.range(0, count)
            .mapToObj(i -> struct.getLong(lrcHandles + i * Long.BYTES))
            .toList();
    return new Event.ExecQueue(
        header.flags(),
        header.seqno(),
        clientHandle.get(struct),
        vmHandle.get(struct),
        execQueueHandle.get(struct),
        engineClass.getInt(struct),
        handles);
  }

  /** Writes what follows the header. */
  void encode(ByteBuffer buffer, Event.ExecQueue event) {
    ByteBuffer struct = Struct.at(buffer, size(event));
    clientHandle.put(struct, event.clientHandle());
    vmHandle.put(struct, event.vmHandle());
    execQueueHandle.put(struct, event.execQueueHandle());
    engineClass.put(struct, event.engineClass());
    width.put(struct, event.lrcHandles().size());
    struct.position(lrcHandles);
    event.lrcHandles().forEach(struct::putLong);
  }
}
