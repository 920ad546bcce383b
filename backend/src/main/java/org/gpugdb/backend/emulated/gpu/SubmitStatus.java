package org.gpugdb.backend.emulated.gpu;

/** Whether a dispatch was taken, and if not, why. */
public enum SubmitStatus {
  ACCEPTED,
  /**
   * A size is 0, out of range, misaligned, or the global size is not a multiple of the local size.
   */
  BAD_SHAPE,
  /** More than 8 register arguments of a kind, or stack arguments that do not fit the stack. */
  BAD_ARGUMENTS,
  /**
   * A work-group needs more thread slots than a subslice has, or more harts than the device has.
   */
  TOO_MANY_THREADS,
  /** A work-group needs more shared local memory than a subslice has. */
  TOO_MUCH_SLM,
  /** The context was reset or closed. */
  CONTEXT_DEAD
}
