package org.gpugdb.backend.emulated.rv;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A range of writable and executable memory, with pages that can be made read-only, called or
 * absent. Several workers may run its code while nobody changes it.
 */
final class FlatMemory implements GuestMemory {
  final ByteBuffer bytes;
  final Set<Long> readOnly = new HashSet<>();
  final Set<Long> called = new HashSet<>();
  final Set<Long> absent = new HashSet<>();
  final List<String> calls = new ArrayList<>();

  private final long base;
  private final Map<Long, CodePage> decoded = new ConcurrentHashMap<>();
  private List<Watchpoint> watchpoints = List.of();
  private final AtomicLong generation = new AtomicLong();

  FlatMemory(long base, int pages) {
    this.base = base;
    this.bytes =
        ByteBuffer.allocateDirect((pages + 1) * GuestPage.SIZE)
            .alignedSlice(8)
            .order(ByteOrder.LITTLE_ENDIAN);
    bytes.limit(pages * GuestPage.SIZE);
  }

  /** Writes code and makes it visible, as a debugger does. */
  void code(long address, int... words) {
    for (int i = 0; i < words.length; i++) {
      bytes.putInt((int) (address - base) + 4 * i, words[i]);
    }
    changed();
  }

  void watch(Watchpoint... points) {
    watchpoints = List.of(points);
    changed();
  }

  void changed() {
    decoded.clear();
    generation.incrementAndGet();
  }

  long peek(long address) {
    return bytes.getLong((int) (address - base));
  }

  void poke(long address, long value) {
    bytes.putLong((int) (address - base), value);
  }

  @Override
  public long generation() {
    return generation.get();
  }

  @Override
  public @Nullable GuestPage page(long address, Access access) {
    long page = address & -GuestPage.SIZE;
    long offset = page - base;
    if (offset < 0 || offset >= bytes.limit() || absent.contains(page)) {
      return null;
    }
    boolean writable = !readOnly.contains(page);
    return called.contains(page)
        ? GuestPage.called(page, writable)
        : GuestPage.mapped(page, bytes, (int) offset, writable);
  }

  @Override
  public @Nullable CodePage code(long address) {
    if (page(address, Access.READ) == null) {
      return null;
    }
    long page = address & -GuestPage.SIZE;
    return decoded.computeIfAbsent(page, p -> CodePage.decode(bytes, (int) (p - base)));
  }

  @Override
  public long load(long address, int size) {
    calls.add("load 0x%x %d".formatted(address, size));
    long value = 0;
    for (int i = size - 1; i >= 0; i--) {
      value = value << 8 | (bytes.get((int) (address - base) + i) & 0xFF);
    }
    return value;
  }

  @Override
  public void store(long address, int size, long value) {
    calls.add("store 0x%x %d 0x%x".formatted(address, size, value));
    for (int i = 0; i < size; i++) {
      bytes.put((int) (address - base) + i, (byte) (value >>> (8 * i)));
    }
  }

  @Override
  public List<Watchpoint> watchpoints() {
    return watchpoints;
  }

  @Override
  public void instructionFence() {
    changed();
  }
}
