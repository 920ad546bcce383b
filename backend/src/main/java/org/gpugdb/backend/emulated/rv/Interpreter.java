package org.gpugdb.backend.emulated.rv;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Runs hardware threads, one at a time and one instruction at a time, with everything observable.
 *
 * <p>Owns the software TLBs, so one instance should serve threads that share memory; it belongs to
 * one worker. Only {@link #requestStop} may be called from elsewhere.
 */
public final class Interpreter {
  /** Instructions between two looks at the stop request and the memory's generation. */
  public static final int CHECK_INTERVAL = 256;

  private static final int CODE_ENTRIES = 64;
  private static final long[] NO_CODE = {};
  private static final long PAGE_MASK = -GuestPage.SIZE;

  private final Units units = new Units();
  private final LoadStoreUnit loadStore = units.memory;
  private final CsrUnit csrs = new CsrUnit();

  /** Decoded pages by page number; an odd address marks a free entry. */
  private final long[] codeAddress = new long[CODE_ENTRIES];

  private final long[][] codePages = new long[CODE_ENTRIES][0];
  private GuestMemory attached = NoMemory.INSTANCE;
  private long generation;
  private volatile boolean stopRequested;

  /**
   * Asks for {@link Exit#STOP_REQUESTED} at the next opportunity, at most {@link #CHECK_INTERVAL}
   * instructions from now. May be called from any thread. A request made while nothing runs ends
   * the next slice before its first instruction.
   */
  public void requestStop() {
    stopRequested = true;
  }

  /**
   * Forgets the memory last used, so that nothing here keeps it from being reclaimed. For the
   * worker, between slices.
   */
  public void detach() {
    attach(NoMemory.INSTANCE);
  }

  /**
   * Runs a thread until something happens.
   *
   * @param budget the most instructions to retire, at least 1
   * @return why it returned; the thread's fields hold the details
   */
  public Exit run(HardwareThread thread, GuestMemory memory, int budget) {
    long end = thread.instret + budget;
    while (thread.instret < end) {
      if (stopRequested) {
        stopRequested = false;
        return Exit.STOP_REQUESTED;
      }
      if ((thread.pc & 3) != 0) {
        return trap(thread, Exit.MISALIGNED, thread.pc, Access.EXECUTE);
      }
      attach(memory);
      boolean single = thread.stepTrap || thread.suppressBreakpoint;
      Exit exit =
          burst(thread, memory, single ? 1 : (int) Math.min(end - thread.instret, CHECK_INTERVAL));
      thread.suppressBreakpoint = false;
      if (exit != null) {
        return exit;
      }
      if (loadStore.watchHit) {
        loadStore.watchHit = false;
        return trap(thread, Exit.WATCHPOINT, loadStore.watchAddress, loadStore.watchAccess);
      }
      if (thread.stepTrap) {
        thread.stepTrap = false;
        return Exit.STEP;
      }
    }
    return Exit.BUDGET;
  }

  private void attach(GuestMemory memory) {
    long now = memory.generation();
    if (attached != memory || generation != now) {
      attached = memory;
      generation = now;
      loadStore.attach(memory);
      Arrays.fill(codeAddress, 1);
      Arrays.fill(codePages, NO_CODE);
    }
  }

  /**
   * Retires up to {@code limit} instructions, fewer after one that only {@link #special} can
   * execute or that touched a watched byte. Returns null unless the last one attempted did not
   * retire.
   */
  private @Nullable Exit burst(HardwareThread thread, GuestMemory memory, int limit) {
    long start = thread.instret;
    long pc = thread.pc;
    int done = 0;
    long base = 1;
    long[] code = NO_CODE;
    try {
      while (done < limit && !loadStore.watchHit) {
        if ((pc & PAGE_MASK) != base) {
          code = fetch(memory, pc);
          base = pc & PAGE_MASK;
        }
        long instruction = code[(int) (pc - base) >>> 2];
        long next = execute(thread, instruction, pc);
        if ((next & 3) != 0) {
          thread.pc = pc;
          thread.instret = start + done;
          return special(thread, memory, instruction, next);
        }
        pc = next;
        done++;
      }
      thread.pc = pc;
      thread.instret = start + done;
      return null;
    } catch (MemoryFault fault) {
      thread.pc = pc;
      thread.instret = start + done;
      return trap(thread, fault.exit(), fault.address(), fault.access());
    }
  }

  private long[] fetch(GuestMemory memory, long pc) {
    int entry = (int) (pc >>> GuestPage.SHIFT) & (CODE_ENTRIES - 1);
    long page = pc & PAGE_MASK;
    if (codeAddress[entry] != page) {
      CodePage decoded = memory.code(pc);
      if (decoded == null) {
        throw new MemoryFault(pc, Access.EXECUTE);
      }
      codeAddress[entry] = page;
      codePages[entry] = decoded.code;
    }
    return codePages[entry];
  }

  /**
   * Deals with the instruction at {@code thread.pc} that its operation did not finish: executes it
   * and advances pc, or says why not.
   */
  private @Nullable Exit special(
      HardwareThread thread, GuestMemory memory, long instruction, long next) {
    if (next != Operation.NOT_EXECUTED) {
      return trap(thread, Exit.MISALIGNED, next, Access.EXECUTE);
    }
    return switch (Instruction.op(instruction)) {
      case Op.PLANTED ->
          thread.suppressBreakpoint
              ? executeOriginal(thread, memory, Instruction.immediate(instruction))
              : trap(thread, Exit.BREAKPOINT, thread.pc, Access.EXECUTE);
      case Op.EBREAK -> trap(thread, Exit.SOFTWARE_BREAKPOINT, thread.pc, Access.EXECUTE);
      case Op.ECALL -> Exit.ENVIRONMENT_CALL;
      case Op.FENCE_I -> {
        memory.instructionFence();
        advance(thread, thread.pc + 4);
        yield null;
      }
      case Op.MRET -> csrs.returnFromTrap(thread) ? null : illegal(thread, instruction);
      case Op.CSRRW, Op.CSRRS, Op.CSRRC, Op.CSRRWI, Op.CSRRSI, Op.CSRRCI -> {
        Exit exit = csrs.execute(thread, instruction);
        yield exit == Exit.ILLEGAL_INSTRUCTION ? illegal(thread, instruction) : exit;
      }
      default -> illegal(thread, instruction);
    };
  }

  /** Executes what a planted breakpoint hides. */
  private @Nullable Exit executeOriginal(HardwareThread thread, GuestMemory memory, int planted) {
    long original = Decoder.decode(planted | Decoder.DEBUG_CONTROL_BIT);
    long next = execute(thread, original, thread.pc);
    if ((next & 3) != 0) {
      return special(thread, memory, original, next);
    }
    advance(thread, next);
    return null;
  }

  private long execute(HardwareThread thread, long instruction, long pc) {
    return Operations.TABLE[Instruction.op(instruction)].execute(units, thread, instruction, pc);
  }

  static void advance(HardwareThread thread, long pc) {
    thread.pc = pc;
    thread.instret++;
  }

  private static Exit illegal(HardwareThread thread, long instruction) {
    return trap(
        thread,
        Exit.ILLEGAL_INSTRUCTION,
        Instruction.word(instruction) & 0xFFFF_FFFFL,
        Access.EXECUTE);
  }

  private static Exit trap(HardwareThread thread, Exit exit, long value, Access access) {
    thread.stepTrap = false;
    thread.trapValue = value;
    thread.trapAccess = access;
    return exit;
  }
}
