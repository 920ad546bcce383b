package org.gpugdb.backend.emulated.gpu;

/** What backs a mapping. */
public enum MappingKind {
  /** A {@link BufferObject}. */
  BUFFER,
  /** Memory of a host process, {@link UserMemory}. */
  USERPTR,
  /** Nothing: reads give zero, writes are lost. Installed when a page fault is resolved. */
  NULL
}
