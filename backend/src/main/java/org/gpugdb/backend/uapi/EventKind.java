package org.gpugdb.backend.uapi;

/** The kinds of events a debug session delivers; their numbers belong to the {@link Dialect}. */
public enum EventKind {
  /** A DRM file of the process was opened or closed. */
  OPEN,
  VM,
  EXEC_QUEUE,
  EXEC_QUEUE_PLACEMENTS,
  EU_ATTENTION,
  VM_BIND,
  VM_BIND_OP,
  VM_BIND_OP_DEBUG_DATA,
  VM_BIND_UFENCE,
  METADATA,
  VM_BIND_OP_METADATA,
  PAGEFAULT,
  SYNC_HOST
}
