package org.gpugdb.backend.uapi;

import java.util.List;
import org.gpugdb.backend.uapi.EngineClassInstanceLayout.EngineClassInstance;

/**
 * An event of a debug session, free of the {@link Dialect} it was delivered in ({@link
 * EventCodec}).
 *
 * <p>Handles are per session and per type, begin at 1 and are never the client's own ids. {@code
 * flags} are those of {@link EventHeaderLayout}; {@code clientHandle} is 0 in a session with one
 * client; {@code seqno} is the place in the session's time, which need not be the order of
 * delivery. A {@code …RefSeqno} is the seqno of the event this one belongs to.
 */
public sealed interface Event {
  int flags();

  long seqno();

  EventKind kind();

  default boolean created() {
    return (flags() & EventHeaderLayout.FLAG_CREATE) != 0;
  }

  default boolean destroyed() {
    return (flags() & EventHeaderLayout.FLAG_DESTROY) != 0;
  }

  /** OPEN: a DRM file of the process. */
  record Client(int flags, long seqno, long clientHandle) implements Event {
    @Override
    public EventKind kind() {
      return EventKind.OPEN;
    }
  }

  record Vm(int flags, long seqno, long clientHandle, long vmHandle) implements Event {
    @Override
    public EventKind kind() {
      return EventKind.VM;
    }
  }

  /**
   * @param engineClass {@link EngineClassInstanceLayout#RENDER}, …
   * @param lrcHandles the queue's contexts, one for each of its width
   */
  record ExecQueue(
      int flags,
      long seqno,
      long clientHandle,
      long vmHandle,
      long execQueueHandle,
      int engineClass,
      List<Long> lrcHandles)
      implements Event {
    public ExecQueue {
      lrcHandles = List.copyOf(lrcHandles);
    }

    @Override
    public EventKind kind() {
      return EventKind.EXEC_QUEUE;
    }
  }

  /** The engines one context of a queue may run on. */
  record ExecQueuePlacements(
      int flags,
      long seqno,
      long clientHandle,
      long vmHandle,
      long execQueueHandle,
      long lrcHandle,
      List<EngineClassInstance> instances)
      implements Event {
    public ExecQueuePlacements {
      instances = List.copyOf(instances);
    }

    @Override
    public EventKind kind() {
      return EventKind.EXEC_QUEUE_PLACEMENTS;
    }
  }

  /** At least one thread is in its exception handler. */
  record EuAttention(
      int flags,
      long seqno,
      long clientHandle,
      long execQueueHandle,
      long lrcHandle,
      Bitmask bitmask)
      implements Event {
    @Override
    public EventKind kind() {
      return EventKind.EU_ATTENTION;
    }
  }

  /**
   * @param bindFlags {@link #UFENCE} if a {@link VmBindUfence} ends the group
   * @param numBinds number of {@link VmBindOp} or {@link VmBindOpDebugData} events that belong to
   *     the group
   */
  record VmBind(
      int flags, long seqno, long clientHandle, long vmHandle, int bindFlags, int numBinds)
      implements Event {
    public static final int UFENCE = 1;

    @Override
    public EventKind kind() {
      return EventKind.VM_BIND;
    }
  }

  /**
   * @param numExtensions number of {@link VmBindOpMetadata} events that belong to this one
   * @param addr GPU virtual address; 0, as is the range, when all mappings of an object went
   * @param range bytes
   */
  record VmBindOp(
      int flags, long seqno, long vmBindRefSeqno, long numExtensions, long addr, long range)
      implements Event {
    @Override
    public EventKind kind() {
      return EventKind.VM_BIND_OP;
    }
  }

  /**
   * Debug data of a range was added or removed.
   *
   * @param numExtensions number of further events that belong to this one; there are none yet
   */
  record VmBindOpDebugData(
      int flags, long seqno, long vmBindRefSeqno, long numExtensions, DebugData data)
      implements Event {
    @Override
    public EventKind kind() {
      return EventKind.VM_BIND_OP_DEBUG_DATA;
    }
  }

  record VmBindUfence(int flags, long seqno, long vmBindRefSeqno) implements Event {
    @Override
    public EventKind kind() {
      return EventKind.VM_BIND_UFENCE;
    }
  }

  /**
   * @param type number of a {@link MetadataType}
   * @param length bytes
   */
  record Metadata(
      int flags, long seqno, long clientHandle, long metadataHandle, long type, long length)
      implements Event {
    @Override
    public EventKind kind() {
      return EventKind.METADATA;
    }
  }

  record VmBindOpMetadata(
      int flags, long seqno, long vmBindOpRefSeqno, long metadataHandle, long metadataCookie)
      implements Event {
    @Override
    public EventKind kind() {
      return EventKind.VM_BIND_OP_METADATA;
    }
  }

  /**
   * A thread touched an address that is not mapped. The threads that did are those in which {@code
   * after} and {@code resolved} differ.
   *
   * @param address first byte of the page
   * @param before attention before the fault was looked at
   * @param after attention once every thread was forced into its exception handler
   * @param resolved attention once the page was there: all stopped threads
   */
  record Pagefault(
      int flags,
      long seqno,
      long clientHandle,
      long execQueueHandle,
      long lrcHandle,
      long address,
      Bitmask before,
      Bitmask after,
      Bitmask resolved)
      implements Event {
    @Override
    public EventKind kind() {
      return EventKind.PAGEFAULT;
    }
  }

  record SyncHost(int flags, long seqno, long clientHandle, long execQueueHandle, long lrcHandle)
      implements Event {
    @Override
    public EventKind kind() {
      return EventKind.SYNC_HOST;
    }
  }
}
