package org.gpugdb.backend.uapi;

/**
 * How a client adds debug data to ranges, where it does so by bind operations of their own.
 *
 * @param add number of the operation that adds, {@code ADD_DEBUG_DATA}
 * @param remove number of the operation that removes, {@code REMOVE_DEBUG_DATA}
 * @param extension what every such operation carries
 */
public record DebugDataOps(int add, int remove, DebugDataExtensionLayout extension) {
  /** Whether the operation with that number is one of them. */
  public boolean contains(int op) {
    return op == add || op == remove;
  }
}
