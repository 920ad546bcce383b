package org.gpugdb.backend.uapi;

import java.nio.ByteBuffer;
import org.gpugdb.backend.uapi.StructLayout.Field;

/**
 * VM_OPEN on a session: the result is a descriptor whose file offsets are GPU virtual addresses.
 *
 * <p>Source: {@code xe_drm_prelim.h}, {@code struct prelim_drm_xe_eudebug_vm_open}; {@code
 * xe_drm_eudebug.h}, {@code struct drm_xe_eudebug_vm_open}.
 */
public final class VmOpenLayout extends DialectStruct {
  public static final long MAX_TIMEOUT_NS = 10_000_000_000L;

  private final Field extensions;
  private final Field clientHandle;
  private final Field vmHandle;
  private final Field flags;
  private final Field timeoutNs;

  VmOpenLayout(StructLayout layout) {
    super(layout);
    this.extensions = layout.field("extensions");
    this.clientHandle = layout.field("client_handle");
    this.vmHandle = layout.field("vm_handle");
    this.flags = layout.field("flags");
    this.timeoutNs = layout.field("timeout_ns");
  }

  /**
   * @param extensions not examined
   * @param clientHandle 0 in a session with one client
   * @param flags must be 0
   * @param timeoutNs longest wait of fsync for one engine, at most {@link #MAX_TIMEOUT_NS}
   */
  public record VmOpen(
      long extensions, long clientHandle, long vmHandle, long flags, long timeoutNs) {}

  /** Reads the struct at the buffer's position, which stays. */
  public VmOpen decode(ByteBuffer buffer) {
    ByteBuffer struct = at(buffer);
    return new VmOpen(
        extensions.get(struct),
        clientHandle.get(struct),
        vmHandle.get(struct),
        flags.get(struct),
        timeoutNs.get(struct));
  }

  /** Writes the struct, unnamed bytes as zero, at the buffer's position, which stays. */
  public void encode(ByteBuffer buffer, VmOpen vmOpen) {
    ByteBuffer struct = cleared(buffer);
    extensions.put(struct, vmOpen.extensions());
    clientHandle.put(struct, vmOpen.clientHandle());
    vmHandle.put(struct, vmOpen.vmHandle());
    flags.put(struct, vmOpen.flags());
    timeoutNs.put(struct, vmOpen.timeoutNs());
  }
}
