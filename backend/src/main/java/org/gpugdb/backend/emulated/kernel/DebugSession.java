package org.gpugdb.backend.emulated.kernel;

import static org.gpugdb.backend.uapi.EventHeaderLayout.FLAG_CREATE;
import static org.gpugdb.backend.uapi.EventHeaderLayout.FLAG_DESTROY;
import static org.gpugdb.backend.uapi.EventHeaderLayout.FLAG_NEED_ACK;
import static org.gpugdb.backend.uapi.EventHeaderLayout.FLAG_STATE_CHANGE;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongFunction;
import org.gpugdb.backend.kernel.Errno;
import org.gpugdb.backend.uapi.Bitmask;
import org.gpugdb.backend.uapi.DebugData;
import org.gpugdb.backend.uapi.Dialect;
import org.gpugdb.backend.uapi.Event;
import org.gpugdb.backend.uapi.EventKind;

/**
 * A debugger's connection to a process or a client: what it was told, what it has not read yet, and
 * the fences it holds.
 *
 * <p>Methods named after something that happened tell the debugger. They wait while its queue is
 * full, letting the lock go, and do nothing once the session is over. Objects get their handle when
 * they are first told.
 */
final class DebugSession {
  private final EmulatedKernel kernel;
  private final Dialect dialect;
  private final SessionScope scope;
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

  DebugSession(EmulatedKernel kernel, SessionScope scope) {
    this.kernel = kernel;
    this.dialect = kernel.dialect();
    this.scope = scope;
    this.events = new EventQueue(kernel.lock());
  }

  SessionScope scope() {
    return scope;
  }

  EventQueue events() {
    return events;
  }

  HandleTable<DrmFile> clients() {
    return clients;
  }

  /** The client that a request means. */
  Optional<DrmFile> client(long handle) {
    return scope.onlyClient().or(() -> clients.get(handle));
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

  /** Ends the session: fences go. Idempotent. */
  void detach(int reason) {
    if (detached) {
      return;
    }
    detached = true;
    error = reason;
    events.close(dialect.rules().drainsAfterDetach());
    heldFences.values().forEach(UserFence::signal);
    heldFences.clear();
    kernel.eudebug().ended(this);
  }

  /**
   * Queues an event, if the dialect has such; a debugger that reads nothing for too long loses the
   * session.
   *
   * @param event what is told, by the moment that it gets
   */
  private void tell(EventKind kind, LongFunction<Event> event) {
    if (dialect.has(kind)) {
      post(event.apply(nextSeqno()));
    }
  }

  private void post(Event event) {
    if (!detached && !events.put(event)) {
      detach(Errno.ETIMEDOUT);
    }
  }

  void clientOpened(DrmFile client) {
    long handle = clients.add(client);
    tell(EventKind.OPEN, seqno -> new Event.Client(FLAG_CREATE, seqno, handle));
  }

  /** A session with this client alone ends with it. */
  void clientClosed(DrmFile client) {
    contexts.removeIf(queue -> queue.client() == client);
    queues.removeIf(queue -> queue.client() == client);
    vms.removeIf(vm -> vm.client() == client);
    metadata.removeIf(m -> m.client() == client);
    clients
        .remove(client)
        .ifPresent(
            handle -> tell(EventKind.OPEN, seqno -> new Event.Client(FLAG_DESTROY, seqno, handle)));
    scope.onlyClient().ifPresent(only -> detach(0));
  }

  void metadataCreated(Metadata m) {
    tellMetadata(FLAG_CREATE, m, metadata.add(m));
  }

  void metadataDestroyed(Metadata m) {
    metadata.remove(m).ifPresent(handle -> tellMetadata(FLAG_DESTROY, m, handle));
  }

  private void tellMetadata(int flags, Metadata m, long handle) {
    tell(
        EventKind.METADATA,
        seqno ->
            new Event.Metadata(flags, seqno, handleOf(m.client()), handle, m.type(), m.length()));
  }

  void vmCreated(Vm vm) {
    if (vm.longRunning()) {
      tellVm(FLAG_CREATE, vm, vms.add(vm));
    }
  }

  void vmDestroyed(Vm vm) {
    vms.remove(vm).ifPresent(handle -> tellVm(FLAG_DESTROY, vm, handle));
  }

  private void tellVm(int flags, Vm vm, long handle) {
    tell(EventKind.VM, seqno -> new Event.Vm(flags, seqno, handleOf(vm.client()), handle));
  }

  void queueCreated(ExecQueue queue) {
    boolean ordinary = dialect.rules().tellsOrdinaryQueues() && queue.executesInLongRunningMode();
    if (queue.debuggable() || ordinary) {
      long handle = queues.add(queue);
      long context = contexts.add(queue);
      tellQueue(FLAG_CREATE, queue, handle, context);
      tellPlacements(queue, handle, context);
    }
  }

  private void tellPlacements(ExecQueue queue, long handle, long context) {
    tell(
        EventKind.EXEC_QUEUE_PLACEMENTS,
        seqno ->
            new Event.ExecQueuePlacements(
                FLAG_CREATE,
                seqno,
                handleOf(queue.client()),
                vms.handle(queue.vm().orElseThrow()).orElse(0),
                handle,
                context,
                List.of(Engines.COMPUTE)));
  }

  void queueDestroyed(ExecQueue queue) {
    long context = contexts.remove(queue).orElse(0);
    queues.remove(queue).ifPresent(handle -> tellQueue(FLAG_DESTROY, queue, handle, context));
  }

  private void tellQueue(int flags, ExecQueue queue, long handle, long context) {
    tell(
        EventKind.EXEC_QUEUE,
        seqno ->
            new Event.ExecQueue(
                flags,
                seqno,
                handleOf(queue.client()),
                vms.handle(queue.vm().orElseThrow()).orElse(0),
                handle,
                queue.engineClass(),
                List.of(context)));
  }

  /** A request's changes are in place; its fence is held until the debugger has seen them. */
  void bound(BindRequest request) {
    Vm vm = request.vm();
    List<Report> reports =
        request.ops().stream().map(this::report).flatMap(Optional::stream).toList();
    if (detached || reports.isEmpty() || !vms.contains(vm)) {
      request.fence().ifPresent(UserFence::signal);
      return;
    }
    int flags = request.fence().isPresent() ? Event.VmBind.UFENCE : 0;
    long bind = tellBind(vm, flags, reports);
    request.fence().ifPresent(fence -> hold(bind, fence));
  }

  /** Tells what an address space has, as one request. */
  void bindsDiscovered(Vm vm) {
    List<Report> reports =
        dialect.has(EventKind.VM_BIND_OP)
            ? vm.mappings().stream().map(this::mappingReport).toList()
            : vm.debugData().stream().map(data -> debugDataReport(FLAG_CREATE, data)).toList();
    if (vms.contains(vm) && !reports.isEmpty()) {
      tellBind(vm, /* flags= */ 0, reports);
    }
  }

  private long tellBind(Vm vm, int flags, List<Report> reports) {
    long bind = nextSeqno();
    long handle = vms.handle(vm).orElse(0);
    post(
        new Event.VmBind(
            FLAG_STATE_CHANGE, bind, handleOf(vm.client()), handle, flags, reports.size()));
    reports.forEach(report -> report.tell(bind));
    return bind;
  }

  /** The events of one operation of a bind. */
  private interface Report {
    void tell(long bind);
  }

  /** Empty for an operation that this dialect does not tell. */
  private Optional<Report> report(BindOp operation) {
    if (operation instanceof DebugDataOp op) {
      return Optional.of(debugDataReport(op.adds() ? FLAG_CREATE : FLAG_DESTROY, op.data()));
    }
    MappingOp op = (MappingOp) operation;
    if (!op.reportable() || !dialect.has(EventKind.VM_BIND_OP)) {
      return Optional.empty();
    }
    int flags = op.maps() ? FLAG_CREATE : FLAG_DESTROY;
    return Optional.of(
        bind -> tellOp(bind, flags, op.args().addr(), op.args().range(), op.attachments()));
  }

  private Report mappingReport(Vm.Mapping mapping) {
    return bind ->
        tellOp(bind, FLAG_CREATE, mapping.address(), mapping.range(), mapping.attachments());
  }

  private Report debugDataReport(int flags, DebugData data) {
    return bind -> post(new Event.VmBindOpDebugData(flags, nextSeqno(), bind, 0, data));
  }

  private void tellOp(
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
