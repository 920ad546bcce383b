package org.gpugdb.backend.eudebug;

import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.gpugdb.backend.spi.BackendException;
import org.gpugdb.backend.spi.DeviceLoop;

/**
 * Waits for the end of a step, which takes microseconds, but not for long: who does not come in
 * time is found as any other stop is. Confined to the device loop.
 */
final class StepWait {
  /** How long the loop waits before it does something else. */
  private static final long SPIN_NANOS = 300_000;

  /** The same, for a clock that stands still. */
  private static final int MAX_SPINS = 10_000;

  /** Looks after which the core is offered to others: the emulated GPU may need just this one. */
  private static final int YIELD_SPINS = 30;

  private final RunEngine engine;
  private final DeviceLoop loop;
  private final EuControl control;
  private final VmState vm;
  private final StopScanner scanner;

  StepWait(RunEngine engine, DeviceLoop loop, EuControl control, VmState vm, StopScanner scanner) {
    this.engine = engine;
    this.loop = loop;
    this.control = control;
    this.vm = vm;
    this.scanner = scanner;
  }

  /** Threads have been resumed: waits for those that step, in turn with the engine's other work. */
  void begin(List<EuThread> resumed) {
    Map<ExecContext, BitSet> stepping = new HashMap<>();
    for (EuThread thread : resumed) {
      if (thread.isStepping() && thread.context != null) {
        stepping.computeIfAbsent(thread.context, c -> new BitSet()).set(thread.slot);
      }
    }
    stepping.forEach((context, slots) -> engine.work().submit(deadline -> await(context, slots)));
  }

  @SuppressWarnings("ThreadPriorityCheck") // yields to whom it waits for
  private boolean await(ExecContext context, BitSet slots) throws BackendException {
    long end = loop.nanoTime() + SPIN_NANOS;
    BitSet attention = new BitSet();
    BitSet waiting = engine.threads().unknown(slots);
    for (int spins = 0; spins < MAX_SPINS && !waiting.isEmpty(); spins++) {
      boolean over = engine.isClosed() || loop.nanoTime() - end >= 0;
      if (over || control.stopped(context, attention) < 0) {
        break;
      }
      attention.and(waiting);
      if (!attention.isEmpty()) {
        look(context, attention);
        waiting = engine.threads().unknown(waiting);
      } else if (spins < YIELD_SPINS) {
        Thread.onSpinWait();
      } else {
        Thread.yield();
      }
    }
    return true;
  }

  private void look(ExecContext context, BitSet attention) throws BackendException {
    StopScanner.Findings findings = new StopScanner.Findings();
    vm.refreshForced();
    scanner.scan(context, control.seqno(), attention, findings);
    engine.act(findings);
  }
}
