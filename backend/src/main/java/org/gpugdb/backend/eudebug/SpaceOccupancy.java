package org.gpugdb.backend.eudebug;

import java.util.List;
import java.util.Optional;
import org.gpugdb.backend.spi.AddressSpaceId;
import org.gpugdb.backend.spi.BackendException;
import org.gpugdb.backend.spi.Occupancy;
import org.gpugdb.backend.spi.ThreadId;

/** The work of one space's threads, as its firmware tells. Confined to the device loop. */
record SpaceOccupancy(AddressSpaceId space, VmState vm) implements Occupancy {
  @Override
  public boolean isKnown() throws BackendException {
    return vm.occupancy().isPresent();
  }

  @Override
  public Optional<Resident> resident(ThreadId thread) throws BackendException {
    Optional<OccupancyTable> table = vm.occupancy();
    if (table.isEmpty()) {
      return Optional.empty();
    }
    vm.refresh();
    return table.get().resident(thread);
  }

  @Override
  public List<Resident> resident() throws BackendException {
    Optional<OccupancyTable> table = vm.occupancy();
    if (table.isEmpty()) {
      return List.of();
    }
    vm.refresh();
    return table.get().resident(slot -> new ThreadId(space, slot));
  }
}
