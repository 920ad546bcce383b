package org.gpugdb.backend.emulated.gpu;

/**
 * How a dispatch ended.
 *
 * @param detail for people; empty when completed
 */
public record DispatchResult(Status status, String detail) {
  /** Kinds of ends. */
  public enum Status {
    /** All threads reached their end, or the program exited. */
    COMPLETED,
    /** An access or exception nobody could handle, or a reset of the device, killed it. */
    FAILED,
    /** Its context was closed. */
    CANCELLED
  }

  static final DispatchResult COMPLETED = new DispatchResult(Status.COMPLETED, "");
}
