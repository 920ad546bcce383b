package org.gpugdb.backend.emulated.gpu;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.gpugdb.backend.emulated.gpu.DispatchResult.Status;

/** A context (LRC): an in-order queue of dispatches in one address space. Thread-safe. */
public final class ExecContext implements AutoCloseable {
  private final Engine engine;
  private final AddressSpace space;
  private final long handle;
  private final boolean debuggable;

  /** Launches that are not on the engine yet; guarded by the engine. */
  final Deque<Launch> queue = new ArrayDeque<>();

  private volatile boolean dead;
  private volatile boolean debuggerConnected;

  ExecContext(Engine engine, AddressSpace space, long handle, boolean debuggable) {
    this.engine = engine;
    this.space = space;
    this.handle = handle;
    this.debuggable = debuggable;
  }

  /** The address space its threads run in. */
  public AddressSpace space() {
    return space;
  }

  /** The number that CSR 0xCD9 reads. */
  public long handle() {
    return handle;
  }

  /** Whether exceptions of its threads lead into the system routine. */
  public boolean debuggable() {
    return debuggable;
  }

  /**
   * Says whether a debugger is connected. If so, page faults of a debuggable context are resolved
   * with a null page and reported; otherwise they kill it.
   */
  public void setDebuggerConnected(boolean connected) {
    debuggerConnected = connected;
  }

  boolean resolvesFaults() {
    return debuggable && debuggerConnected && space.saveArea() != null;
  }

  /** Whether a reset or {@link #close} has ended this context; it takes no more work then. */
  public boolean isDead() {
    return dead;
  }

  void die() {
    dead = true;
  }

  /**
   * Queues a dispatch.
   *
   * @param done called once, on a thread of the device or of whoever resets or closes; not called
   *     unless accepted
   */
  public SubmitStatus submit(Dispatch dispatch, Consumer<DispatchResult> done) {
    return engine.submit(this, dispatch, done);
  }

  /** Kills the running dispatch and cancels the queued ones. Idempotent. */
  @Override
  public void close() {
    engine.kill(this, new DispatchResult(Status.CANCELLED, "context closed"));
  }
}
