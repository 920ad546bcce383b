package org.gpugdb.backend.eudebug;

import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.gpugdb.backend.elf.ElfFormatException;
import org.gpugdb.backend.spi.AddressSpaceId;
import org.gpugdb.backend.spi.BackendException;
import org.gpugdb.backend.spi.DeviceLoop;
import org.gpugdb.backend.spi.LoadedModule;
import org.gpugdb.backend.spi.TargetEvent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The address spaces of one connection, as the kernel reports them. Confined to the device loop.
 */
final class Spaces implements ResourceListener {
  private static final Logger log = LoggerFactory.getLogger(Spaces.class);

  private final DeviceLoop loop;
  private final SpaceNumbers numbers;
  private final Supplier<VmState> states;
  private final EuControl control;
  private final HeldFences fences;
  private final long fenceDeadline;
  private final Consumer<TargetEvent> events;
  private final Map<VmKey, Space> spaces = new LinkedHashMap<>();
  private boolean complete;
  private boolean closed;

  /**
   * @param numbers shared by all connections to the device
   * @param states makes the state of a new address space
   * @param fenceDeadline nanoseconds after which a client goes on although nobody has released its
   *     module, 0 for never
   * @param events delivered on the loop, never from within a call
   */
  Spaces(
      DeviceLoop loop,
      SpaceNumbers numbers,
      Supplier<VmState> states,
      EuControl control,
      HeldFences fences,
      long fenceDeadline,
      Consumer<TargetEvent> events) {
    this.loop = loop;
    this.numbers = numbers;
    this.states = states;
    this.control = control;
    this.fences = fences;
    this.fenceDeadline = fenceDeadline;
    this.events = events;
  }

  /** Those that users know, in number order. */
  List<AddressSpaceId> announced() {
    return spaces.values().stream().filter(Space::isAnnounced).map(Space::id).sorted().toList();
  }

  /** Every one there is. */
  Collection<Space> all() {
    return List.copyOf(spaces.values());
  }

  Space get(AddressSpaceId id) throws BackendException {
    return find(id).orElseThrow(() -> new BackendException.NoSuchSpace(id));
  }

  private Optional<Space> find(AddressSpaceId id) {
    return spaces.values().stream()
        .filter(space -> space.isAnnounced() && space.id().equals(id))
        .findFirst();
  }

  private Optional<Space> find(VmKey vm) {
    return Optional.ofNullable(spaces.get(vm));
  }

  private Optional<Space> find(ExecContext context) {
    return spaces.values().stream().filter(space -> space.adopts(context)).findFirst();
  }

  /** Gives a space a number, if it has none. */
  private void announce(Space space) {
    if (!space.isAnnounced()) {
      space.announce(numbers.take());
    }
  }

  @Override
  public void vmCreated(VmKey vm) {
    spaces.put(vm, new Space(vm, loop, control, states.get(), events));
  }

  @Override
  public void vmDestroyed(VmKey vm) {
    Space space = spaces.get(vm);
    if (space != null) {
      if (space.hasQueue()) {
        announce(space);
      }
      retire(space);
      spaces.remove(vm);
      space.close();
    }
  }

  @Override
  public void vmOpened(VmKey vm, VmFile file) {
    Optional<Space> space = find(vm);
    if (space.isPresent() && !closed) {
      space.get().vm.opened(file);
    } else {
      file.close();
    }
  }

  @Override
  public void queueCreated(VmKey vm, long queue, List<ExecContext> contexts) {
    find(vm)
        .ifPresent(
            space -> {
              space.addQueue(queue, contexts);
              if (complete) {
                announce(space);
              }
            });
  }

  /** Spaces that were there before the debugger appear with all they have. */
  @Override
  public void caughtUp() {
    complete = true;
    spaces.values().stream().filter(Space::hasQueue).forEach(this::announce);
  }

  @Override
  public void queueDestroyed(VmKey vm, long queue) {
    find(vm)
        .ifPresent(
            space -> {
              if (space.hasQueue()) {
                announce(space); // it may end before it was to appear
              }
              space.drainConsole();
              if (space.removeQueue(queue)) {
                retire(space);
              }
            });
  }

  /** Nobody is there any more who would release the space's modules. */
  private void retire(Space space) {
    if (space.isAnnounced()) {
      space.modules().forEach(module -> fences.release(module.id()));
      AddressSpaceId number = space.id();
      space.retire();
      numbers.giveBack(number);
    }
  }

  @Override
  public void mapped(VmKey vm, long address, long length, RangeUse use) {
    find(vm).ifPresent(space -> space.vm.mapped(address, length, use));
  }

  @Override
  public void unmapped(VmKey vm, long address, long length) {
    find(vm).ifPresent(space -> space.vm.unmapped(address, length));
  }

  @Override
  public void moduleLoaded(
      VmKey vm, int module, long lowestAddress, ByteBuffer elf, OptionalLong fence) {
    fence.ifPresent(seqno -> fences.hold(seqno, module));
    Optional<Space> space = find(vm);
    if (space.isEmpty() || !load(space.get(), module, lowestAddress, elf, fence.isPresent())) {
      fences.release(module);
    }
  }

  private boolean load(Space space, int module, long lowestAddress, ByteBuffer elf, boolean held) {
    LoadedElf loaded;
    try {
      loaded = LoadedElf.read(module, elf, lowestAddress);
    } catch (ElfFormatException malformed) {
      log.warn("module {} of {}: {}", module, space.key, malformed.getMessage());
      return false;
    }
    if (held) {
      announce(space);
    }
    space.addModule(loaded);
    if (space.isAnnounced()) {
      events.accept(new TargetEvent.ModuleLoaded(loaded.describe(space.id())));
    }
    if (held && fenceDeadline > 0) {
      loop.schedule(() -> expire(loaded, space), fenceDeadline);
    }
    return true;
  }

  private void expire(LoadedElf module, Space space) {
    if (fences.isHeldBy(module.id())) {
      log.warn("module {} of {}: nobody has released it in time", module.id(), space.key);
      fences.release(module.id());
    }
  }

  /** Lets the client go on after the module was loaded. What was planted in it is in place. */
  void release(LoadedModule module) throws BackendException {
    Optional<Space> space = find(module.space());
    try {
      if (space.isPresent()) {
        space.get().vm.flush();
      }
    } finally {
      fences.release(module.id());
    }
  }

  @Override
  public void moduleUnloaded(VmKey vm, int module) {
    fences.release(module);
    find(vm)
        .ifPresent(
            space -> {
              LoadedElf gone = space.removeModule(module);
              if (gone != null && space.isAnnounced()) {
                events.accept(new TargetEvent.ModuleGone(gone.describe(space.id())));
              }
            });
  }

  @Override
  public void attention(ExecContext context, long seqno, BitSet slots) {
    find(context)
        .ifPresent(
            space -> {
              announce(space);
              space.run.attention(context, seqno, slots);
            });
  }

  @Override
  public void pageFault(ExecContext context, long address, BitSet faulted) {
    find(context)
        .ifPresent(
            space -> {
              announce(space);
              space.run.pageFault(address, faulted);
            });
  }

  @Override
  public void ended(String why) {
    forgetAll();
    events.accept(new TargetEvent.DeviceLost(why));
  }

  /** Descriptors closed; nothing is reported any more. */
  void close() {
    closed = true;
    forgetAll();
  }

  private void forgetAll() {
    announced().forEach(numbers::giveBack);
    spaces.values().forEach(Space::close);
    spaces.clear();
  }
}
