package org.gpugdb.backend.emulated.kernel;

import static org.gpugdb.backend.uapi.EventHeaderLayout.FLAG_CREATE;
import static org.gpugdb.backend.uapi.EventHeaderLayout.FLAG_DESTROY;
import static org.gpugdb.backend.uapi.EventHeaderLayout.FLAG_NEED_ACK;
import static org.gpugdb.backend.uapi.EventHeaderLayout.FLAG_STATE_CHANGE;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.gpugdb.backend.kernel.Errno;
import org.gpugdb.backend.uapi.Bitmask;
import org.gpugdb.backend.uapi.Event;

/**
 * A debugger's connection to a process: what it was told, what it has not read yet, and the fences
 * it holds.
 *
 * <p>Methods named after something that happened tell the debugger. They wait while its queue is
 * full, letting the lock go, and do nothing once the session is over. Objects get their handle when
 * they are first told.
 */
final class DebugSession {
  private final Eudebug eudebug;
  private final EmulatedProcess target;
  private final EventQueue events;
  private final HandleTable<DrmFile> clients = new HandleTable<>();
  private final HandleTable<Vm> vms = new HandleTable<>();
  private final HandleTable<ExecQueue> queues = new HandleTable<>();

  /** A queue has one context; its handle is a name of its own all the same. */
  private final HandleTable<ExecQueue> contexts = new HandleTable<>();

  private final HandleTable<Metadata> metadata = new HandleTable<>();
  private final Map<Long, UserFence> heldFences = new HashMap<>();
  private long seqno;
  private boolean discovered;
  private boolean detached;
  private int error;

  DebugSession(Eudebug eudebug, EmulatedProcess target, EventQueue events) {
    this.eudebug = eudebug;
    this.target = target;
    this.events = events;
  }

  EmulatedProcess target() {
    return target;
  }

  EventQueue events() {
    return events;
  }

  HandleTable<DrmFile> clients() {
    return clients;
  }

  HandleTable<Vm> vms() {
    return vms;
  }

  HandleTable<ExecQueue> queues() {
    return queues;
  }

  HandleTable<ExecQueue> contexts() {
    return contexts;
  }

  HandleTable<Metadata> metadata() {
    return metadata;
  }

  boolean detached() {
    return detached;
  }

  /** Why the kernel itself ended the session; 0 if it did not. */
  int error() {
    return error;
  }

  boolean discovered() {
    return discovered;
  }

  void discoveryDone() {
    discovered = true;
  }

  /** The next moment of the session's time. */
  long nextSeqno() {
    seqno++;
    return seqno;
  }

  /** Ends the session: events are lost, fences go. Idempotent. */
  void detach(int reason) {
    if (detached) {
      return;
    }
    detached = true;
    error = reason;
    events.close();
    heldFences.values().forEach(UserFence::signal);
    heldFences.clear();
    eudebug.ended(this);
  }

  /** Queues an event; a debugger that reads nothing for too long loses the session. */
  private void post(Event event) {
    if (!detached && !events.put(event)) {
      detach(Errno.ETIMEDOUT);
    }
  }

  void clientOpened(DrmFile client) {
    post(new Event.Client(FLAG_CREATE, nextSeqno(), clients.add(client)));
  }

  void clientClosed(DrmFile client) {
    contexts.removeIf(queue -> queue.client() == client);
    queues.removeIf(queue -> queue.client() == client);
    vms.removeIf(vm -> vm.client() == client);
    metadata.removeIf(m -> m.client() == client);
    clients
        .remove(client)
        .ifPresent(handle -> post(new Event.Client(FLAG_DESTROY, nextSeqno(), handle)));
  }

  void metadataCreated(Metadata m) {
    post(metadataEvent(FLAG_CREATE, m, metadata.add(m)));
  }

  void metadataDestroyed(Metadata m) {
    metadata.remove(m).ifPresent(handle -> post(metadataEvent(FLAG_DESTROY, m, handle)));
  }

  private Event metadataEvent(int flags, Metadata m, long handle) {
    return new Event.Metadata(
        flags, nextSeqno(), handleOf(m.client()), handle, m.type(), m.length());
  }

  void vmCreated(Vm vm) {
    if (vm.longRunning()) {
      long handle = vms.add(vm);
      post(new Event.Vm(FLAG_CREATE, nextSeqno(), handleOf(vm.client()), handle));
    }
  }

  void vmDestroyed(Vm vm) {
    vms.remove(vm)
        .ifPresent(
            handle -> post(new Event.Vm(FLAG_DESTROY, nextSeqno(), handleOf(vm.client()), handle)));
  }

  void queueCreated(ExecQueue queue) {
    if (queue.debuggable()) {
      long handle = queues.add(queue);
      long context = contexts.add(queue);
      post(queueEvent(FLAG_CREATE, queue, handle, context));
      post(
          new Event.ExecQueuePlacements(
              FLAG_CREATE,
              nextSeqno(),
              handleOf(queue.client()),
              vms.handle(queue.vm().orElseThrow()).orElse(0),
              handle,
              context,
              List.of(Engines.COMPUTE)));
    }
  }

  void queueDestroyed(ExecQueue queue) {
    long context = contexts.remove(queue).orElse(0);
    queues
        .remove(queue)
        .ifPresent(handle -> post(queueEvent(FLAG_DESTROY, queue, handle, context)));
  }

  private Event queueEvent(int flags, ExecQueue queue, long handle, long context) {
    return new Event.ExecQueue(
        flags,
        nextSeqno(),
        handleOf(queue.client()),
        vms.handle(queue.vm().orElseThrow()).orElse(0),
        handle,
        queue.engineClass(),
        List.of(context));
  }

  /** A request's changes are in place; its fence is held until the debugger has seen them. */
  void bound(BindRequest request) {
    Vm vm = request.vm();
    List<BindOp> ops = request.ops().stream().filter(BindOp::reportable).toList();
    if (detached || ops.isEmpty() || !vms.contains(vm)) {
      request.fence().ifPresent(UserFence::signal);
      return;
    }
    int flags = request.fence().isPresent() ? Event.VmBind.UFENCE : 0;
    long bind = bindHead(vm, flags, ops.size());
    for (BindOp op : ops) {
      bindOp(
          bind,
          op.maps() ? FLAG_CREATE : FLAG_DESTROY,
          op.args().addr(),
          op.args().range(),
          op.attachments());
    }
    request.fence().ifPresent(fence -> hold(bind, fence));
  }

  /** Tells what is mapped in an address space, as one request. */
  void mappingsDiscovered(Vm vm) {
    List<Vm.Mapping> mappings = vm.mappings();
    if (vms.contains(vm) && !mappings.isEmpty()) {
      long bind = bindHead(vm, /* flags= */ 0, mappings.size());
      for (Vm.Mapping mapping : mappings) {
        bindOp(bind, FLAG_CREATE, mapping.address(), mapping.range(), mapping.attachments());
      }
    }
  }

  private long bindHead(Vm vm, int flags, int ops) {
    long bind = nextSeqno();
    long handle = vms.handle(vm).orElse(0);
    post(new Event.VmBind(FLAG_STATE_CHANGE, bind, handleOf(vm.client()), handle, flags, ops));
    return bind;
  }

  private void bindOp(
      long bind, int flags, long address, long range, List<Vm.Attachment> attachments) {
    List<Vm.Attachment> known =
        attachments.stream().filter(a -> metadata.contains(a.metadata())).toList();
    long op = nextSeqno();
    post(new Event.VmBindOp(flags, op, bind, known.size(), address, range));
    for (Vm.Attachment attachment : known) {
      long handle = metadata.handle(attachment.metadata()).orElse(0);
      post(new Event.VmBindOpMetadata(FLAG_CREATE, nextSeqno(), op, handle, attachment.cookie()));
    }
  }

  private void hold(long bind, UserFence fence) {
    if (detached) {
      fence.signal();
      return;
    }
    long event = nextSeqno();
    heldFences.put(event, fence);
    post(new Event.VmBindUfence(FLAG_CREATE | FLAG_NEED_ACK, event, bind));
  }

  /** Lets the fence of an event go; fails if there is none. */
  void acknowledge(long event) throws ErrnoException {
    UserFence fence = heldFences.remove(event);
    if (fence == null) {
      throw new ErrnoException(Errno.EINVAL);
    }
    fence.signal();
  }

  /** Threads of a queue's context are in their exception handler. */
  void attention(ExecQueue queue, Bitmask bitmask) {
    post(
        new Event.EuAttention(
            FLAG_STATE_CHANGE,
            nextSeqno(),
            handleOf(queue.client()),
            queues.handle(queue).orElse(0),
            contexts.handle(queue).orElse(0),
            bitmask));
  }

  void pageFault(ExecQueue queue, PageFault fault) {
    post(
        new Event.Pagefault(
            FLAG_STATE_CHANGE,
            nextSeqno(),
            handleOf(queue.client()),
            queues.handle(queue).orElse(0),
            contexts.handle(queue).orElse(0),
            fault.address(),
            fault.before(),
            fault.after(),
            fault.resolved()));
  }

  private long handleOf(DrmFile client) {
    return clients.handle(client).orElse(0);
  }
}
