package org.gpugdb.backend.spi;

/** Which accesses a data watchpoint stops on. */
public enum WatchKind {
  WRITE,
  READ,
  ACCESS
}
