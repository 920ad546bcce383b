package org.gpugdb.backend.emulated.gpu;

import java.util.function.LongSupplier;
import org.gpugdb.backend.emulated.rv.HardwareThread;
import org.jspecify.annotations.Nullable;

/**
 * A thread slot and what is in it. A plain structure, confined to the worker that owns the
 * subslice.
 */
final class EuThread {
  /** What the thread is doing. */
  enum State {
    FREE,
    RUNNING,
    /** Waiting for {@link #barrier}. */
    AT_BARRIER,
    /** Waiting for the device to resolve its page fault. */
    FAULTED,
    IN_SYSTEM_ROUTINE
  }

  /** {@link #barrier} of a thread that has not arrived anywhere. */
  static final int NO_BARRIER = -1;

  final Subslice subslice;

  /** Linear number in the device. */
  final int slot;

  /** Bit in the subslice's attention word. */
  final int bit;

  final ThreadCoordinates coordinates;
  final ThreadIdentity identity;
  final HardwareThread hardware;
  final ThreadWindow window = new ThreadWindow();
  final OccupancyEntry occupancy;

  State state = State.FREE;
  @Nullable WorkGroup group;
  long startIp;

  /** Barrier at which it has arrived and that is not complete. */
  int barrier = NO_BARRIER;

  /** Whether pc is behind the instruction that arrived, because that was stepped over. */
  boolean passedBarrier;

  /** Address of the fault while FAULTED. */
  long faultAddress;

  /** A forced exception came while FAULTED. */
  boolean forcePending;

  EuThread(
      Subslice subslice, int slot, int bit, ThreadCoordinates coordinates, LongSupplier clock) {
    this.subslice = subslice;
    this.slot = slot;
    this.bit = bit;
    this.occupancy = new OccupancyEntry(slot);
    this.coordinates = coordinates;
    this.identity = new ThreadIdentity(coordinates, clock);
    this.hardware = new HardwareThread(identity);
  }

  /** The group of a thread that is not FREE. */
  WorkGroup group() {
    WorkGroup resident = group;
    if (resident == null) {
      throw new IllegalStateException(coordinates + " is free");
    }
    return resident;
  }

  /** Shows how far the thread has come. */
  void showProgress() {
    occupancy.progress(hardware.instret, hardware.pc);
  }

  /** Frees the slot. */
  void clear() {
    state = State.FREE;
    group = null;
    barrier = NO_BARRIER;
    passedBarrier = false;
    forcePending = false;
    hardware.reset();
    window.clear();
  }
}
