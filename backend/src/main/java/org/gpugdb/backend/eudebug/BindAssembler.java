package org.gpugdb.backend.eudebug;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.TreeMap;
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
    op.head = event;
    bind(event.vmBindRefSeqno()).ops.add(op);
  }

  void accept(Event.VmBindOpMetadata event) {
    op(event.vmBindOpRefSeqno()).metadata.add(event);
  }

  void accept(Event.VmBindUfence event) {
    bind(event.vmBindRefSeqno()).fence = event;
  }

  /** Takes out the binds that are complete, up to the first one that is not. */
  List<Bind> takeComplete() {
    List<Bind> complete = new ArrayList<>();
    while (!binds.isEmpty() && binds.firstEntry().getValue().complete()) {
      PendingBind bind = binds.pollFirstEntry().getValue();
      bind.ops.forEach(op -> ops.remove(op.seqno));
      complete.add(bind.build());
    }
    return complete;
  }

  /** Drops what an address space that is gone has left incomplete, lest it block the others. */
  void forget(long vm) {
    binds
        .values()
        .removeIf(
            bind -> {
              boolean gone = bind.head != null && bind.head.vmHandle() == vm;
              if (gone) {
                bind.ops.forEach(op -> ops.remove(op.seqno));
              }
              return gone;
            });
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

  private static final class PendingOp {
    private final long seqno;
    private final List<Event.VmBindOpMetadata> metadata = new ArrayList<>();
    private Event.@Nullable VmBindOp head;

    PendingOp(long seqno) {
      this.seqno = seqno;
    }

    boolean complete() {
      return head != null && metadata.size() == head.numExtensions();
    }

    Bind.Op build() {
      Event.VmBindOp op = Objects.requireNonNull(head);
      metadata.sort(Comparator.comparingLong(Event.VmBindOpMetadata::seqno));
      return new Bind.Op(
          op.created(),
          op.addr(),
          op.range(),
          metadata.stream().map(Event.VmBindOpMetadata::metadataHandle).toList());
    }
  }
}
