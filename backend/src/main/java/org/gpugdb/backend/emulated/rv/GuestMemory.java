package org.gpugdb.backend.emulated.rv;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A hardware thread's view of its address space. Threads that see the same memory (the same VM,
 * context and work-group) share one instance.
 *
 * <p>The interpreter caches what it is told (pages, decoded code, watchpoints) until {@link
 * #generation} changes, which it checks at the start of a slice and at least every {@value
 * Interpreter#CHECK_INTERVAL} instructions. Called by the workers that run such threads, several at
 * a time.
 */
public interface GuestMemory {
  /**
   * A number that never returns to an earlier value and changes with every change of mappings,
   * watchpoints or code bytes that executing threads must see. A volatile read.
   */
  long generation();

  /**
   * The page that contains an address.
   *
   * @param address any guest address, unsigned
   * @param access READ or WRITE
   * @return empty (null) if nothing readable is mapped there; whether a WRITE is allowed is the
   *     page's own attribute
   */
  @Nullable GuestPage page(long address, Access access);

  /**
   * The decoded instructions of the page that contains an address. The owner keeps them with the
   * page, for all views, and replaces them when code bytes change (debugger write, instruction
   * fence, bind, unbind).
   *
   * @return null if nothing executable is mapped there
   */
  @Nullable CodePage code(long address);

  /**
   * Reads from a {@linkplain GuestPage#called called} page.
   *
   * @param address start; the bytes do not cross a page
   * @param size 1, 2, 4 or 8
   * @return the bytes, little-endian, zero-extended
   * @throws MemoryFault if the page's memory has gone
   */
  long load(long address, int size);

  /**
   * Writes to a {@linkplain GuestPage#called called} page.
   *
   * @param address start; the bytes do not cross a page
   * @param size 1, 2, 4 or 8
   * @param value the bytes, little-endian; higher bits are ignored
   * @throws MemoryFault if the page's memory has gone
   */
  void store(long address, int size, long value);

  /** Watchpoints in force; almost always empty. */
  List<Watchpoint> watchpoints();

  /** A thread executed fence.i: stores to code so far must become visible to instruction fetch. */
  void instructionFence();
}
