package org.gpugdb.backend.emulated.rv;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Architectural state of one hardware thread.
 *
 * <p>A plain structure: the interpreter works on the fields directly, and the owner reads and
 * writes them between slices. Confined to the worker that runs the thread; see the package
 * description.
 */
public final class HardwareThread {
  /**
   * Integer registers; {@code x[0]} must be 0 whenever a slice starts and is 0 whenever one ends.
   */
  public final long[] x = new long[32];

  /** Floating-point registers, raw; singles have the upper 32 bits set (NaN boxing). */
  public final long[] f = new long[32];

  /** Address of the next instruction; running traps at once if it is no multiple of 4. */
  public long pc;

  /** frm in bits 7:5, fflags (NV DZ OF UF NX) in bits 4:0; other bits are 0. */
  public int fcsr;

  /**
   * The next instruction ignores its debug-control bit; cleared as soon as it has been attempted.
   */
  public boolean suppressBreakpoint;

  /** Trap after the next instruction; cleared by that trap or by any other. */
  public boolean stepTrap;

  /** Retired instructions since the start of the thread. */
  public long instret;

  /** Detail of the last {@link Exit}, defined there: fault address, illegal word or operand. */
  public long trapValue;

  /**
   * Kind of access of the last {@link Exit#PAGE_FAULT}, {@link Exit#MISALIGNED} or {@link
   * Exit#WATCHPOINT}.
   */
  public @Nullable Access trapAccess;

  /** Bytes under reservation by lr (4 or 8), 0 when there is none. Survives debug stops. */
  int reservationSize;

  long reservationAddress;
  long reservationValue;

  final CsrFile csrs;

  /** A thread with all registers 0. */
  public HardwareThread(CsrFile csrs) {
    this.csrs = csrs;
  }

  /**
   * Completes the instruction at {@code pc} after a call {@link Exit}.
   *
   * @return whether a step trap is due now (the step is then consumed)
   */
  public boolean retire() {
    pc += 4;
    instret++;
    boolean stepped = stepTrap;
    stepTrap = false;
    return stepped;
  }

  /** Puts the thread back into the state of a new one. */
  public void reset() {
    Arrays.fill(x, 0);
    Arrays.fill(f, 0);
    pc = 0;
    fcsr = 0;
    suppressBreakpoint = false;
    stepTrap = false;
    instret = 0;
    trapValue = 0;
    trapAccess = null;
    reservationSize = 0;
  }
}
