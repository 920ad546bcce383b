package org.gpugdb.backend.eudebug;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.gpugdb.backend.spi.BackendException;
import org.gpugdb.backend.spi.Memory;
import org.gpugdb.backend.spi.ThreadId;

/**
 * Memory of one address space as one thread, or nobody in particular, sees it. What the page tables
 * map comes first, as for the GPU; only where there is nothing, a stopped thread's own memory.
 * Confined to the device loop.
 */
final class ContextMemory implements Memory {
  private final Space space;
  private final int pid;
  private final Optional<ThreadId> viewer;

  /**
   * @param pid the process that the space belongs to
   */
  ContextMemory(Space space, int pid, Optional<ThreadId> viewer) {
    this.space = space;
    this.pid = pid;
    this.viewer = viewer;
  }

  @Override
  public int read(long address, ByteBuffer into) throws BackendException {
    VmState vm = space.vm;
    vm.refresh();
    byte[] bytes = new byte[into.remaining()];
    int got = vm.file().read(address, ByteBuffer.wrap(bytes));
    if (got > 0 || bytes.length == 0) {
      vm.planted.hide(address, bytes, got);
      into.put(bytes, 0, got);
      return got;
    }
    EuThread thread = owner(address);
    int own = space.ownMemory.read(thread, ownAddress(address), into);
    if (own == 0) {
      throw new BackendException.MemoryFault(address, "nothing is there for this thread");
    }
    return own;
  }

  @Override
  public void write(long address, ByteBuffer from) throws BackendException {
    VmState vm = space.vm;
    if (!from.hasRemaining()) {
      return;
    }
    int length = from.remaining();
    int mapped = vm.file().read(address, ByteBuffer.allocate(length));
    if (mapped == 0) {
      EuThread thread = owner(address);
      space.ownMemory.write(thread, ownAddress(address), address, from);
      return;
    }
    if (mapped < length) {
      throw new BackendException.MemoryFault(address + mapped, "nothing is mapped there");
    }
    byte[] bytes = new byte[length];
    from.get(bytes);
    vm.file().write(address, ByteBuffer.wrap(vm.planted.keepPlanted(address, bytes)));
    vm.planted.written(address, bytes);
    vm.flushSoon();
  }

  /** The stopped thread whose own memory an address that is not mapped may mean. */
  private EuThread owner(long address) throws BackendException {
    if (!isOwnMemory(address)) {
      throw new BackendException.MemoryFault(address, "nothing is mapped there");
    }
    if (viewer.isEmpty()) {
      throw new BackendException.MemoryFault(
          address, "every work-group or thread has its own there; select a thread");
    }
    return space.run.requireStopped(viewer.get(), "shared local memory and window");
  }

  private boolean isOwnMemory(long address) throws BackendException {
    long inWindow = address - space.vm.architecture.threadWindow();
    if (inWindow >= 0 && inWindow < space.vm.architecture.threadWindowLength()) {
      return true;
    }
    if (space.slmWindows().stream().anyMatch(w -> address >= w.start() && address < w.end())) {
      return true;
    }
    return viewer.isPresent() && isStopped(viewer.get()) && ownAddressOf(address).isPresent();
  }

  private boolean isStopped(ThreadId id) {
    return space.run.threads().isSlot(id.slot())
        && space.run.threads().at(id.slot()).state == EuThread.State.STOPPED;
  }

  private OptionalLong ownAddressOf(long address) throws BackendException {
    ThreadId id = viewer.orElseThrow();
    EuThread thread = space.run.requireStopped(id, "shared local memory");
    return space.vm.architecture.ownMemory(ThreadRegisters.saved(space.vm, id, thread), address);
  }

  private long ownAddress(long address) throws BackendException {
    return ownAddressOf(address)
        .orElseThrow(
            () ->
                new BackendException.MemoryFault(
                    address, "this thread's work-group has no shared local memory there"));
  }

  @Override
  public List<Region> map() throws BackendException {
    List<Region> regions = new ArrayList<>();
    for (AddressMap.Range range : space.vm.map.ranges()) {
      if (isStillMapped(range)) {
        regions.add(region(range));
      }
    }
    for (AddressMap.Range window : space.slmWindows()) {
      regions.add(region(window));
    }
    regions.sort(Comparator.comparingLong(Region::start));
    return regions;
  }

  @Override
  public boolean isMapComplete() {
    return space.vm.mappingsAreTold();
  }

  private Region region(AddressMap.Range range) {
    RangeUse use = range.use();
    Optional<UserMemory> user =
        use.kind() == RangeUse.Kind.USER
            ? Optional.of(new UserMemory(pid, use.userAddress()))
            : Optional.empty();
    return new Region(range.start(), range.length(), use.kind().word(), user);
  }

  /** When an object is unmapped everywhere at once, the kernel does not say where that was. */
  private boolean isStillMapped(AddressMap.Range range) throws BackendException {
    return space.vm.file().isMapped(range.start());
  }
}
