package org.gpugdb.backend.uapi;

import java.nio.ByteBuffer;

/**
 * VM_CREATE: creates a GPU address space.
 *
 * <pre>
 *      +---------------------------------------------------------------+
 *    0 |                           extensions                          |
 *      +---------------------------------------------------------------+
 *    8 |             flags             |             vm_id             |
 *      +---------------------------------------------------------------+
 *   16 |                          0 (16 bytes)                         |
 *      +---------------------------------------------------------------+
 * </pre>
 *
 * <p>Source: {@code xe_drm.h}, {@code struct drm_xe_vm_create}.
 */
public final class VmCreateLayout {
  public static final int SIZE = 32;
  public static final int EXTENSIONS_OFFSET = 0;
  public static final int FLAGS_OFFSET = 8;
  public static final int VM_ID_OFFSET = 12;

  public static final int FLAG_SCRATCH_PAGE = 1;

  /** Long-running mode: work without time limit, completion through user fences. */
  public static final int FLAG_LR_MODE = 1 << 1;

  /** Recoverable page faults; needs {@link #FLAG_LR_MODE}. */
  public static final int FLAG_FAULT_MODE = 1 << 2;

  private VmCreateLayout() {}

  /**
   * @param extensions must be 0
   * @param vmId out
   */
  public record VmCreate(long extensions, int flags, int vmId) {}

  /** Reads the struct at the buffer's position, which stays. */
  public static VmCreate decode(ByteBuffer buffer) {
    ByteBuffer struct = Struct.at(buffer, SIZE);
    return new VmCreate(
        struct.getLong(EXTENSIONS_OFFSET),
        struct.getInt(FLAGS_OFFSET),
        struct.getInt(VM_ID_OFFSET));
  }

  /** Writes the struct, unnamed bytes as zero, at the buffer's position, which stays. */
  public static void encode(ByteBuffer buffer, VmCreate vmCreate) {
    ByteBuffer struct = Struct.cleared(buffer, SIZE);
    struct.putLong(EXTENSIONS_OFFSET, vmCreate.extensions());
    struct.putInt(FLAGS_OFFSET, vmCreate.flags());
    struct.putInt(VM_ID_OFFSET, vmCreate.vmId());
  }
}
