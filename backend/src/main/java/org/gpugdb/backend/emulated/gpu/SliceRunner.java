package org.gpugdb.backend.emulated.gpu;

import java.lang.invoke.VarHandle;
import java.util.Locale;
import org.gpugdb.backend.emulated.rv.Exit;
import org.gpugdb.backend.emulated.rv.HardwareThread;
import org.gpugdb.backend.emulated.rv.Interpreter;
import org.gpugdb.backend.uapi.DebugAreaLayout;
import org.jspecify.annotations.Nullable;

/**
 * Executes slices of threads and acts on how they end: barriers, ends of threads, output,
 * exceptions. Confined to a worker.
 */
final class SliceRunner {
  private static final int EXIT_CALL = 93;
  private static final int A0 = 10;
  private static final int A7 = 17;

  private final Engine engine;
  private final Placement placement;
  private final int quantum;
  private final Interpreter interpreter = new Interpreter();
  private final SystemRoutine systemRoutine = new SystemRoutine();
  private @Nullable ThreadView view;
  private @Nullable ExecContext attentive;

  SliceRunner(Engine engine, Placement placement, int quantum) {
    this.engine = engine;
    this.placement = placement;
    this.quantum = quantum;
  }

  private ThreadView show(EuThread thread) {
    ThreadView visible = view;
    if (visible == null) {
      visible = new ThreadView(thread.group().launch.context.space());
      view = visible;
    }
    visible.show(thread);
    return visible;
  }

  /** Ends a slice in progress, soon; from any thread. */
  void requestStop() {
    interpreter.requestStop();
  }

  /** Executes a runnable thread for a slice. */
  void run(EuThread thread) {
    HardwareThread hardware = thread.hardware;
    ThreadView visible = show(thread);
    long end = hardware.instret + quantum;
    boolean goesOn = true;
    while (goesOn && hardware.instret < end) {
      Exit exit = interpreter.run(hardware, visible, (int) (end - hardware.instret));
      goesOn = act(thread, exit);
    }
    if (thread.state == EuThread.State.RUNNING) {
      thread.showProgress();
    }
  }

  /** Acts on the end of a burst; answers whether the thread's slice goes on. */
  private boolean act(EuThread thread, Exit exit) {
    HardwareThread hardware = thread.hardware;
    return switch (exit) {
      case BUDGET, STOP_REQUESTED -> false;
      case FENCE -> {
        VarHandle.fullFence();
        yield retire(thread);
      }
      case DOORBELL -> {
        print(thread, Printf.output(show(thread), hardware.trapValue));
        yield retire(thread);
      }
      case BARRIER -> barrier(thread, hardware.trapValue);
      case END_OF_THREAD -> end(thread);
      case PAGE_FAULT -> pageFault(thread);
      case ENVIRONMENT_CALL -> environmentCall(thread);
      case ABORT -> {
        print(thread, Printf.message(show(thread), hardware.trapValue));
        yield trap(thread, ExceptionCause.ABORT);
      }
      case STEP, BREAKPOINT -> trap(thread, ExceptionCause.BREAKPOINT);
      case SOFTWARE_BREAKPOINT -> trap(thread, ExceptionCause.EBREAK);
      case MISALIGNED -> trap(thread, ExceptionCause.MISALIGNED);
      case WATCHPOINT -> trap(thread, ExceptionCause.watchpoint(hardware.trapValue));
      case ILLEGAL_INSTRUCTION -> trap(thread, ExceptionCause.ILLEGAL);
    };
  }

  private boolean trap(EuThread thread, ExceptionCause cause) {
    enterSystemRoutine(thread, cause);
    return false;
  }

  /** Completes the instruction of a call; answers whether the slice goes on. */
  private boolean retire(EuThread thread) {
    return !thread.hardware.retire() || trap(thread, ExceptionCause.BREAKPOINT);
  }

  private void print(EuThread thread, byte[] output) {
    DebugArea area = debugArea(thread);
    if (area != null) {
      area.print(output);
    }
  }

  private boolean environmentCall(EuThread thread) {
    HardwareThread hardware = thread.hardware;
    Launch launch = thread.group().launch;
    if (!launch.isBare() || hardware.x[A7] != EXIT_CALL) {
      return trap(thread, ExceptionCause.ENVIRONMENT_CALL);
    }
    hardware.retire();
    DebugArea area = debugArea(thread);
    if (area != null) {
      area.exited((int) hardware.x[A0]);
    }
    engine.end(launch, DispatchResult.COMPLETED);
    return false;
  }

  // Barriers.

  private boolean barrier(EuThread thread, long number) {
    WorkGroup group = thread.group();
    if (Long.compareUnsigned(number, WorkGroup.BARRIERS) >= 0) {
      return trap(thread, ExceptionCause.ILLEGAL);
    }
    if (group.launch.isBare()) {
      return retire(thread);
    }
    arrive(thread, group, (int) number);
    // A step over the barrier is complete now, whoever else has arrived; the thread waits when it
    // is resumed.
    boolean stepped = thread.hardware.stepTrap && thread.hardware.retire();
    thread.passedBarrier = stepped;
    boolean complete = completeBarrier(group, thread.subslice, (int) number);
    if (stepped) {
      return trap(thread, ExceptionCause.BREAKPOINT);
    }
    if (!complete) {
      suspendAtBarrier(thread);
    }
    return complete;
  }

  private static void arrive(EuThread thread, WorkGroup group, int number) {
    group.arrive(number, thread.bit);
    thread.barrier = number;
  }

  /** Lets go all who wait at a barrier if everybody has arrived. */
  private static boolean completeBarrier(WorkGroup group, Subslice subslice, int number) {
    long waiting = group.complete(number);
    for (long rest = waiting; rest != 0; rest &= rest - 1) {
      letGo(subslice.thread(Long.numberOfTrailingZeros(rest)));
    }
    return waiting != 0;
  }

  private static void letGo(EuThread thread) {
    if (!thread.passedBarrier) {
      thread.hardware.retire();
    }
    thread.barrier = EuThread.NO_BARRIER;
    thread.passedBarrier = false;
    if (thread.state == EuThread.State.AT_BARRIER) {
      makeRunnable(thread);
    }
  }

  private static void suspendAtBarrier(EuThread thread) {
    WorkGroup group = thread.group();
    thread.state = EuThread.State.AT_BARRIER;
    thread.subslice.runnable &= ~(1L << thread.bit);
    thread.showProgress();
    thread.occupancy.waiting(group.arrivals(thread.barrier), Long.bitCount(group.live()));
  }

  private static void makeRunnable(EuThread thread) {
    thread.state = EuThread.State.RUNNING;
    thread.subslice.runnable |= 1L << thread.bit;
    thread.occupancy.state(DebugAreaLayout.STATE_RUNNING);
  }

  private boolean end(EuThread thread) {
    WorkGroup group = thread.group();
    boolean last = group.leave(thread.bit);
    placement.free(thread);
    if (last) {
      placement.retire(group, thread.subslice);
      return false;
    }
    for (int number = 0; number < WorkGroup.BARRIERS; number++) {
      completeBarrier(group, thread.subslice, number);
    }
    return false;
  }

  // Exceptions.

  /** Takes a thread that is running or waiting at a barrier into the system routine. */
  void enterSystemRoutine(EuThread thread, ExceptionCause cause) {
    Launch launch = thread.group().launch;
    if (thread.state == EuThread.State.AT_BARRIER && !thread.passedBarrier) {
      thread.group().withdraw(thread.barrier, thread.bit);
      thread.barrier = EuThread.NO_BARRIER;
    }
    thread.hardware.stepTrap = false;
    thread.subslice.runnable &= ~(1L << thread.bit);
    thread.state = EuThread.State.IN_SYSTEM_ROUTINE;
    if (!launch.context.debuggable() || !systemRoutine.enter(thread, cause)) {
      hang(thread, cause.describe());
      return;
    }
    thread.showProgress();
    thread.occupancy.state(DebugAreaLayout.STATE_IN_SYSTEM_ROUTINE);
    raiseAttention(thread);
  }

  private void raiseAttention(EuThread thread) {
    thread.subslice.raiseAttention(thread.bit);
    attentive = thread.group().launch.context;
  }

  /** The context whose threads have raised attention since the last call, if any. */
  @Nullable ExecContext takeAttentive() {
    ExecContext context = attentive;
    attentive = null;
    return context;
  }

  /** Nobody can handle an exception: the engine would never finish. */
  private void hang(EuThread thread, String why) {
    String reason =
        String.format(Locale.ROOT, "%s at 0x%x in %s", why, thread.hardware.pc, thread.coordinates);
    engine.killFaulty(thread.group().launch.context, reason);
  }

  private boolean pageFault(EuThread thread) {
    HardwareThread hardware = thread.hardware;
    ExecContext context = thread.group().launch.context;
    thread.subslice.runnable &= ~(1L << thread.bit);
    thread.state = EuThread.State.FAULTED;
    thread.faultAddress = hardware.trapValue;
    if (!context.resolvesFaults()) {
      hang(
          thread,
          String.format(
              Locale.ROOT, "page fault (%s of 0x%x)", hardware.trapAccess, hardware.trapValue));
      return false;
    }
    thread.subslice.setFaulted(thread.bit, true);
    engine.reportFault(thread);
    return false;
  }

  /** A fault is resolved without stopping the thread: it executes its instruction again. */
  void retryFault(EuThread thread) {
    if (thread.state == EuThread.State.FAULTED) {
      thread.subslice.setFaulted(thread.bit, false);
      makeRunnable(thread);
      if (thread.forcePending) {
        thread.forcePending = false;
        enterSystemRoutine(thread, ExceptionCause.FORCED);
      }
    }
  }

  /** A fault is resolved: its thread stops at the instruction. */
  void trapFault(EuThread thread) {
    if (thread.state == EuThread.State.FAULTED) {
      thread.forcePending = false;
      enterSystemRoutine(thread, ExceptionCause.pageFault(thread.faultAddress));
      thread.subslice.setFaulted(thread.bit, false);
    }
  }

  /** The forced exception reaches a thread. */
  void force(EuThread thread) {
    switch (thread.state) {
      case RUNNING, AT_BARRIER -> enterSystemRoutine(thread, ExceptionCause.FORCED);
      case FAULTED -> thread.forcePending = true;
      case FREE, IN_SYSTEM_ROUTINE -> {}
    }
  }

  /** Attention of a thread has been cleared. */
  void resume(EuThread thread) {
    if (thread.state != EuThread.State.IN_SYSTEM_ROUTINE) {
      return;
    }
    switch (systemRoutine.resume(thread)) {
      case WAITS -> raiseAttention(thread);
      case LOST -> hang(thread, "state save area not accessible");
      case LEFT -> {
        if (thread.barrier == EuThread.NO_BARRIER) {
          makeRunnable(thread);
        } else {
          suspendAtBarrier(thread);
        }
      }
    }
  }

  /** The launch of a resident thread ends early. */
  void drop(EuThread thread) {
    if (thread.state == EuThread.State.IN_SYSTEM_ROUTINE) {
      systemRoutine.abandon(thread);
    }
    placement.free(thread);
  }

  private static @Nullable DebugArea debugArea(EuThread thread) {
    return thread.group().launch.context.space().debugArea();
  }
}
