package org.gpugdb.backend.emulated.gpu;

import java.nio.ByteBuffer;
import java.util.List;
import org.gpugdb.backend.emulated.rv.Access;
import org.gpugdb.backend.emulated.rv.CodePage;
import org.gpugdb.backend.emulated.rv.GuestMemory;
import org.gpugdb.backend.emulated.rv.GuestPage;
import org.gpugdb.backend.emulated.rv.MemoryFault;
import org.gpugdb.backend.emulated.rv.Watchpoint;
import org.gpugdb.backend.uapi.RiscvEuLayout;
import org.jspecify.annotations.Nullable;

/**
 * What one thread sees: its address space, and in front of it the shared local memory of its
 * work-group and its own window. A new one is made for each work-item, which is how an interpreter
 * notices the change. Confined to the worker.
 */
final class ThreadView implements GuestMemory {
  private final AddressSpace space;
  private final long slmBase;
  private final int slmSize;
  private final @Nullable ByteBuffer slm;
  private final ThreadWindow window;

  ThreadView(AddressSpace space, long slmBase, @Nullable ByteBuffer slm, ThreadWindow window) {
    this.space = space;
    this.slmBase = slmBase;
    this.slm = slm;
    this.slmSize = slm == null ? 0 : slm.capacity();
    this.window = window;
  }

  @Override
  public long generation() {
    return space.generation();
  }

  @Override
  public @Nullable GuestPage page(long address, Access access) {
    long page = address & -GuestPage.SIZE;
    if (slm != null && Long.compareUnsigned(page - slmBase, slmSize) < 0) {
      return GuestPage.mapped(page, slm, (int) (page - slmBase), true);
    }
    if (page == RiscvEuLayout.THREAD_WINDOW_BASE) {
      return GuestPage.mapped(page, window.bytes(), 0, true);
    }
    Region region = space.lookup(page);
    return region == null ? null : region.page(page);
  }

  @Override
  public @Nullable CodePage code(long address) {
    Region region = space.lookup(address);
    return region == null ? null : region.code(address & -GuestPage.SIZE);
  }

  @Override
  public long load(long address, int size) {
    Region region = space.lookup(address);
    if (region == null) {
      throw new MemoryFault(address, Access.READ);
    }
    return region.load(address, size);
  }

  @Override
  public void store(long address, int size, long value) {
    Region region = space.lookup(address);
    if (region == null || !region.writable) {
      throw new MemoryFault(address, Access.WRITE);
    }
    region.store(address, size, value);
  }

  @Override
  public List<Watchpoint> watchpoints() {
    return space.watchpoints();
  }

  @Override
  public void instructionFence() {
    space.invalidateInstructions();
  }

  /** Reads all of {@code to}; false if some of it is not accessible. */
  boolean read(long address, ByteBuffer to) {
    int limit = to.limit();
    long at = address;
    boolean readable = true;
    while (readable && to.position() < limit) {
      int count =
          Math.min(limit - to.position(), GuestPage.SIZE - (int) (at & (GuestPage.SIZE - 1)));
      readable = readPage(at, to.limit(to.position() + count));
      to.limit(limit);
      at += count;
    }
    return readable;
  }

  private boolean readPage(long at, ByteBuffer to) {
    if (slm != null && Long.compareUnsigned(at - slmBase, slmSize) < 0) {
      to.put(slm.slice((int) (at - slmBase), to.remaining()));
      return true;
    }
    if ((at & -GuestPage.SIZE) == RiscvEuLayout.THREAD_WINDOW_BASE) {
      to.put(window.bytes().slice((int) (at & (GuestPage.SIZE - 1)), to.remaining()));
      return true;
    }
    return space.load(at, to);
  }
}
