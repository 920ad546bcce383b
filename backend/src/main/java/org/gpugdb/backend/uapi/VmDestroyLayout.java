package org.gpugdb.backend.uapi;

import java.nio.ByteBuffer;

/**
 * VM_DESTROY.
 *
 * <pre>
 *      +---------------------------------------------------------------+
 *    0 |             vm_id             |               0               |
 *      +---------------------------------------------------------------+
 *    8 |                               0                               |
 *      +---------------------------------------------------------------+
 *   16 |                               0                               |
 *      +---------------------------------------------------------------+
 * </pre>
 *
 * <p>Source: {@code xe_drm.h}, {@code struct drm_xe_vm_destroy}.
 */
public final class VmDestroyLayout {
  public static final int SIZE = 24;
  public static final int VM_ID_OFFSET = 0;

  private VmDestroyLayout() {}

  /**
   * @param vmId of the file the request is made on
   */
  public record VmDestroy(int vmId) {}

  /** Reads the struct at the buffer's position, which stays. */
  public static VmDestroy decode(ByteBuffer buffer) {
    ByteBuffer struct = Struct.at(buffer, SIZE);
    return new VmDestroy(struct.getInt(VM_ID_OFFSET));
  }

  /** Writes the struct, unnamed bytes as zero, at the buffer's position, which stays. */
  public static void encode(ByteBuffer buffer, VmDestroy vmDestroy) {
    ByteBuffer struct = Struct.cleared(buffer, SIZE);
    struct.putInt(VM_ID_OFFSET, vmDestroy.vmId());
  }
}
