package org.gpugdb.backend.emulated.kernel;

import java.util.Optional;
import org.gpugdb.backend.emulated.gpu.ExecContext;
import org.gpugdb.backend.uapi.EngineClassInstanceLayout;

/**
 * A queue of a client. The device's engines take one context each, so a queue has one; queues of
 * engines that execute no code have none.
 */
final class ExecQueue {
  private final DrmFile client;
  private final Optional<Vm> vm;
  private final int engineClass;
  private final boolean debuggable;
  private final Optional<ExecContext> context;

  /**
   * @param vm empty for a bind queue
   * @param debuggable whether it was created with the eudebug property
   */
  ExecQueue(
      DrmFile client,
      Optional<Vm> vm,
      int engineClass,
      boolean debuggable,
      Optional<ExecContext> context) {
    this.client = client;
    this.vm = vm;
    this.engineClass = engineClass;
    this.debuggable = debuggable;
    this.context = context;
  }

  DrmFile client() {
    return client;
  }

  Optional<Vm> vm() {
    return vm;
  }

  int engineClass() {
    return engineClass;
  }

  boolean debuggable() {
    return debuggable;
  }

  /** Whether it is of a kind that debuggers may be interested in. */
  boolean executesInLongRunningMode() {
    boolean executes =
        engineClass == EngineClassInstanceLayout.RENDER
            || engineClass == EngineClassInstanceLayout.COMPUTE;
    return executes && vm.map(Vm::longRunning).orElse(false);
  }

  Optional<ExecContext> context() {
    return context;
  }

  /** Whether a reset has ended it. */
  boolean dead() {
    return context.map(ExecContext::isDead).orElse(false);
  }
}
