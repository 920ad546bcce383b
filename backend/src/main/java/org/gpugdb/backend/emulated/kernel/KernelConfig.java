package org.gpugdb.backend.emulated.kernel;

import java.time.Duration;
import org.gpugdb.backend.emulated.gpu.GpuConfig;
import org.gpugdb.backend.emulated.gpu.VideoMemory;
import org.gpugdb.backend.uapi.Dialect;

/**
 * How an emulated machine is built.
 *
 * @param gpu its device
 * @param videoMemory where buffer objects get their memory
 * @param dialect of its debug interface
 * @param eudebugEnabled whether debugging is switched on when the machine starts
 * @param attentionPeriod shortest time between two looks for stopped threads
 * @param flushTime how long a flush of the device's caches takes
 * @param clock by which all time limits are measured
 */
public record KernelConfig(
    GpuConfig gpu,
    VideoMemory videoMemory,
    Dialect dialect,
    boolean eudebugEnabled,
    Duration attentionPeriod,
    Duration flushTime,
    KernelClock clock) {
  private static final Duration PERIOD = Duration.ofMillis(1);

  /** The usual machine around a device: debugging is on. */
  public static KernelConfig of(GpuConfig gpu) {
    return new KernelConfig(
        gpu, VideoMemory.PRIVATE, Dialect.PRELIM, true, PERIOD, Duration.ZERO, KernelClock.SYSTEM);
  }

  public KernelConfig withDialect(Dialect other) {
    return new KernelConfig(
        gpu, videoMemory, other, eudebugEnabled, attentionPeriod, flushTime, clock);
  }

  public KernelConfig withEudebugEnabled(boolean other) {
    return new KernelConfig(gpu, videoMemory, dialect, other, attentionPeriod, flushTime, clock);
  }

  public KernelConfig withFlushTime(Duration other) {
    return new KernelConfig(
        gpu, videoMemory, dialect, eudebugEnabled, attentionPeriod, other, clock);
  }

  public KernelConfig withClock(KernelClock other) {
    return new KernelConfig(
        gpu, videoMemory, dialect, eudebugEnabled, attentionPeriod, flushTime, other);
  }

  public KernelConfig withVideoMemory(VideoMemory other) {
    return new KernelConfig(gpu, other, dialect, eudebugEnabled, attentionPeriod, flushTime, clock);
  }
}
