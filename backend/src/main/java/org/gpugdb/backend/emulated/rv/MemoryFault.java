package org.gpugdb.backend.emulated.rv;

/**
 * A guest access that cannot be done. Thrown through the executing instruction, which therefore
 * changes no register; {@link Interpreter#run} turns it into {@link Exit#PAGE_FAULT}. Carries no
 * stack trace: it is guest behaviour, not ours.
 */
public final class MemoryFault extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final long address;
  private final Access access;
  private final boolean misaligned;

  /**
   * @param address first inaccessible byte, unsigned
   * @param access what the instruction wanted
   */
  public MemoryFault(long address, Access access) {
    this(address, access, false);
  }

  private MemoryFault(long address, Access access, boolean misaligned) {
    super(null, null, false, false);
    this.address = address;
    this.access = access;
    this.misaligned = misaligned;
  }

  static MemoryFault misaligned(long address, Access access) {
    return new MemoryFault(address, access, true);
  }

  /** First inaccessible byte, unsigned. */
  public long address() {
    return address;
  }

  /** What the instruction wanted. */
  public Access access() {
    return access;
  }

  Exit exit() {
    return misaligned ? Exit.MISALIGNED : Exit.PAGE_FAULT;
  }

  @Override
  public String getMessage() {
    String what = misaligned ? "misaligned " : "impossible ";
    return what + access + " at 0x" + Long.toHexString(address);
  }
}
