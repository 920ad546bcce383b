package org.gpugdb.backend.emulated.gpu;

/**
 * What the device reports unasked. Called on a thread of the device, with none of its locks held;
 * calls must not block on the device's progress.
 */
public interface GpuListener {
  /**
   * At least one thread of a debuggable context has entered the system routine since the last such
   * call: {@link GpuDevice#attention} shows it. One call may stand for many threads, but after the
   * last entry there is always a call.
   */
  void attention(ExecContext context);

  /**
   * A page fault of a debugged context was resolved: a null page is mapped there now and the
   * faulting threads are in the system routine. The bitmaps are as of before the fault's forced
   * exception, after all other threads had stopped, and after the faulting threads had. Made before
   * {@link GpuDevice#awaitPageFault} returns, which must not be called from here.
   *
   * @param address the faulting page
   */
  void pageFault(ExecContext context, long address, byte[] before, byte[] after, byte[] resolved);

  /** A context was killed because of its own fault or hang; its dispatches have failed. */
  void reset(ExecContext context, String reason);
}
