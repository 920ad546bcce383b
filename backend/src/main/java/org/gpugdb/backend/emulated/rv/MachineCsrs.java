package org.gpugdb.backend.emulated.rv;

import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Machine-mode CSRs as plain storage: enough for the start-up code of bare-metal programs, which
 * sets mtvec, mstatus and the like and reads mhartid. What is written here has no effect beyond
 * mret reading mepc, because the emulated machine takes no interrupts and reports every exception
 * to its debugger.
 *
 * <p>Source: RISC-V Privileged Architecture, "CSR Listing". Not thread-safe.
 */
public final class MachineCsrs implements CsrFile {
  static final int MEPC = 0x341;
  private static final int MISA = 0x301;
  private static final int TIME = 0xC01;
  private static final int MVENDORID = 0xF11;
  private static final int MHARTID = 0xF14;
  private static final int MCONFIGPTR = 0xF15;

  /** XLEN 64 with extensions A, D, F, I and M. */
  private static final long MISA_VALUE = 2L << 62 | 1L << 12 | 1L << 8 | 1L << 5 | 1L << 3 | 1L;

  private final long hartId;
  private final LongSupplier clock;
  private final Map<Integer, Long> written = new HashMap<>();

  /**
   * Registers that all read 0 except misa, mhartid and time.
   *
   * @param hartId what mhartid reads
   * @param clock what the time CSR reads
   */
  public MachineCsrs(long hartId, LongSupplier clock) {
    this.hartId = hartId;
    this.clock = clock;
  }

  @Override
  public boolean has(int number) {
    boolean trapSetup = number >= 0x300 && number <= 0x306;
    boolean eventSelectors = number >= 0x320 && number <= 0x33F;
    boolean trapHandling = number >= 0x340 && number <= 0x344;
    boolean protection = number >= 0x3A0 && number <= 0x3EF;
    boolean counters = number >= 0xB00 && number <= 0xB1F && number != 0xB01;
    boolean information = number >= MVENDORID && number <= MCONFIGPTR;
    return trapSetup
        || eventSelectors
        || trapHandling
        || protection
        || counters
        || information
        || number == TIME;
  }

  @Override
  public long read(int number) {
    return switch (number) {
      case MHARTID -> hartId;
      case TIME -> clock.getAsLong();
      case MISA -> MISA_VALUE;
      default -> written.getOrDefault(number, 0L);
    };
  }

  @Override
  public void write(int number, long value) {
    written.put(number, value);
  }
}
