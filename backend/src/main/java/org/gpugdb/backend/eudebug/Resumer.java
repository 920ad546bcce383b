package org.gpugdb.backend.eudebug;

import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.gpugdb.backend.eu.ControlBits;
import org.gpugdb.backend.eu.RegisterField;
import org.gpugdb.backend.eu.SavedThread;
import org.gpugdb.backend.kernel.Errno;
import org.gpugdb.backend.spi.BackendException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets threads leave the system routine. Confined to the device loop. */
final class Resumer {
  private static final Logger log = LoggerFactory.getLogger(Resumer.class);

  private final VmState vm;
  private final ThreadTable threads;
  private final EuControl control;

  Resumer(VmState vm, ThreadTable threads, EuControl control) {
    this.vm = vm;
    this.threads = threads;
    this.control = control;
  }

  /** Writes into the save area how threads are to go on, unless that has been done. */
  void prepare(List<EuThread> leaving) throws BackendException {
    SaveArea area =
        vm.saveArea()
            .orElseThrow(
                () -> new BackendException.InvalidArgument("the state save area has disappeared"));
    BitSet slots = new BitSet();
    leaving.stream().filter(t -> !t.prepared).forEach(thread -> slots.set(thread.slot));
    area.visit(
        slots,
        (slot, saved) -> {
          edit(area, threads.at(slot), saved);
          return true;
        });
  }

  /**
   * Changes the saved state of a thread that nobody wants, so that it goes on as if it had never
   * been interrupted: what was just read need not be read again for that.
   */
  void prepareUnwanted(SaveArea area, EuThread thread, SavedThread saved) {
    thread.suppress =
        isAtForeignBit(vm, saved) ? EuThread.Suppress.YES : EuThread.Suppress.AS_SAVED;
    edit(area, thread, saved);
    thread.prepared = true;
  }

  /** Whether the thread has met a debug bit that a compiler may have set. */
  static boolean isAtForeignBit(VmState vm, SavedThread saved) {
    return vm.architecture.compilersSetDebugBits()
        && (saved.get(vm.architecture.control1()) & ControlBits.BREAKPOINT) != 0;
  }

  private void edit(SaveArea area, EuThread thread, SavedThread saved) {
    RegisterField control0 = vm.architecture.control0();
    RegisterField control1 = vm.architecture.control1();
    if (thread.suppress != EuThread.Suppress.AS_SAVED) {
      long others = saved.get(control0) & ~ControlBits.SUPPRESS;
      boolean suppress = thread.suppress == EuThread.Suppress.YES;
      saved.set(control0, suppress ? others | ControlBits.SUPPRESS : others);
    }
    long others = saved.get(control1) & ~vm.architecture.reasons();
    saved.set(control1, thread.isStepping() ? others | ControlBits.BREAKPOINT : others);
    area.orderToLeave(saved);
  }

  /** Lets prepared threads go, those of one context together. */
  void release(List<EuThread> leaving) throws BackendException {
    vm.flush();
    Map<ExecContext, BitSet> byContext = new LinkedHashMap<>();
    for (EuThread thread : leaving) {
      if (thread.context != null) {
        byContext.computeIfAbsent(thread.context, c -> new BitSet()).set(thread.slot);
      }
    }
    for (Map.Entry<ExecContext, BitSet> entry : byContext.entrySet()) {
      int result = control.resume(entry.getKey(), entry.getValue());
      if (result < 0) {
        // Their context has ended; the event that says so is on its way.
        log.debug("resuming {}: {}", entry.getKey(), Errno.name(-result));
      }
      entry.getValue().stream().forEach(slot -> threads.at(slot).resumedAt = control.seqno());
    }
    leaving.forEach(thread -> threads.setState(thread, EuThread.State.RUNNING));
    vm.markStale(true);
  }
}
