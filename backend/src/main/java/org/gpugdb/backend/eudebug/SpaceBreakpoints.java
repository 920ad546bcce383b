package org.gpugdb.backend.eudebug;

import java.util.Set;
import org.gpugdb.backend.spi.BackendException;
import org.gpugdb.backend.spi.Breakpoints;
import org.gpugdb.backend.spi.WatchKind;

/** Breakpoints and watchpoints of one address space. Confined to the device loop. */
final class SpaceBreakpoints implements Breakpoints {
  private final VmState vm;

  SpaceBreakpoints(VmState vm) {
    this.vm = vm;
  }

  @Override
  public void insert(long address) throws BackendException {
    vm.planted.insert(vm.file(), address);
    vm.flushSoon();
  }

  @Override
  public void remove(long address) throws BackendException {
    if (vm.planted.contains(address)) {
      vm.planted.remove(vm.file(), address);
      vm.flushSoon();
    }
  }

  @Override
  public Set<Long> inserted() {
    return vm.planted.addresses();
  }

  @Override
  public void watch(WatchKind kind, long address, int length) throws BackendException {
    vm.watches.insert(vm.file(), debugArea(), new WatchSlots.Watch(kind, address, length));
    vm.flushSoon();
  }

  @Override
  public void unwatch(WatchKind kind, long address, int length) throws BackendException {
    if (!vm.watches.isEmpty()) {
      vm.watches.remove(vm.file(), debugArea(), new WatchSlots.Watch(kind, address, length));
      vm.flushSoon();
    }
  }

  private long debugArea() throws BackendException {
    return vm.debugArea()
        .orElseThrow(
            () ->
                new BackendException.OutOfResources(
                    "this address space has no debug area, so no watchpoints"))
        .address();
  }

  @Override
  public void clear() throws BackendException {
    for (long address : inserted()) {
      remove(address);
    }
    if (!vm.watches.isEmpty()) {
      vm.watches.clear(vm.file(), debugArea());
      vm.flushSoon();
    }
  }
}
