package org.gpugdb.backend.eudebug;

import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.IntFunction;
import org.gpugdb.backend.eu.Topology;
import org.gpugdb.backend.eudebug.MetadataStore.Metadata;
import org.gpugdb.backend.kernel.Errno;
import org.gpugdb.backend.uapi.Bitmask;
import org.gpugdb.backend.uapi.Event;
import org.gpugdb.backend.uapi.MetadataType;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows what a client has: address spaces, exec queues, mappings, modules. Reports it, and lets
 * the client go on from every bind but those that load a module. Confined to the kernel-event
 * thread.
 */
final class ResourceTracker {
  private static final Logger log = LoggerFactory.getLogger(ResourceTracker.class);

  private final Session session;
  private final Topology topology;
  private final IntFunction<VmFile> files;
  private final ResourceListener listener;
  private final BindAssembler binds = new BindAssembler();
  private final MetadataStore metadata;
  private final Reactions reactions = new Reactions();
  private final Map<Long, Vm> vms = new LinkedHashMap<>();
  private final AttentionFilter attention = new AttentionFilter();
  private int lastModule;

  /** One address space. */
  private static final class Vm {
    private final VmKey key;
    private final ModuleAssembler assembler = new ModuleAssembler();
    private final Map<ModuleAssembler.Key, Integer> modules = new HashMap<>();
    private boolean opened;

    Vm(VmKey key) {
      this.key = key;
    }
  }

  /**
   * @param files makes the file of an opened address space from its descriptor
   * @param listener called on the kernel-event thread; hands over to the device loop
   */
  ResourceTracker(
      Session session, Topology topology, IntFunction<VmFile> files, ResourceListener listener) {
    this.session = session;
    this.topology = topology;
    this.files = files;
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
      case VM_BIND_UFENCE -> binds.accept((Event.VmBindUfence) event);
      case EU_ATTENTION -> onAttention((Event.EuAttention) event);
      case PAGEFAULT -> onPageFault((Event.Pagefault) event);
      case EXEC_QUEUE_PLACEMENTS, VM_BIND_OP_DEBUG_DATA, SYNC_HOST ->
          log.debug("nothing to do about {}", event);
    }
    for (Bind bind : binds.takeComplete()) {
      reactions.add(() -> apply(bind));
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

  /** A client's end need not be preceded by that of what it had. */
  private void onClient(Event.Client event) {
    if (event.destroyed()) {
      later(
          () ->
              vms.values().stream()
                  .filter(vm -> vm.key.client() == event.clientHandle())
                  .toList()
                  .forEach(this::destroy));
    }
  }

  private void onVm(Event.Vm event) {
    VmKey key = new VmKey(event.clientHandle(), event.vmHandle());
    if (event.destroyed()) {
      binds.forget(event.vmHandle());
    }
    later(
        () -> {
          if (event.destroyed()) {
            destroy(vms.get(key.vm()));
          } else {
            vms.put(key.vm(), new Vm(key));
            listener.vmCreated(key);
          }
        });
  }

  private void destroy(@Nullable Vm vm) {
    if (vm != null) {
      vms.remove(vm.key.vm());
      listener.vmDestroyed(vm.key);
    }
  }

  private void onQueue(Event.ExecQueue event) {
    VmKey vm = new VmKey(event.clientHandle(), event.vmHandle());
    List<ExecContext> contexts =
        event.lrcHandles().stream()
            .map(lrc -> new ExecContext(event.clientHandle(), event.execQueueHandle(), lrc))
            .toList();
    later(
        () -> {
          if (event.destroyed()) {
            listener.queueDestroyed(vm, event.execQueueHandle());
          } else {
            listener.queueCreated(vm, event.execQueueHandle(), contexts);
          }
        });
  }

  private void onMetadata(Event.Metadata event) {
    if (event.created()) {
      reactions.add(() -> metadata.load(event));
    } else {
      later(() -> metadata.forget(event.metadataHandle()));
    }
  }

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
    return AttentionFilter.slots(topology, bits.toBytes());
  }

  private void later(Runnable action) {
    reactions.add(
        () -> {
          action.run();
          return true;
        });
  }

  private boolean apply(Bind bind) {
    Vm vm = vms.get(bind.vm().vm());
    if (vm == null) {
      bind.fence().ifPresent(session::acknowledge);
      return true;
    }
    boolean needed = bind.ops().stream().anyMatch(op -> !op.metadata().isEmpty());
    if (needed && !open(vm)) {
      return false;
    }
    boolean held = false;
    for (Bind.Op op : bind.ops()) {
      held |= op.map() ? map(vm, op, bind.fence()) : unmap(vm, op);
    }
    if (!held) {
      bind.fence().ifPresent(session::acknowledge);
    }
    return true;
  }

  private boolean open(Vm vm) {
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

  /** Returns whether the mapping has made a module complete. */
  private boolean map(Vm vm, Bind.Op op, OptionalLong fence) {
    report(vm, vm.assembler.unmapped(op.address(), op.length()));
    Attached attached = attached(op);
    listener.mapped(vm.key, op.address(), op.length(), attached.use());
    if (attached.elf == null) {
      return false;
    }
    OptionalLong lowest =
        vm.assembler.mapped(attached.key(), attached.segments, op.address(), op.length());
    if (lowest.isEmpty()) {
      return false;
    }
    int module = ++lastModule;
    vm.modules.put(attached.key(), module);
    listener.moduleLoaded(vm.key, module, lowest.getAsLong(), attached.elf.content(), fence);
    return true;
  }

  private Attached attached(Bind.Op op) {
    Attached attached = new Attached();
    for (long handle : op.metadata()) {
      metadata.find(handle).ifPresent(found -> attached.add(handle, found));
    }
    return attached;
  }

  private boolean unmap(Vm vm, Bind.Op op) {
    if (op.unmapsAll()) {
      log.debug("the client unmapped an object everywhere; where that was is not reported");
      return false;
    }
    report(vm, vm.assembler.unmapped(op.address(), op.length()));
    listener.unmapped(vm.key, op.address(), op.length());
    return false;
  }

  private void report(Vm vm, List<ModuleAssembler.Key> unloaded) {
    for (ModuleAssembler.Key key : unloaded) {
      Integer module = vm.modules.remove(key);
      if (module != null) {
        listener.moduleUnloaded(vm.key, module);
      }
    }
  }

  /** What one mapping carries. */
  private static final class Attached {
    private @Nullable Metadata elf;
    private long elfHandle;
    private long program;
    private long segments = 1;
    private RangeUse areaUse = RangeUse.DATA;

    void add(long handle, Metadata found) {
      MetadataType type = found.type();
      switch (type) {
        case ELF_BINARY -> {
          elf = found;
          elfHandle = handle;
        }
        case PROGRAM_MODULE -> {
          program = handle;
          segments = segments(found);
        }
        case MODULE_AREA -> areaUse = RangeUse.DEBUG_AREA;
        case SIP_AREA -> areaUse = RangeUse.SAVE_AREA;
        case USER_MEMORY -> userAddress(found).ifPresent(a -> areaUse = RangeUse.user(a));
        case SBA_AREA -> log.debug("state base addresses are not needed");
      }
    }

    private static long segments(Metadata program) {
      boolean complete = program.content().remaining() >= Integer.BYTES;
      return complete ? Integer.toUnsignedLong(program.content().getInt(0)) : 1;
    }

    private static OptionalLong userAddress(Metadata memory) {
      boolean complete = memory.content().remaining() >= Long.BYTES;
      return complete ? OptionalLong.of(memory.content().getLong(0)) : OptionalLong.empty();
    }

    ModuleAssembler.Key key() {
      return new ModuleAssembler.Key(elfHandle, program);
    }

    RangeUse use() {
      return elf != null ? RangeUse.CODE : areaUse;
    }
  }
}
