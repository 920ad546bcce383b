package org.gpugdb.backend.emulated.remote;

import java.nio.ByteBuffer;
import org.gpugdb.backend.emulated.kernel.ProcessPages;
import org.gpugdb.backend.os.LiveProcess;
import org.gpugdb.backend.os.MemoryMap;

/**
 * The memory of a running process, as {@link LiveProcess} reaches it. Each access is a system call
 * of one to three microseconds; nothing is cached, so that both sides always see the same bytes.
 * Atomic instructions of the GPU are a read and a write here: the process may come in between.
 *
 * <p>There is no notice when the process changes its mappings. An access always means what is
 * mapped at that moment, fails where nothing is or where the process itself could not do it, and
 * never touches two mappings in one page. {@link #mappings} compares what {@code /proc} shows
 * (bounds, permissions, file): it misses a range that was unmapped and mapped anew as anonymous
 * memory with the same bounds between two looks.
 */
final class LivePages implements ProcessPages {
  private final LiveProcess process;

  LivePages(LiveProcess process) {
    this.process = process;
  }

  @Override
  public int read(long address, ByteBuffer to) {
    return process.read(address, to);
  }

  @Override
  public int write(long address, ByteBuffer from) {
    return process.write(address, from);
  }

  @Override
  public boolean isAccessible(long address, long length, boolean write) {
    return MemoryMap.covers(process.pid(), address, length, write);
  }

  @Override
  public Object mappings(long address, long length) {
    return MemoryMap.of(process.pid(), address, length);
  }
}
