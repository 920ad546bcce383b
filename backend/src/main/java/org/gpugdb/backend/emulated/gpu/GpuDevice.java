package org.gpugdb.backend.emulated.gpu;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.gpugdb.backend.emulated.gpu.DispatchResult.Status;

/**
 * The device: one compute engine that runs one context at a time, alternating between contexts at
 * the end of dispatches. Thread-safe; no method waits for GPU threads except {@link #close} and
 * {@link #awaitPageFault}.
 */
public final class GpuDevice implements AutoCloseable {
  private final GpuConfig config;
  private final Engine engine;
  private final AtomicLong generation = new AtomicLong();
  private final List<ExecContext> contexts = new CopyOnWriteArrayList<>();

  private GpuDevice(GpuConfig config, GpuListener listener) {
    this.config = config;
    this.engine = new Engine(config, listener);
  }

  /** Builds a device and starts its workers. */
  public static GpuDevice open(GpuConfig config, GpuListener listener) {
    GpuDevice device = new GpuDevice(config, listener);
    device.engine.start();
    return device;
  }

  /** Its shape. */
  public Topology topology() {
    return config.topology();
  }

  /** Shared local memory of a subslice, in bytes. */
  public int slmBytes() {
    return Subslice.SLM_CAPACITY;
  }

  /** A new, empty address space. */
  public AddressSpace createAddressSpace(long handle) {
    return new AddressSpace(handle, generation);
  }

  /** A new context. */
  public ExecContext createContext(AddressSpace space, long handle, boolean debuggable) {
    contexts.removeIf(ExecContext::isDead);
    ExecContext context = new ExecContext(engine, space, handle, debuggable);
    contexts.add(context);
    return context;
  }

  /** The context whose dispatch is on the engine now. */
  public Optional<ExecContext> activeContext() {
    return engine.activeContext();
  }

  /**
   * Threads of a context that are in the system routine, as {@link Topology#attentionBit} lays them
   * out; all zero if the context is not active.
   */
  public byte[] attention(ExecContext context) {
    return engine.attention(context);
  }

  /**
   * Makes every resident thread of the context enter the system routine at its next check; returns
   * before they do.
   *
   * @return whether the context is active; nothing happens otherwise
   */
  public boolean forceException(ExecContext context) {
    return engine.force(context) != 0;
  }

  /**
   * Clears attention of the given threads and lets each look at its command register. Bits of
   * threads without attention and bits beyond the device are ignored; a shorter bitmap leaves the
   * rest alone. While a page fault is being resolved, nothing is cleared until it is.
   *
   * @return whether the context is active; nothing happens otherwise
   */
  public boolean resume(ExecContext context, byte[] bitmap) {
    return engine.resume(context, bitmap);
  }

  /**
   * Whether a page fault is being resolved: its context is about to stop, and what attention shows
   * belongs to {@link GpuListener#pageFault}.
   */
  public boolean isResolvingPageFault() {
    return engine.faultHandler().isBusy();
  }

  /**
   * Waits until no page fault is being resolved, which takes as long as its context needs to stop.
   */
  public void awaitPageFault() throws InterruptedException {
    engine.faultHandler().await();
  }

  /**
   * Kills the active context, if any: its dispatches fail and it is dead. It is not active any more
   * on return.
   */
  public void reset(String reason) {
    activeContext()
        .ifPresent(context -> engine.kill(context, new DispatchResult(Status.FAILED, reason)));
  }

  /** Closes all contexts and ends the workers. Idempotent. */
  @Override
  public void close() {
    contexts.forEach(ExecContext::close);
    contexts.clear();
    try {
      engine.stop();
    } catch (InterruptedException e) {
      // The workers are daemons and find nothing to do.
      Thread.currentThread().interrupt();
    }
  }
}
