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
 * @param function what the device is on its bus
 * @param graphics the generation that the device says it is of
 */
public record KernelConfig(
    GpuConfig gpu,
    VideoMemory videoMemory,
    Dialect dialect,
    boolean eudebugEnabled,
    Duration attentionPeriod,
    Duration flushTime,
    KernelClock clock,
    PciFunction function,
    Graphics graphics) {
  private static final Duration PERIOD = Duration.ofMillis(1);

  /** The usual machine around a device: debugging is on. */
  public static KernelConfig of(GpuConfig gpu) {
    return new KernelConfig(
        gpu,
        VideoMemory.PRIVATE,
        Dialect.PRELIM,
        true,
        PERIOD,
        Duration.ZERO,
        KernelClock.SYSTEM,
        PciFunction.WHOLE,
        Graphics.XE2);
  }

  public KernelConfig withDialect(Dialect other) {
    return new KernelConfig(
        gpu,
        videoMemory,
        other,
        eudebugEnabled,
        attentionPeriod,
        flushTime,
        clock,
        function,
        graphics);
  }

  public KernelConfig withEudebugEnabled(boolean other) {
    return new KernelConfig(
        gpu, videoMemory, dialect, other, attentionPeriod, flushTime, clock, function, graphics);
  }

  public KernelConfig withFlushTime(Duration other) {
    return new KernelConfig(
        gpu,
        videoMemory,
        dialect,
        eudebugEnabled,
        attentionPeriod,
        other,
        clock,
        function,
        graphics);
  }

  public KernelConfig withClock(KernelClock other) {
    return new KernelConfig(
        gpu,
        videoMemory,
        dialect,
        eudebugEnabled,
        attentionPeriod,
        flushTime,
        other,
        function,
        graphics);
  }

  public KernelConfig withVideoMemory(VideoMemory other) {
    return new KernelConfig(
        gpu, other, dialect, eudebugEnabled, attentionPeriod, flushTime, clock, function, graphics);
  }

  public KernelConfig withFunction(PciFunction other) {
    return new KernelConfig(
        gpu,
        videoMemory,
        dialect,
        eudebugEnabled,
        attentionPeriod,
        flushTime,
        clock,
        other,
        graphics);
  }

  public KernelConfig withGraphics(Graphics other) {
    return new KernelConfig(
        gpu,
        videoMemory,
        dialect,
        eudebugEnabled,
        attentionPeriod,
        flushTime,
        clock,
        function,
        other);
  }
}
