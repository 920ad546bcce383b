package org.gpugdb.backend.emulated.gpu;

import java.util.Optional;

/**
 * The device: one compute engine that runs one context at a time, alternating between contexts at
 * the end of dispatches. Thread-safe; no method waits for GPU threads except {@link #close}.
 */
@SuppressWarnings("DoNotCallSuggester") // until it is filled in
public final class GpuDevice implements AutoCloseable {
  /** Builds a device and starts its workers. */
  public static GpuDevice open(GpuConfig config, GpuListener listener) {
    throw new UnsupportedOperationException();
  }

  /** Its shape. */
  public Topology topology() {
    throw new UnsupportedOperationException();
  }

  /** A new, empty address space. */
  public AddressSpace createAddressSpace(long handle) {
    throw new UnsupportedOperationException();
  }

  /** A new context. */
  public ExecContext createContext(AddressSpace space, long handle, boolean debuggable) {
    throw new UnsupportedOperationException();
  }

  /** The context whose dispatch is on the engine now. */
  public Optional<ExecContext> activeContext() {
    throw new UnsupportedOperationException();
  }

  /** Threads of a context that are in the system routine; all zero if the context is not active. */
  public byte[] attention(ExecContext context) {
    throw new UnsupportedOperationException();
  }

  /**
   * Makes every resident thread of the context enter the system routine at its next check; returns
   * before they do.
   *
   * @return whether the context is active; nothing happens otherwise
   */
  public boolean forceException(ExecContext context) {
    throw new UnsupportedOperationException();
  }

  /**
   * Clears attention of the given threads and lets each look at its command register. Bits of
   * threads without attention and bits beyond the device are ignored; a shorter bitmap leaves the
   * rest alone.
   *
   * @return whether the context is active; nothing happens otherwise
   */
  public boolean resume(ExecContext context, byte[] bitmap) {
    throw new UnsupportedOperationException();
  }

  /**
   * Kills the active context, if any: its dispatches fail and it is dead. It is not active any more
   * on return.
   */
  public void reset(String reason) {
    throw new UnsupportedOperationException();
  }

  /** Kills everything and ends the workers. */
  @Override
  public void close() {
    throw new UnsupportedOperationException();
  }
}
