package org.gpugdb.backend.emulated.gpu;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.gpugdb.backend.emulated.rv.GuestPage;
import org.jspecify.annotations.Nullable;

/**
 * Up to 64 thread slots with their shared local memory. Sets of slots are 64-bit words laid out
 * like attention bits.
 *
 * <p>Slots, {@code runnable} and shared local memory are confined to the owning worker. The words
 * that others read or write are atomic.
 */
final class Subslice {
  /** Shared local memory of a subslice. */
  static final int SLM_CAPACITY = 128 << 10;

  /** Number in the device. */
  final int index;

  /** Number of its worker. */
  final int worker;

  /** Number among the worker's. */
  final int position;

  private final Topology topology;
  private final LongSupplier clock;
  private final long slotMask;
  private final @Nullable EuThread[] threads;

  /** Threads that can execute. */
  long runnable;

  private int slmInUse;
  private int slmPooledSize;
  private final Deque<ByteBuffer> slmPool = new ArrayDeque<>();

  private final AtomicLong resident = new AtomicLong();
  private final AtomicLong faulted = new AtomicLong();
  private final AtomicLong attention = new AtomicLong();
  private final AtomicLong resumes = new AtomicLong();
  private final AtomicLong faultRetries = new AtomicLong();
  private final AtomicLong faultTraps = new AtomicLong();

  Subslice(int index, int worker, int position, Topology topology, LongSupplier clock) {
    this.index = index;
    this.worker = worker;
    this.position = position;
    this.topology = topology;
    this.clock = clock;
    this.slotMask = topology.slotMask();
    this.threads = new EuThread[topology.slotsPerSubslice()];
  }

  /** The slot of a bit, which must stand for one. */
  EuThread thread(int bit) {
    int position = topology.indexOfBit(bit);
    EuThread thread = threads[position];
    if (thread == null) {
      int slot = index * threads.length + position;
      thread = new EuThread(this, slot, bit, topology.coordinates(slot), clock);
      threads[position] = thread;
    }
    return thread;
  }

  /** The first {@code count} free slots, or 0 if there are not so many. */
  long free(int count) {
    long free = slotMask & ~resident.get();
    if (Long.bitCount(free) < count) {
      return 0;
    }
    long chosen = 0;
    for (int i = 0; i < count; i++) {
      chosen |= Long.lowestOneBit(free & ~chosen);
    }
    return chosen;
  }

  /** Bytes of shared local memory that a group takes which asks for {@code bytes}: whole pages. */
  static int slmSize(int bytes) {
    return (bytes + GuestPage.SIZE - 1) & -GuestPage.SIZE;
  }

  boolean hasSlm(int size) {
    return size <= SLM_CAPACITY - slmInUse;
  }

  /** Zeroed shared local memory of {@code size} bytes. */
  ByteBuffer takeSlm(int size) {
    slmInUse += size;
    if (size != slmPooledSize) {
      slmPool.clear();
      slmPooledSize = size;
    }
    ByteBuffer pooled = slmPool.poll();
    return pooled == null
        ? ByteBuffer.allocateDirect(size).order(ByteOrder.LITTLE_ENDIAN)
        : pooled.put(new byte[size]).clear();
  }

  void returnSlm(ByteBuffer slm) {
    slmInUse -= slm.capacity();
    if (slm.capacity() == slmPooledSize) {
      slmPool.add(slm);
    }
  }

  /** Threads that are there. */
  long resident() {
    return resident.get();
  }

  void addResident(long bits) {
    add(resident, bits);
  }

  /** Frees slots, with all that is pending for them. */
  void removeResident(long bits) {
    runnable &= ~bits;
    remove(attention, bits);
    remove(resumes, bits);
    remove(faultRetries, bits);
    remove(faultTraps, bits);
    remove(faulted, bits);
    remove(resident, bits);
  }

  private static void add(AtomicLong word, long bits) {
    word.getAndUpdate(value -> value | bits);
  }

  /** Clears bits; answers those that were set. */
  private static long remove(AtomicLong word, long bits) {
    return (word.get() & bits) == 0 ? 0 : word.getAndUpdate(value -> value & ~bits) & bits;
  }

  /** Threads in the system routine that wait for a command. */
  long attention() {
    return attention.get();
  }

  void raiseAttention(int bit) {
    add(attention, 1L << bit);
  }

  /** Clears attention; answers the bits that were set. */
  long clearAttention(long bits) {
    return remove(attention, bits);
  }

  /** Asks the worker to let threads look at their commands. */
  void requestResume(long bits) {
    add(resumes, bits);
  }

  long takeResumes() {
    return resumes.getAndSet(0);
  }

  /** Threads blocked by a page fault. */
  long faulted() {
    return faulted.get();
  }

  void setFaulted(int bit, boolean blocked) {
    if (blocked) {
      add(faulted, 1L << bit);
    } else {
      remove(faulted, 1L << bit);
    }
  }

  /** Asks the worker to let a faulted thread execute its instruction again. */
  void requestFaultRetry(int bit) {
    add(faultRetries, 1L << bit);
  }

  long takeFaultRetries() {
    return faultRetries.getAndSet(0);
  }

  /** Asks the worker to take a faulted thread into the system routine. */
  void requestFaultTrap(int bit) {
    add(faultTraps, 1L << bit);
  }

  long takeFaultTraps() {
    return faultTraps.getAndSet(0);
  }
}
