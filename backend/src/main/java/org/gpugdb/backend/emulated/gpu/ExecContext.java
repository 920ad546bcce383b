package org.gpugdb.backend.emulated.gpu;

import java.util.function.Consumer;

/** A context (LRC): an in-order queue of dispatches in one address space. Thread-safe. */
@SuppressWarnings("DoNotCallSuggester") // until it is filled in
public final class ExecContext implements AutoCloseable {
  /** The address space its threads run in. */
  public AddressSpace space() {
    throw new UnsupportedOperationException();
  }

  /** The number that CSR 0xCD9 reads. */
  public long handle() {
    throw new UnsupportedOperationException();
  }

  /** Whether exceptions of its threads lead into the system routine. */
  public boolean debuggable() {
    throw new UnsupportedOperationException();
  }

  /**
   * Says whether a debugger is connected. If so, page faults of a debuggable context are resolved
   * with a null page and reported; otherwise they kill it.
   */
  public void setDebuggerConnected(boolean connected) {
    throw new UnsupportedOperationException();
  }

  /** Whether a reset or {@link #close} has ended this context; it takes no more work then. */
  public boolean isDead() {
    throw new UnsupportedOperationException();
  }

  /**
   * Queues a dispatch.
   *
   * @param done called once, on a thread of the device or of whoever resets or closes; not called
   *     unless accepted
   */
  public SubmitStatus submit(Dispatch dispatch, Consumer<DispatchResult> done) {
    throw new UnsupportedOperationException();
  }

  /** Kills the running dispatch and cancels the queued ones. Idempotent. */
  @Override
  public void close() {
    throw new UnsupportedOperationException();
  }
}
