package org.gpugdb.backend.emulated.kernel;

/**
 * How the driver serves one request number.
 *
 * @param size of the argument the driver knows
 * @param waitsForDiscovery whether it stays out while a debugger is told what exists
 */
record DrmRequest(int size, boolean waitsForDiscovery, Handler handler) {
  /** Serves the request. */
  interface Handler {
    /** The result of the call; an interrupt is a signal. */
    int run(DrmCall call) throws ErrnoException, InterruptedException;
  }
}
