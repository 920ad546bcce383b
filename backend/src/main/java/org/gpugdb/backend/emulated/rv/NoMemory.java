package org.gpugdb.backend.emulated.rv;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** An empty address space: what an interpreter is attached to while it has nothing to run. */
enum NoMemory implements GuestMemory {
  INSTANCE;

  @Override
  public long generation() {
    return 0;
  }

  @Override
  public @Nullable GuestPage page(long address, Access access) {
    return null;
  }

  @Override
  public @Nullable CodePage code(long address) {
    return null;
  }

  @Override
  public long load(long address, int size) {
    throw new MemoryFault(address, Access.READ);
  }

  @Override
  public void store(long address, int size, long value) {
    throw new MemoryFault(address, Access.WRITE);
  }

  @Override
  public List<Watchpoint> watchpoints() {
    return List.of();
  }

  @Override
  public void instructionFence() {}
}
