package org.gpugdb.backend.spi;

import java.util.Set;

/** Planted breakpoints and data watchpoints of one address space. */
public interface Breakpoints {
  /** Plants the debug bit of the instruction at an address; planting twice is planting once. */
  void insert(long address) throws BackendException;

  /** Takes the debug bit out again; taking out what is not there does nothing. */
  void remove(long address) throws BackendException;

  /** Addresses with a planted bit. */
  Set<Long> inserted();

  /** Adds a data watchpoint on {@code length} bytes. */
  void watch(WatchKind kind, long address, int length) throws BackendException;

  /** Removes a data watchpoint; removing what is not there does nothing. */
  void unwatch(WatchKind kind, long address, int length) throws BackendException;

  /** Takes every breakpoint and watchpoint out. */
  void clear() throws BackendException;
}
