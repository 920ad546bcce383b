package org.gpugdb.backend.uapi;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.gpugdb.backend.uapi.EventHeaderLayout.EventHeader;

/** Turns {@link Event events} into the bytes of a {@link Dialect} and back. Immutable. */
public final class EventCodec {
  private final Dialect dialect;
  private final SessionStructs structs;

  public EventCodec(Dialect dialect) {
    this.dialect = dialect;
    this.structs = dialect.structs();
  }

  /** The event's size in bytes. */
  public int size(Event event) {
    return switch (event.kind()) {
      case OPEN -> ClientEventLayout.SIZE;
      case VM -> structs.vmEvent().size();
      case EXEC_QUEUE -> structs.execQueueEvent().size((Event.ExecQueue) event);
      case EXEC_QUEUE_PLACEMENTS ->
          ExecQueuePlacementsEventLayout.size((Event.ExecQueuePlacements) event);
      case EU_ATTENTION -> structs.euAttentionEvent().size((Event.EuAttention) event);
      case VM_BIND -> structs.vmBindEvent().size();
      case VM_BIND_OP -> VmBindOpEventLayout.SIZE;
      case VM_BIND_OP_DEBUG_DATA -> structs.vmBindOpDebugDataEvent().size();
      case VM_BIND_UFENCE -> VmBindUfenceEventLayout.SIZE;
      case METADATA -> MetadataEventLayout.SIZE;
      case VM_BIND_OP_METADATA -> VmBindOpMetadataEventLayout.SIZE;
      case PAGEFAULT -> structs.pagefaultEvent().size((Event.Pagefault) event);
      case SYNC_HOST -> SyncHostEventLayout.SIZE;
    };
  }

  /**
   * Writes a whole event at the buffer's position, which stays.
   *
   * @return the event's size in bytes
   * @throws IllegalArgumentException if the buffer is too small or the dialect has no such event
   */
  public int encode(ByteBuffer buffer, Event event) {
    int size = size(event);
    ByteBuffer struct = Struct.cleared(buffer, size);
    EventHeaderLayout.encode(
        struct,
        new EventHeader(
            size,
            dialect.eventType(event.kind()),
            event.flags(),
            event.seqno(),
            /* reserved= */ 0));
    encodeBody(struct, event);
    return size;
  }

  private void encodeBody(ByteBuffer struct, Event event) {
    switch (event.kind()) {
      case OPEN -> ClientEventLayout.encode(struct, (Event.Client) event);
      case VM -> structs.vmEvent().encode(struct, (Event.Vm) event);
      case EXEC_QUEUE -> structs.execQueueEvent().encode(struct, (Event.ExecQueue) event);
      case EXEC_QUEUE_PLACEMENTS ->
          ExecQueuePlacementsEventLayout.encode(struct, (Event.ExecQueuePlacements) event);
      case EU_ATTENTION -> structs.euAttentionEvent().encode(struct, (Event.EuAttention) event);
      case VM_BIND -> structs.vmBindEvent().encode(struct, (Event.VmBind) event);
      case VM_BIND_OP -> VmBindOpEventLayout.encode(struct, (Event.VmBindOp) event);
      case VM_BIND_OP_DEBUG_DATA ->
          structs.vmBindOpDebugDataEvent().encode(struct, (Event.VmBindOpDebugData) event);
      case VM_BIND_UFENCE -> VmBindUfenceEventLayout.encode(struct, (Event.VmBindUfence) event);
      case METADATA -> MetadataEventLayout.encode(struct, (Event.Metadata) event);
      case VM_BIND_OP_METADATA ->
          VmBindOpMetadataEventLayout.encode(struct, (Event.VmBindOpMetadata) event);
      case PAGEFAULT -> structs.pagefaultEvent().encode(struct, (Event.Pagefault) event);
      case SYNC_HOST -> SyncHostEventLayout.encode(struct, (Event.SyncHost) event);
    }
  }

  /**
   * Reads the event at the buffer's position, which stays.
   *
   * @return empty for a type number that the dialect does not know
   * @throws IllegalArgumentException if the event is cut short or its counts exceed its length
   */
  public Optional<Event> decode(ByteBuffer buffer) {
    EventHeader header = EventHeaderLayout.decode(buffer);
    return dialect
        .eventKind(header.type())
        .map(kind -> decode(kind, header, Struct.at(buffer, header.len())));
  }

  private Event decode(EventKind kind, EventHeader header, ByteBuffer struct) {
    return switch (kind) {
      case OPEN -> ClientEventLayout.decode(header, struct);
      case VM -> structs.vmEvent().decode(header, struct);
      case EXEC_QUEUE -> structs.execQueueEvent().decode(header, struct);
      case EXEC_QUEUE_PLACEMENTS -> ExecQueuePlacementsEventLayout.decode(header, struct);
      case EU_ATTENTION -> structs.euAttentionEvent().decode(header, struct);
      case VM_BIND -> structs.vmBindEvent().decode(header, struct);
      case VM_BIND_OP -> VmBindOpEventLayout.decode(header, struct);
      case VM_BIND_OP_DEBUG_DATA -> structs.vmBindOpDebugDataEvent().decode(header, struct);
      case VM_BIND_UFENCE -> VmBindUfenceEventLayout.decode(header, struct);
      case METADATA -> MetadataEventLayout.decode(header, struct);
      case VM_BIND_OP_METADATA -> VmBindOpMetadataEventLayout.decode(header, struct);
      case PAGEFAULT -> structs.pagefaultEvent().decode(header, struct);
      case SYNC_HOST -> SyncHostEventLayout.decode(header, struct);
    };
  }
}
