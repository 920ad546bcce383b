package org.gpugdb.backend.uapi;

import java.nio.ByteBuffer;

/**
 * VM_OPEN on a session: the result is a descriptor whose file offsets are GPU virtual addresses.
 *
 * <pre>
 *      +---------------------------------------------------------------+
 *    0 |                           extensions                          |
 *      +---------------------------------------------------------------+
 *    8 |                         client_handle                         |
 *      +---------------------------------------------------------------+
 *   16 |                           vm_handle                           |
 *      +---------------------------------------------------------------+
 *   24 |                             flags                             |
 *      +---------------------------------------------------------------+
 *   32 |                           timeout_ns                          |
 *      +---------------------------------------------------------------+
 * </pre>
 *
 * <p>Source: {@code xe_drm_prelim.h}, {@code struct prelim_drm_xe_eudebug_vm_open}.
 */
public final class VmOpenLayout {
  public static final int SIZE = 40;
  public static final int EXTENSIONS_OFFSET = 0;
  public static final int CLIENT_HANDLE_OFFSET = 8;
  public static final int VM_HANDLE_OFFSET = 16;
  public static final int FLAGS_OFFSET = 24;
  public static final int TIMEOUT_NS_OFFSET = 32;

  public static final long MAX_TIMEOUT_NS = 10_000_000_000L;

  private VmOpenLayout() {}

  /**
   * @param extensions not examined
   * @param flags must be 0
   * @param timeoutNs longest wait of fsync for one engine, at most {@link #MAX_TIMEOUT_NS}
   */
  public record VmOpen(
      long extensions, long clientHandle, long vmHandle, long flags, long timeoutNs) {}

  /** Reads the struct at the buffer's position, which stays. */
  public static VmOpen decode(ByteBuffer buffer) {
    ByteBuffer struct = Struct.at(buffer, SIZE);
    return new VmOpen(
        struct.getLong(EXTENSIONS_OFFSET),
        struct.getLong(CLIENT_HANDLE_OFFSET),
        struct.getLong(VM_HANDLE_OFFSET),
        struct.getLong(FLAGS_OFFSET),
        struct.getLong(TIMEOUT_NS_OFFSET));
  }

  /** Writes the struct, unnamed bytes as zero, at the buffer's position, which stays. */
  public static void encode(ByteBuffer buffer, VmOpen vmOpen) {
    ByteBuffer struct = Struct.cleared(buffer, SIZE);
    struct.putLong(EXTENSIONS_OFFSET, vmOpen.extensions());
    struct.putLong(CLIENT_HANDLE_OFFSET, vmOpen.clientHandle());
    struct.putLong(VM_HANDLE_OFFSET, vmOpen.vmHandle());
    struct.putLong(FLAGS_OFFSET, vmOpen.flags());
    struct.putLong(TIMEOUT_NS_OFFSET, vmOpen.timeoutNs());
  }
}
