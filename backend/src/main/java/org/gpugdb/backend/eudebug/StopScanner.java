package org.gpugdb.backend.eudebug;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.IntPredicate;
import org.gpugdb.backend.eu.ControlBits;
import org.gpugdb.backend.eu.EuArchitecture;
import org.gpugdb.backend.eu.SavedThread;
import org.gpugdb.backend.spi.BackendException;
import org.gpugdb.backend.spi.Resume;
import org.gpugdb.backend.spi.StopCause;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out from the save area which threads with attention have really stopped, and why. Confined
 * to the device loop.
 */
final class StopScanner {
  private static final Logger log = LoggerFactory.getLogger(StopScanner.class);

  /** So many stopped threads keep what was read of them; others are read again when needed. */
  private static final int MAX_COPIES = 4096;

  /** Threads of one slice of a scan. */
  private static final int CHUNK = 1024;

  private final VmState vm;
  private final ThreadTable threads;
  private final Resumer resumer;
  private final IntPredicate wanted;
  private final StopDecision decision;
  private final Map<Integer, Long> faultPages = new HashMap<>();

  /**
   * @param wanted whether somebody wants a thread to stay that only has to go on
   */
  StopScanner(VmState vm, ThreadTable threads, Resumer resumer, IntPredicate wanted) {
    this.vm = vm;
    this.threads = threads;
    this.resumer = resumer;
    this.wanted = wanted;
    this.decision =
        new StopDecision(
            vm.architecture,
            new StopDecision.Surroundings() {
              @Override
              public boolean isPlanted(long pc) {
                return vm.planted.contains(pc);
              }

              @Override
              public boolean hasDebugBit(long pc) throws BackendException {
                return vm.planted.hasDebugBit(vm.file(), pc);
              }

              @Override
              public Optional<WatchSlots.Watch> watchHit(long address) {
                return vm.watches.hit(address);
              }
            });
  }

  /** What a look at some threads has found. */
  static final class Findings {
    /** Threads that have stopped for a reason of their own. */
    final List<EuThread> stopped = new ArrayList<>();

    /** Threads that only have to go on, unless somebody wants them stopped. */
    final List<EuThread> held = new ArrayList<>();

    private int copies;

    /** Whether a thread had attention and was not in the system routine yet, or any more. */
    boolean unsettled;
  }

  /** The kernel says that a thread has touched a page that is not there. */
  void noteFault(int slot, long page) {
    faultPages.put(slot, page);
  }

  /**
   * Looks at threads that have attention; the GPU's caches must have been flushed since.
   *
   * @param seqno when attention was sampled: it says nothing about a thread resumed after that,
   *     which may be half-way into its next stop
   */
  void scan(ExecContext context, long seqno, BitSet slots, Findings findings)
      throws BackendException {
    Optional<SaveArea> area = vm.saveArea();
    if (area.isEmpty()) {
      findings.unsettled = true;
      return;
    }
    BitSet current = new BitSet();
    slots.stream().filter(slot -> threads.at(slot).resumedAt < seqno).forEach(current::set);
    area.get()
        .visit(
            threads.unknown(current),
            (slot, saved) -> look(area.get(), context, slot, saved, findings));
  }

  /**
   * The same for the first of many threads.
   *
   * @param remaining loses those that were looked at
   */
  void scanSome(ExecContext context, long seqno, BitSet remaining, Findings findings)
      throws BackendException {
    scan(context, seqno, takeChunk(remaining), findings);
  }

  private static BitSet takeChunk(BitSet remaining) {
    BitSet chunk = new BitSet();
    int slot = remaining.nextSetBit(0);
    for (int i = 0; i < CHUNK && slot >= 0; i++) {
      chunk.set(slot);
      slot = remaining.nextSetBit(slot + 1);
    }
    remaining.andNot(chunk);
    return chunk;
  }

  /** Returns whether the thread's saved state was changed, for it to go on. */
  private boolean look(
      SaveArea area, ExecContext context, int slot, SavedThread saved, Findings findings)
      throws BackendException {
    EuThread thread = threads.at(slot);
    OptionalInt count = saved.count();
    StopCount verdict = StopCount.judge(count, thread.count);
    if (!verdict.isNews()) {
      findings.unsettled = true;
      return false;
    }
    if (verdict == StopCount.STOPPED_UNSEEN) {
      log.debug("thread {}: stops {} to {} were not seen", slot, thread.count, count);
    }
    thread.count = count.orElseThrow();
    thread.context = context;
    thread.pc = vm.architecture.pc(saved);
    thread.pcMoved = false;
    thread.lastInstruction = OptionalLong.empty();
    thread.passing = (saved.get(vm.architecture.control0()) & ControlBits.SUPPRESS) != 0;
    return resolve(area, thread, saved, findings);
  }

  private boolean resolve(SaveArea area, EuThread thread, SavedThread saved, Findings findings)
      throws BackendException {
    OptionalLong page = takeFault(thread.slot);
    Optional<StopCause> cause = decision.causeOf(saved, thread.isStepping(), page);
    boolean interrupted =
        cause.isEmpty()
            || (cause.get() instanceof StopCause.Interrupted
                && !vm.architecture.haltedAtEntry(saved));
    if (interrupted || stepsOn(thread, cause.get())) {
      thread.cause = new StopCause.Interrupted();
      threads.setState(thread, EuThread.State.HELD);
      findings.held.add(thread);
      return hold(area, thread, saved, findings);
    }
    keepCopy(thread, saved, findings);
    thread.cause = endOfRange(thread, cause.get());
    threads.setState(thread, EuThread.State.STOPPED);
    findings.stopped.add(thread);
    if (thread.cause instanceof StopCause.PageFault) {
      markFault(area, thread);
    }
    return false;
  }

  /** Prepares a thread to go on at once where nobody wants it: most do, and there may be many. */
  private boolean hold(SaveArea area, EuThread thread, SavedThread saved, Findings findings) {
    if (wanted.test(thread.slot)) {
      keepCopy(thread, saved, findings);
      return false;
    }
    thread.saved = null;
    resumer.prepareUnwanted(area, thread, saved);
    return true;
  }

  private static void keepCopy(EuThread thread, SavedThread saved, Findings findings) {
    boolean keep = findings.copies < MAX_COPIES;
    thread.saved = keep ? saved.copy() : null;
    findings.copies += keep ? 1 : 0;
  }

  private OptionalLong takeFault(int slot) {
    Long page = faultPages.remove(slot);
    return page == null ? OptionalLong.empty() : OptionalLong.of(page);
  }

  /** Whether a thread has only made one of the steps of a range step. */
  private boolean stepsOn(EuThread thread, StopCause cause) throws BackendException {
    return cause instanceof StopCause.StepDone
        && thread.mode instanceof Resume.RangeStep range
        && range.contains(thread.pc)
        && !vm.planted.contains(thread.pc)
        && !endsAt(thread.pc);
  }

  /** Whether the instruction at an address ends its thread. */
  boolean endsAt(long pc) throws BackendException {
    return vm.architecture.endsThread(vm.planted.instruction(vm.file(), pc));
  }

  /** A range step that arrives at a breakpoint is about to hit it. */
  private StopCause endOfRange(EuThread thread, StopCause cause) {
    boolean breakpoint =
        cause instanceof StopCause.StepDone
            && thread.mode instanceof Resume.RangeStep
            && vm.planted.contains(thread.pc);
    return breakpoint ? new StopCause.Breakpoint() : cause;
  }

  /** By convention a debugger marks the saved state of a thread that has faulted. */
  private void markFault(SaveArea area, EuThread thread) throws BackendException {
    SavedThread saved = thread.saved == null ? area.read(thread.slot) : thread.saved;
    EuArchitecture architecture = vm.architecture;
    long marked = saved.get(architecture.control1()) | ControlBits.PAGE_FAULT;
    saved.set(architecture.control1(), marked);
    ByteBuffer word = ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    word.putInt(0, (int) marked);
    area.write(thread.slot, saved.offset(architecture.control1()), word);
  }
}
