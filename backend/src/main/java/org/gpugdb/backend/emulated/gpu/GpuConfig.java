package org.gpugdb.backend.emulated.gpu;

import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * How a device is built.
 *
 * @param topology its shape
 * @param workers threads that execute, 1 or more
 * @param quantum instructions a hardware thread runs before the next one's turn
 * @param seed order in which subslices are filled; 0 is the natural order
 * @param clock nanoseconds for the {@code time} CSR
 */
public record GpuConfig(
    Topology topology, int workers, int quantum, long seed, LongSupplier clock) {
  private static final int QUANTUM = 2000;

  public GpuConfig {
    if (workers < 1 || quantum < 1) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "workers %d, quantum %d", workers, quantum));
    }
  }

  /** One worker fewer than there are processors. */
  public static GpuConfig parallel(Topology topology) {
    int workers = Math.max(1, Runtime.getRuntime().availableProcessors() - 1);
    return new GpuConfig(topology, workers, QUANTUM, 0, System::nanoTime);
  }

  /**
   * One worker, and a clock that advances by a microsecond each time it is read: the same
   * dispatches always execute in the same order.
   */
  public static GpuConfig deterministic(Topology topology, long seed) {
    AtomicLong clock = new AtomicLong();
    return new GpuConfig(topology, 1, QUANTUM, seed, () -> clock.getAndAdd(1000));
  }
}
