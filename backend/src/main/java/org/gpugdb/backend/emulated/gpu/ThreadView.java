package org.gpugdb.backend.emulated.gpu;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
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
 * What the thread sees that a worker executes: its address space, and in front of it the shared
 * local memory of its work-group and its own window. Confined to the worker.
 *
 * <p>One view serves all threads of a worker in turn, so that the interpreter keeps its
 * translations from one thread to the next where they see the same. The window, which is different
 * for each, is a called page.
 */
final class ThreadView implements GuestMemory {
  private final ThreadWindow noWindow = new ThreadWindow();
  private AddressSpace space;
  private @Nullable ByteBuffer slm;
  private long slmBase;
  private ThreadWindow window = noWindow;

  /** What {@link #generation} was made from and is. */
  private long spaceGeneration = -1;

  private long generation;

  /** Shows an address space without anything in front of it. */
  ThreadView(AddressSpace space) {
    this.space = space;
  }

  /** Shows what a resident thread sees. */
  @SuppressWarnings("ReferenceEquality") // the same memory, not the same content
  void show(EuThread thread) {
    WorkGroup group = thread.group();
    long base = group.launch.dispatch.slmBase();
    AddressSpace threadSpace = group.launch.context.space();
    if (threadSpace != space || group.slm != slm || (slm != null && base != slmBase)) {
      space = threadSpace;
      slm = group.slm;
      slmBase = base;
      generation++;
    }
    window = thread.window;
  }

  @Override
  public long generation() {
    long now = space.generation();
    if (now != spaceGeneration) {
      spaceGeneration = now;
      generation++;
    }
    return generation;
  }

  @Override
  public @Nullable GuestPage page(long address, Access access) {
    long page = address & -GuestPage.SIZE;
    ByteBuffer shared = sharedMemory(page);
    if (shared != null) {
      return GuestPage.mapped(page, shared, (int) (page - slmBase), true);
    }
    if (isWindow(page)) {
      return GuestPage.called(page, true);
    }
    Region region = space.lookup(page);
    return region == null ? null : region.page(page);
  }

  /** The shared local memory, if that is what is at an address. */
  private @Nullable ByteBuffer sharedMemory(long address) {
    ByteBuffer bytes = slm;
    return bytes != null && Long.compareUnsigned(address - slmBase, bytes.capacity()) < 0
        ? bytes
        : null;
  }

  private static boolean isWindow(long address) {
    return (address & -GuestPage.SIZE) == RiscvEuLayout.THREAD_WINDOW_BASE;
  }

  private static int inPage(long address) {
    return (int) address & (GuestPage.SIZE - 1);
  }

  @Override
  public @Nullable CodePage code(long address) {
    Region region = space.lookup(address);
    return region == null ? null : region.code(address & -GuestPage.SIZE);
  }

  @Override
  public long load(long address, int size) {
    ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).limit(size);
    if (!read(address, bytes)) {
      throw new MemoryFault(address + bytes.position(), Access.READ);
    }
    return bytes.clear().getLong();
  }

  @Override
  public void store(long address, int size, long value) {
    ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(0, value).limit(size);
    if (isWindow(address)) {
      window.bytes().put(inPage(address), bytes, 0, size);
      return;
    }
    Region region = space.lookup(address);
    if (region == null || !region.writable || !space.store(address, bytes)) {
      throw new MemoryFault(address + bytes.position(), Access.WRITE);
    }
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
      int count = Math.min(limit - to.position(), GuestPage.SIZE - inPage(at));
      readable = readPage(at, to.limit(to.position() + count));
      to.limit(limit);
      at += count;
    }
    return readable;
  }

  private boolean readPage(long at, ByteBuffer to) {
    ByteBuffer shared = sharedMemory(at);
    if (shared != null) {
      to.put(shared.slice((int) (at - slmBase), to.remaining()));
      return true;
    }
    if (isWindow(at)) {
      to.put(window.bytes().slice(inPage(at), to.remaining()));
      return true;
    }
    return space.load(at, to);
  }
}
