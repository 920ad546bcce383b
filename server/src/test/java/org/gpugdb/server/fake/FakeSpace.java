package org.gpugdb.server.fake;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.gpugdb.backend.spi.AddressSpaceId;
import org.gpugdb.backend.spi.BackendException;
import org.gpugdb.backend.spi.Breakpoints;
import org.gpugdb.backend.spi.LoadedModule;
import org.gpugdb.backend.spi.ThreadId;
import org.gpugdb.backend.spi.ThreadStop;
import org.gpugdb.backend.spi.WatchKind;

/** One address space: its resident threads, memory, modules and breakpoints. */
final class FakeSpace implements Breakpoints {
  static final int WATCHPOINTS = 2;

  final AddressSpaceId id;
  final FakeMemory memory = new FakeMemory();
  final List<LoadedModule> modules = new ArrayList<>();
  final Map<Integer, FakeRegisters> resident = new TreeMap<>();
  final Map<ThreadId, ThreadStop> stopped = new TreeMap<>();
  private final Set<Long> planted = new TreeSet<>();
  private final List<String> watched = new ArrayList<>();
  private final List<String> log;

  FakeSpace(AddressSpaceId id, List<String> log) {
    this.id = id;
    this.log = log;
    memory.add(0x1000, 0x1000, "code");
    memory.add(0x10000, 0x1000, "bo");
    memory.add(0x20000, 0x100, "userptr");
  }

  ThreadId thread(int slot) {
    return new ThreadId(id, slot);
  }

  @Override
  public void insert(long address) throws BackendException {
    memory.read(address, java.nio.ByteBuffer.allocate(4));
    log.add("plant " + Long.toHexString(address));
    planted.add(address);
  }

  @Override
  public void remove(long address) {
    log.add("unplant " + Long.toHexString(address));
    planted.remove(address);
  }

  @Override
  public Set<Long> inserted() {
    return planted;
  }

  @Override
  public void watch(WatchKind kind, long address, int length) throws BackendException {
    String watch = kind + " " + Long.toHexString(address) + " " + length;
    if (!watched.contains(watch) && watched.size() == WATCHPOINTS) {
      throw new BackendException.OutOfResources("all " + WATCHPOINTS + " watchpoints are in use");
    }
    log.add("watch " + watch);
    watched.remove(watch);
    watched.add(watch);
  }

  @Override
  public void unwatch(WatchKind kind, long address, int length) {
    String watch = kind + " " + Long.toHexString(address) + " " + length;
    log.add("unwatch " + watch);
    watched.remove(watch);
  }

  @Override
  public void clear() {
    log.add("clear " + id);
    planted.clear();
    watched.clear();
  }
}
