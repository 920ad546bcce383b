package org.gpugdb.backend.eudebug;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.gpugdb.backend.eu.EuArchitecture;
import org.gpugdb.backend.eu.StateBases;
import org.gpugdb.backend.eu.Topology;
import org.gpugdb.backend.spi.BackendException;
import org.gpugdb.backend.spi.DeviceLoop;
import org.gpugdb.backend.uapi.DebugAreaLayout;
import org.gpugdb.backend.uapi.StateBasesLayout;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is in the memory of one address space: its descriptor, the areas in it, what is mapped and
 * what is planted. Confined to the device loop.
 */
final class VmState {
  private static final Logger log = LoggerFactory.getLogger(VmState.class);

  /** While threads run, memory is as old as this at most. */
  private static final long FRESH_NANOS = 1_000_000;

  final EuArchitecture architecture;
  final Topology topology;
  final AddressMap map = new AddressMap();
  final PlantedBreakpoints planted;
  final WatchSlots watches;

  private final DeviceLoop loop;
  private final boolean mappingsAreTold;
  private @Nullable VmFile file;
  private @Nullable Long saveAreaAddress;
  private @Nullable Long debugAreaAddress;
  private @Nullable Long stateBasesAddress;
  private @Nullable SaveArea saveArea;
  private @Nullable DebugArea debugArea;
  private String complaint = "";
  private boolean running = true;
  private long refreshed;

  /**
   * @param mappingsAreTold whether the kernel tells every mapping, rather than what the client has
   *     said of some ranges
   */
  VmState(
      DeviceLoop loop, EuArchitecture architecture, Topology topology, boolean mappingsAreTold) {
    this.loop = loop;
    this.mappingsAreTold = mappingsAreTold;
    this.architecture = architecture;
    this.topology = topology;
    this.planted = new PlantedBreakpoints(architecture);
    this.watches = new WatchSlots(architecture.watchpoints());
  }

  void opened(VmFile opened) {
    file = opened;
  }

  /**
   * @throws BackendException.MemoryFault if the memory cannot be accessed at all
   */
  VmFile file() throws BackendException {
    if (file == null) {
      throw new BackendException.MemoryFault(0, "the kernel gives no access to this address space");
    }
    return file;
  }

  boolean mappingsAreTold() {
    return mappingsAreTold;
  }

  void mapped(long address, long length, RangeUse use) {
    dropPlanted(address, length);
    map.map(address, length, use);
    if (use.kind() == RangeUse.Kind.SAVE_AREA) {
      saveAreaAddress = address;
      saveArea = null;
    } else if (use.kind() == RangeUse.Kind.STATE_BASES) {
      stateBasesAddress = address;
    } else if (use.kind() == RangeUse.Kind.DEBUG_AREA) {
      debugAreaAddress = address;
      debugArea = null;
      // What was printed before a debugger came is not shown: note now how much that is.
      tryToOpenDebugArea();
    }
  }

  void unmapped(long address, long length) {
    dropPlanted(address, length);
    map.unmap(address, length);
    if (contains(address, length, saveAreaAddress)) {
      saveAreaAddress = null;
      saveArea = null;
    }
    if (contains(address, length, stateBasesAddress)) {
      stateBasesAddress = null;
    }
    if (contains(address, length, debugAreaAddress)) {
      debugAreaAddress = null;
      debugArea = null;
    }
  }

  /** Where only the client's word has changed, the memory may still be what it was. */
  private void dropPlanted(long address, long length) {
    if (mappingsAreTold) {
      planted.forget(address, length);
      return;
    }
    try {
      if (planted.removeWithin(file(), address, length)) {
        flushSoon();
      }
    } catch (BackendException gone) {
      log.debug("breakpoints in code that is no longer described: {}", gone.getMessage());
    }
  }

  private static boolean contains(long address, long length, @Nullable Long value) {
    return value != null && value >= address && value < address + length;
  }

  private void tryToOpenDebugArea() {
    try {
      debugArea();
    } catch (BackendException notYet) {
      // The area is looked for again whenever it is needed.
    }
  }

  /** The state save area, as soon as the client has made one that can be used. */
  Optional<SaveArea> saveArea() throws BackendException {
    if (saveArea == null && saveAreaAddress != null) {
      saveArea = openSaveArea(saveAreaAddress);
    }
    return Optional.ofNullable(saveArea);
  }

  private @Nullable SaveArea openSaveArea(long address) throws BackendException {
    file().refresh();
    try {
      StateBases unused = stateBases(); // without them nothing tells where a thread is
      return SaveArea.open(file(), address, topology, architecture, surroundings()).orElse(null);
    } catch (BackendException.InvalidArgument unusable) {
      String why = String.valueOf(unusable.getMessage());
      if (!why.equals(complaint)) {
        complaint = why;
        log.warn("threads of this address space cannot be debugged: {}", why);
      }
      return null;
    }
  }

  private SaveArea.Surroundings surroundings() {
    return new SaveArea.Surroundings() {
      @Override
      public boolean isBindless() throws BackendException {
        return VmState.this.isBindless();
      }

      @Override
      public StateBases bases() throws BackendException {
        return stateBases();
      }
    };
  }

  /** Where parts of the address space begin, if its threads need that. */
  private StateBases stateBases() throws BackendException {
    if (!architecture.usesStateBases()) {
      return StateBases.NONE;
    }
    ByteBuffer area = ByteBuffer.allocate(StateBasesLayout.SIZE);
    if (stateBasesAddress == null || file().read(stateBasesAddress, area) < area.capacity()) {
      throw new BackendException.InvalidArgument(
          "the client has not told where its state base addresses are");
    }
    return StateBasesLayout.decode(area.flip())
        .map(StateBases::new)
        .orElseThrow(
            () -> new BackendException.InvalidArgument("there are no state base addresses yet"));
  }

  private boolean isBindless() throws BackendException {
    ByteBuffer header = ByteBuffer.allocate(DebugAreaLayout.HEADER_SIZE);
    return debugAreaAddress != null
        && file().read(debugAreaAddress, header) == DebugAreaLayout.HEADER_SIZE
        && DebugAreaLayout.isBindless(header.flip());
  }

  /** The debug area, as soon as the client has made one, on architectures that use it. */
  Optional<DebugArea> debugArea() throws BackendException {
    if (debugArea == null && debugAreaAddress != null && architecture.occupancy()) {
      file().refresh();
      debugArea = DebugArea.open(file(), debugAreaAddress).orElse(null);
    }
    return Optional.ofNullable(debugArea);
  }

  Optional<OccupancyTable> occupancy() throws BackendException {
    Optional<DebugArea> area = debugArea();
    return area.isEmpty()
        ? Optional.empty()
        : Optional.of(new OccupancyTable(file(), area.get(), topology, architecture));
  }

  /** Threads have stopped or gone on: what was read before may be old. */
  void markStale(boolean threadsRun) throws BackendException {
    running = threadsRun;
    file().markStale();
  }

  /** Before a read: once for every stop, and now and then while threads run. */
  void refresh() throws BackendException {
    if (running && loop.nanoTime() - refreshed >= FRESH_NANOS) {
      file().markStale();
    }
    refreshNow();
  }

  /** Before a read that is to see what has happened just now. */
  void refreshForced() throws BackendException {
    file().markStale();
    refreshNow();
  }

  private void refreshNow() throws BackendException {
    file().refresh();
    refreshed = loop.nanoTime();
  }

  /** After writes: they take effect on the GPU before anything else that is asked of it. */
  void flush() throws BackendException {
    if (file != null) {
      file.flush();
    }
  }

  /** Flushes with the end of what the loop is doing now, so that many writes share one flush. */
  void flushSoon() {
    loop.execute(
        () -> {
          try {
            flush();
          } catch (BackendException failure) {
            log.warn("what was written may not have reached the GPU: {}", failure.getMessage());
          }
        });
  }

  void close() {
    if (file != null) {
      file.close();
      file = null;
    }
  }
}
