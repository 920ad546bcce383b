package org.gpugdb.backend.uapi;

/** The requests of the debug interface; their codes belong to the {@link Dialect}. */
public enum DebugRequest {
  /** On a DRM node. */
  CONNECT,
  /** On a DRM node, by the GPU client. */
  METADATA_CREATE,
  /** On a DRM node, by the GPU client. */
  METADATA_DESTROY,
  /** On a session, like all that follow. */
  READ_EVENT,
  VM_OPEN,
  EU_CONTROL,
  READ_METADATA,
  ACK_EVENT
}
