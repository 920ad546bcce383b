package org.gpugdb.backend.eudebug;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.gpugdb.backend.uapi.Event;
import org.jspecify.annotations.Nullable;

/**
 * Puts the events of binds together. They refer to each other by seqno and may be delivered in any
 * order; a bind is complete when all its ops, all their metadata and, if announced, its fence have
 * been seen. Binds come out in seqno order. Confined to the kernel-event thread.
 */
final class BindAssembler {
  private final TreeMap<Long, PendingBind> binds = new TreeMap<>();
  private final Map<Long, PendingOp> ops = new HashMap<>();

  void accept(Event.VmBind event) {
    bind(event.seqno()).head = event;
  }

  void accept(Event.VmBindOp event) {
    PendingOp op = op(event.seqno());
    op.metadataCount = event.numExtensions();
    op.done = handles -> Bind.Op.of(event.created(), event.addr(), event.range(), handles);
    bind(event.vmBindRefSeqno()).ops.add(op);
  }

  void accept(Event.VmBindOpMetadata event) {
    op(event.vmBindOpRefSeqno()).metadata.add(event);
  }

  void accept(Event.VmBindOpDebugData event) {
    PendingOp op = op(event.seqno());
    op.done = none -> Bind.Op.of(event.created(), event.data());
    bind(event.vmBindRefSeqno()).ops.add(op);
  }

  void accept(Event.VmBindUfence event) {
    bind(event.vmBindRefSeqno()).fence = event;
  }

  /** Takes out the binds that are complete, up to the first one that is not. */
  List<Bind> takeComplete() {
    List<Bind> complete = new ArrayList<>();
    Iterator<PendingBind> inOrder = binds.values().iterator();
    while (inOrder.hasNext()) {
      PendingBind bind = inOrder.next();
      if (bind.complete()) {
        inOrder.remove();
        bind.ops.forEach(op -> ops.remove(op.seqno));
        complete.add(bind.build());
      } else if (!bind.abandoned) {
        break;
      }
    }
    return complete;
  }

  /**
   * What an address space that is gone has left incomplete holds back nobody any more. It may still
   * become complete, and its fence is still waited for.
   *
   * @param before seqno of the end: later binds are those of another address space
   */
  void abandon(Predicate<Event.VmBind> whose, long before) {
    for (PendingBind bind : binds.headMap(before).values()) {
      bind.abandoned |= bind.head != null && whose.test(bind.head);
    }
  }

  /** Seqno of the first bind that has not come out. */
  OptionalLong firstPending() {
    return binds.isEmpty() ? OptionalLong.empty() : OptionalLong.of(binds.firstKey());
  }

  private PendingBind bind(long seqno) {
    return binds.computeIfAbsent(seqno, s -> new PendingBind());
  }

  private PendingOp op(long seqno) {
    return ops.computeIfAbsent(seqno, PendingOp::new);
  }

  private static final class PendingBind {
    private final List<PendingOp> ops = new ArrayList<>();
    private Event.@Nullable VmBind head;
    private Event.@Nullable VmBindUfence fence;
    private boolean abandoned;

    boolean complete() {
      return head != null
          && ops.size() == head.numBinds()
          && (fence != null || (head.bindFlags() & Event.VmBind.UFENCE) == 0)
          && ops.stream().allMatch(PendingOp::complete);
    }

    Bind build() {
      Event.VmBind bind = Objects.requireNonNull(head);
      ops.sort(Comparator.comparingLong(op -> op.seqno));
      return new Bind(
          bind.seqno(),
          new VmKey(bind.clientHandle(), bind.vmHandle()),
          ops.stream().map(PendingOp::build).toList(),
          fence == null ? OptionalLong.empty() : OptionalLong.of(fence.seqno()));
    }
  }

  /** Makes an op of the handles of its metadata. */
  private interface Completion {
    Bind.Op of(List<Long> metadata);
  }

  private static final class PendingOp {
    private final long seqno;
    private final List<Event.VmBindOpMetadata> metadata = new ArrayList<>();
    private long metadataCount;
    private @Nullable Completion done;

    PendingOp(long seqno) {
      this.seqno = seqno;
    }

    boolean complete() {
      return done != null && metadata.size() == metadataCount;
    }

    Bind.Op build() {
      metadata.sort(Comparator.comparingLong(Event.VmBindOpMetadata::seqno));
      return Objects.requireNonNull(done)
          .of(metadata.stream().map(Event.VmBindOpMetadata::metadataHandle).toList());
    }
  }
}
