package org.gpugdb.backend.emulated.rv;

/**
 * The control and status registers of one hardware thread that the core does not own.
 *
 * <p>The core itself serves fflags, frm and fcsr (0x001-0x003), cycle and instret (0xC00, 0xC02;
 * one instruction is one cycle) and the write-only control registers 0x8C0-0x8C4, which end the
 * slice with an {@link Exit}. Everything else, {@code time} (0xC01) included, comes here. Numbers
 * whose bits 11:10 are both set are read-only; the core refuses writes to them before asking.
 *
 * <p>Called by the worker that runs the thread.
 */
public interface CsrFile {
  /**
   * Whether CSR {@code number} (12 bits) exists here; if not, the accessing instruction is illegal.
   */
  boolean has(int number);

  /** Value of a CSR for which {@link #has} holds. */
  long read(int number);

  /** Sets a CSR for which {@link #has} holds and whose number is not in the read-only range. */
  void write(int number, long value);
}
