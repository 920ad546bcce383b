package org.gpugdb.backend.spi;

/**
 * A request that could not be carried out; the message says what, on what, and got (expected …).
 */
public abstract sealed class BackendException extends Exception {
  private static final long serialVersionUID = 1L;

  private BackendException(String message) {
    super(message);
  }

  /** The thread does not exist (any more). */
  public static final class NoSuchThread extends BackendException {
    private static final long serialVersionUID = 1L;

    public NoSuchThread(ThreadId thread) {
      super("thread " + thread + " does not exist");
    }
  }

  /** The address space does not exist (any more). */
  public static final class NoSuchSpace extends BackendException {
    private static final long serialVersionUID = 1L;

    public NoSuchSpace(AddressSpaceId space) {
      super("address space " + space + " does not exist");
    }
  }

  /** Registers, shared local memory and the per-context window exist only for stopped threads. */
  public static final class ThreadNotStopped extends BackendException {
    private static final long serialVersionUID = 1L;

    public ThreadNotStopped(ThreadId thread, String wanted) {
      super(wanted + " of thread " + thread + " need it to be stopped; it is running");
    }
  }

  /** No byte could be transferred at the address. */
  public static final class MemoryFault extends BackendException {
    private static final long serialVersionUID = 1L;
    private final long address;

    public MemoryFault(long address, String why) {
      super("cannot access GPU memory at 0x" + Long.toHexString(address) + ": " + why);
      this.address = address;
    }

    /** First address that could not be accessed, unsigned. */
    public long address() {
      return address;
    }
  }

  /** The request makes no sense for this target. */
  public static final class InvalidArgument extends BackendException {
    private static final long serialVersionUID = 1L;

    public InvalidArgument(String message) {
      super(message);
    }
  }

  /** The hardware has no free resource of the wanted kind (watchpoint slots, …). */
  public static final class OutOfResources extends BackendException {
    private static final long serialVersionUID = 1L;

    public OutOfResources(String message) {
      super(message);
    }
  }

  /** A switch or the kernel's permission rules forbid it; the message names the switch. */
  public static final class NotPermitted extends BackendException {
    private static final long serialVersionUID = 1L;

    public NotPermitted(String message) {
      super(message);
    }
  }

  /** Something that debugging needs is missing on this machine; the message says how to get it. */
  public static final class NotAvailable extends BackendException {
    private static final long serialVersionUID = 1L;

    public NotAvailable(String message) {
      super(message);
    }
  }

  /** The device did not answer in time. */
  public static final class Timeout extends BackendException {
    private static final long serialVersionUID = 1L;

    public Timeout(String message) {
      super(message);
    }
  }

  /** The device or its driver is gone; every later call fails in the same way. */
  public static final class DeviceLost extends BackendException {
    private static final long serialVersionUID = 1L;

    public DeviceLost(String message) {
      super(message);
    }
  }

  /** A system call failed in a way that has no better name. */
  public static final class NativeFailure extends BackendException {
    private static final long serialVersionUID = 1L;
    private final int errno;

    /**
     * @param errno positive error number
     */
    public NativeFailure(String call, int errno, String errnoName) {
      super(call + " failed: " + errnoName);
      this.errno = errno;
    }

    public int errno() {
      return errno;
    }
  }
}
