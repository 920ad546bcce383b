package org.gpugdb.backend.uapi;

import java.util.Map;
import org.gpugdb.backend.uapi.StateSaveAreaLayout.Fifo;
import org.gpugdb.backend.uapi.StateSaveAreaLayout.Geometry;
import org.gpugdb.backend.uapi.StateSaveAreaLayout.Header;
import org.gpugdb.backend.uapi.StateSaveAreaLayout.Set;
import org.gpugdb.backend.uapi.StateSaveAreaLayout.Version;

/**
 * Thread slot of the state save area and control register bits of the emulated RISC-V execution
 * unit.
 *
 * <p>All offsets are relative to the slot. The generic part is in {@link StateSaveAreaLayout}.
 */
public final class RiscvEuLayout {
  /** The device id by which this execution unit is recognised; no vendor's. */
  public static final int DEVICE_ID = 0x5256;

  /** Bytes in a thread slot. */
  public static final int SLOT_SIZE = 0x400;

  /** x0 to x31, 8 bytes each: register set {@code scalar}. */
  public static final int X_OFFSET = 0x000;

  /** f0 to f31, raw, 8 bytes each: register set {@code acc}. */
  public static final int F_OFFSET = 0x100;

  /** 32 state registers, 8 bytes each: register set {@code sr}. */
  public static final int SR_OFFSET = 0x200;

  /** CR0.0 to CR0.3, 4 bytes each: register set {@code cr}. */
  public static final int CR_OFFSET = 0x300;

  /** Active lanes, 4 bytes: register set {@code ce}. */
  public static final int CE_OFFSET = 0x310;

  /** The instruction pointer at which the thread started, 8 bytes: register set {@code dbg_reg}. */
  public static final int START_IP_OFFSET = 0x318;

  public static final int CMD_OFFSET = 0x320;
  public static final int SR_IDENT_OFFSET = 0x3a0;

  /** The register sets, for {@link #header}. */
  private static final RegisterSet X = new RegisterSet(X_OFFSET, 32, 64, 8);

  private static final RegisterSet F = new RegisterSet(F_OFFSET, 32, 64, 8);
  private static final RegisterSet SR = new RegisterSet(SR_OFFSET, 32, 64, 8);
  private static final RegisterSet CR = new RegisterSet(CR_OFFSET, 1, 128, 16);
  private static final RegisterSet CE = new RegisterSet(CE_OFFSET, 1, 32, 4);
  private static final RegisterSet START_IP = new RegisterSet(START_IP_OFFSET, 1, 64, 8);
  private static final RegisterSet CMD =
      new RegisterSet(CMD_OFFSET, 1, 1024, StateSaveAreaLayout.CMD_SIZE);

  public static final int X_COUNT = 32;
  public static final int F_COUNT = 32;
  public static final int SR_COUNT = 32;

  /** Indexes of state registers. Of those with three dimensions, x comes first. */
  public static final int SR_IDENTITY = 0;

  public static final int SR_GLOBAL_ID = 1;
  public static final int SR_LOCAL_ID = 4;
  public static final int SR_GROUP_ID = 7;
  public static final int SR_LOCAL_SIZE = 10;
  public static final int SR_GLOBAL_SIZE = 13;
  public static final int SR_WORK_DIM = 16;
  public static final int SR_LRC_HANDLE = 17;
  public static final int SR_VM_HANDLE = 18;
  public static final int SR_DISPATCH_ID = 19;
  public static final int SR_SIMD_WIDTH = 20;
  public static final int SR_DISPATCH_MASK = 21;
  public static final int SR_SCRATCH_BASE = 22;
  public static final int SR_SLM_BASE = 23;
  public static final int SR_FCSR = 24;
  public static final int SR_INSTRET = 25;

  /** First inaccessible byte of the page fault that stopped the thread; 0 for every other stop. */
  public static final int SR_FAULT_ADDRESS = 26;

  /** First watched byte touched, if CR0.1 has {@link #CR1_WATCHPOINT}; 0 otherwise. */
  public static final int SR_WATCH_ADDRESS = 27;

  public static final int SR_HART_ID = 28;

  /** More about the exception: {@link #DETAIL_NONE}, … */
  public static final int SR_EXCEPTION_DETAIL = 29;

  public static final int DETAIL_NONE = 0;

  /** The kernel called abort or an assertion failed. */
  public static final int DETAIL_ABORT = 1;

  /** Misaligned atomic access or jump target. */
  public static final int DETAIL_MISALIGNED = 2;

  /** An {@code ecall} that the machine does not know. */
  public static final int DETAIL_ENVIRONMENT_CALL = 3;

  /** A forced exception because the dispatch wants its threads halted before they begin. */
  public static final int DETAIL_HALTED_AT_ENTRY = 4;

  /** A forced exception because of the thread's own page fault, at {@link #SR_FAULT_ADDRESS}. */
  public static final int DETAIL_PAGE_FAULT = 5;

  /** CR0.0: the thread is in the system routine. */
  public static final int CR0_IN_SYSTEM_ROUTINE = 1 << 31 | 1 << 1;

  /** CR0.0: the next instruction ignores its debug-control bit. Consumed by that instruction. */
  public static final int CR0_SUPPRESS_BREAKPOINT = 1 << 15;

  /**
   * CR0.1: breakpoint, or end of a step. If it is set when the thread is resumed: trap after the
   * next instruction.
   */
  public static final int CR1_BREAKPOINT = 1 << 31;

  /** CR0.1: external halt. */
  public static final int CR1_HALT = 1 << 30;

  /** CR0.1: software exception ({@code ebreak}, abort). */
  public static final int CR1_SOFTWARE_EXCEPTION = 1 << 29;

  /** CR0.1: illegal opcode. */
  public static final int CR1_ILLEGAL_OPCODE = 1 << 28;

  /** CR0.1: forced exception, the answer to an interrupt. */
  public static final int CR1_FORCED_EXCEPTION = 1 << 26;

  /** CR0.1: data watchpoint; the access has been done. Emulated device only. */
  public static final int CR1_WATCHPOINT = 1 << 20;

  /** CR0.1: page fault. Never set by the machine: a marker that the debugger keeps here. */
  public static final int CR1_PAGE_FAULT = 1 << 16;

  /** Selects the work-group's shared local memory in the address of an SLM command. */
  public static final int SLM_ADDRESS_BIT = 1 << 28;

  /** Selects the thread's own window instead. */
  public static final int WINDOW_ADDRESS_BIT = 1 << 27;

  /** The debug-control bit of an instruction word: 0 means breakpoint. */
  public static final int DEBUG_CONTROL_BIT = 1;

  /** Address of the window that has other bytes for every thread. */
  public static final long THREAD_WINDOW_BASE = 0x7000_0000_0000L;

  public static final int THREAD_WINDOW_SIZE = 0x1000;

  private RiscvEuLayout() {}

  /** The header of the device's state save area. */
  public static Header header(Geometry geometry) {
    return new Header(
        new Version(3, 0, 0),
        StateSaveAreaLayout.V3_SIZE,
        geometry,
        /* stateAreaOffset= */ 0,
        SLOT_SIZE,
        /* slmAreaOffset= */ 0,
        /* slmBankSize= */ 0,
        SR_IDENT_OFFSET,
        Fifo.ABSENT,
        StateSaveAreaLayout.SIP_FLAG_HEAPLESS,
        Map.of(
            Set.SCALAR, X,
            Set.ACC, F,
            Set.SR, SR,
            Set.CR, CR,
            Set.CE, CE,
            Set.DBG_REG, START_IP,
            Set.CMD, CMD));
  }
}
