package org.gpugdb.backend.eudebug;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.function.IntSupplier;
import java.util.function.Predicate;
import org.gpugdb.backend.eu.Topology;
import org.gpugdb.backend.kernel.Errno;
import org.gpugdb.backend.uapi.Bitmask;
import org.gpugdb.backend.uapi.Event;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows what a client has: address spaces, exec queues, mappings, modules. Reports it, and lets
 * the client go on from every bind but those that load a module.
 *
 * <p>A handle that is given to something new is that of another object: events of the old one that
 * come late are told by their seqno. Confined to the kernel-event thread.
 */
final class ResourceTracker {
  private static final Logger log = LoggerFactory.getLogger(ResourceTracker.class);

  private final Session session;
  private final Topology topology;
  private final IntFunction<VmFile> files;
  private final IntSupplier moduleNumbers;
  private final Attachments.Files clientFiles;
  private final ResourceListener listener;
  private final BindAssembler binds = new BindAssembler();
  private final MetadataStore metadata;
  private final Reactions reactions = new Reactions();
  private final Map<Long, TrackedVm> vms = new LinkedHashMap<>();
  private final Map<Long, Queue> queues = new HashMap<>();
  private final AttentionFilter attention = new AttentionFilter();

  /** An exec queue; {@code created} is the seqno of that. */
  private record Queue(VmKey vm, long created) {}

  /**
   * @param files makes the file of an opened address space from its descriptor
   * @param clientFiles files that the client names
   * @param moduleNumbers gives every module one of its own
   * @param listener called on the kernel-event thread; hands over to the device loop
   */
  ResourceTracker(
      Session session,
      Topology topology,
      IntFunction<VmFile> files,
      Attachments.Files clientFiles,
      IntSupplier moduleNumbers,
      ResourceListener listener) {
    this.session = session;
    this.topology = topology;
    this.files = files;
    this.clientFiles = clientFiles;
    this.moduleNumbers = moduleNumbers;
    this.listener = listener;
    this.metadata = new MetadataStore(session);
  }

  /** Takes the next event. What has to be done about it may have to wait for {@link #react}. */
  void accept(Event event) {
    switch (event.kind()) {
      case OPEN -> onClient((Event.Client) event);
      case VM -> onVm((Event.Vm) event);
      case EXEC_QUEUE -> onQueue((Event.ExecQueue) event);
      case METADATA -> onMetadata((Event.Metadata) event);
      case VM_BIND -> binds.accept((Event.VmBind) event);
      case VM_BIND_OP -> binds.accept((Event.VmBindOp) event);
      case VM_BIND_OP_METADATA -> binds.accept((Event.VmBindOpMetadata) event);
      case VM_BIND_OP_DEBUG_DATA -> binds.accept((Event.VmBindOpDebugData) event);
      case VM_BIND_UFENCE -> binds.accept((Event.VmBindUfence) event);
      case EU_ATTENTION -> onAttention((Event.EuAttention) event);
      case PAGEFAULT -> onPageFault((Event.Pagefault) event);
      case EXEC_QUEUE_PLACEMENTS, SYNC_HOST -> log.debug("nothing to do about {}", event);
    }
    for (Bind bind : binds.takeComplete()) {
      reactions.add(new BindReaction(bind));
    }
  }

  /** Does what is still to be done, as far as the kernel lets it. */
  void react() {
    reactions.run();
  }

  /** Whether {@link #react} has to be called again soon. */
  boolean isWaiting() {
    return !reactions.isEmpty();
  }

  /** The session's only client has ended, and the session with it. */
  void clientEnded() {
    reactions.abandon();
    destroy(vm -> true, Long.MAX_VALUE);
  }

  private void later(Runnable action) {
    reactions.add(
        () -> {
          action.run();
          return true;
        });
  }

  // ---- what there is ----

  /** A client's end need not be preceded by that of what it had, nor a new one by the old's end. */
  private void onClient(Event.Client event) {
    binds.abandon(head -> head.clientHandle() == event.clientHandle(), event.seqno());
    later(() -> destroy(vm -> vm.key.client() == event.clientHandle(), event.seqno()));
  }

  private void onVm(Event.Vm event) {
    VmKey key = new VmKey(event.clientHandle(), event.vmHandle());
    binds.abandon(head -> head.vmHandle() == event.vmHandle(), event.seqno());
    later(
        () -> {
          destroy(vm -> vm.key.vm() == key.vm(), event.seqno());
          if (event.created()) {
            vms.put(key.vm(), new TrackedVm(key, event.seqno(), listener, moduleNumbers));
            listener.vmCreated(key);
          }
        });
  }

  private void destroy(Predicate<TrackedVm> which, long seqno) {
    for (TrackedVm vm : new ArrayList<>(vms.values())) {
      if (which.test(vm) && vm.created < seqno) {
        vms.remove(vm.key.vm());
        queues.values().removeIf(queue -> queue.vm().equals(vm.key));
        listener.vmDestroyed(vm.key);
      }
    }
  }

  private void onQueue(Event.ExecQueue event) {
    VmKey vm = new VmKey(event.clientHandle(), event.vmHandle());
    long handle = event.execQueueHandle();
    List<ExecContext> contexts =
        event.lrcHandles().stream()
            .map(lrc -> new ExecContext(event.clientHandle(), handle, lrc))
            .toList();
    later(
        () -> {
          Queue before = queues.get(handle);
          if (before != null && before.created() < event.seqno()) {
            queues.remove(handle);
            listener.queueDestroyed(before.vm(), handle);
          }
          if (event.created()) {
            queues.put(handle, new Queue(vm, event.seqno()));
            listener.queueCreated(vm, handle, contexts);
          }
        });
  }

  private void onMetadata(Event.Metadata event) {
    if (event.created()) {
      reactions.add(() -> metadata.load(event));
    } else {
      later(() -> metadata.forget(event, binds.firstPending()));
    }
  }

  // ---- what happens ----

  private void onAttention(Event.EuAttention event) {
    BitSet slots = slots(event.bitmask());
    ExecContext context =
        new ExecContext(event.clientHandle(), event.execQueueHandle(), event.lrcHandle());
    if (attention.isNews(context, event.seqno(), slots)) {
      later(() -> listener.attention(context, event.seqno(), slots));
    }
  }

  private void onPageFault(Event.Pagefault event) {
    ExecContext context =
        new ExecContext(event.clientHandle(), event.execQueueHandle(), event.lrcHandle());
    BitSet faulted = slots(event.after().xor(event.resolved()));
    later(() -> listener.pageFault(context, event.address(), faulted));
  }

  private BitSet slots(Bitmask bits) {
    return topology.slots(BitSet.valueOf(bits.toBytes()));
  }

  // ---- what is mapped ----

  /**
   * Takes note of a bind, then lets the client go on from it, unless it has loaded a module: then
   * that is the device loop's to do.
   */
  private final class BindReaction implements Reactions.Reaction {
    private final Bind bind;
    private boolean applied;
    private boolean held;

    BindReaction(Bind bind) {
      this.bind = bind;
    }

    @Override
    public boolean tryIt() {
      applied = applied || apply();
      return applied && (held || acknowledge());
    }

    private boolean apply() {
      TrackedVm vm = vms.get(bind.vm().vm());
      if (vm == null || vm.created > bind.seqno()) {
        return true; // what it was about is gone
      }
      boolean described = bind.ops().stream().anyMatch(Bind.Op::isDescribed);
      if (described && !open(vm)) {
        return false;
      }
      boolean anywhere = bind.ops().stream().anyMatch(Bind.Op::unmapsAll);
      if (anywhere && !unmapWhatIsGone(vm)) {
        return false;
      }
      Attachments attachments = new Attachments(metadata, clientFiles, bind);
      for (Bind.Op op : bind.ops()) {
        if (op.map()) {
          held |= vm.map(op, attachments.of(op), bind.fence());
        } else if (!op.unmapsAll()) {
          vm.unmap(op.address(), op.length());
        }
      }
      return true;
    }

    private boolean acknowledge() {
      return bind.fence().isEmpty()
          || session.acknowledge(bind.fence().getAsLong()) != -Errno.EBUSY;
    }
  }

  private boolean open(TrackedVm vm) {
    if (vm.opened) {
      return true;
    }
    int fd = session.openVm(vm.key);
    if (fd == -Errno.EBUSY) {
      return false;
    }
    vm.opened = true;
    if (fd < 0) {
      log.warn("memory of address space {} is out of reach: {}", vm.key, Errno.name(-fd));
    } else {
      listener.vmOpened(vm.key, files.apply(fd));
    }
    return true;
  }

  /** Looks through a descriptor of its own: the other one is the device loop's. */
  private boolean unmapWhatIsGone(TrackedVm vm) {
    int fd = session.openVm(vm.key);
    if (fd >= 0) {
      try (VmFile file = files.apply(fd)) {
        vm.unmapWhatIsGone(file);
      }
    }
    return fd != -Errno.EBUSY;
  }
}
