package org.gpugdb.backend.uapi;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * VM_BIND: changes an address space by a list of {@link VmBindOpLayout operations}.
 *
 * <p>One operation stands in the struct itself (see {@link #inlineOp}), in place of {@code
 * vector_of_binds}; more than one, in an array of their own.
 *
 * <pre>
 *      +---------------------------------------------------------------+
 *    0 |                           extensions                          |
 *      +---------------------------------------------------------------+
 *    8 |             vm_id             |         exec_queue_id         |
 *      +---------------------------------------------------------------+
 *   16 |               0               |           num_binds           |
 *      +---------------------------------------------------------------+
 *   24 |                        vector_of_binds                        |
 *      +---------------------------------------------------------------+
 *   32 |              0 (72 bytes, end of an inline operation)          |
 *      +---------------------------------------------------------------+
 *  104 |               0               |           num_syncs           |
 *      +---------------------------------------------------------------+
 *  112 |                             syncs                             |
 *      +---------------------------------------------------------------+
 *  120 |                          0 (16 bytes)                         |
 *      +---------------------------------------------------------------+
 * </pre>
 *
 * <p>Source: {@code xe_drm.h}, {@code struct drm_xe_vm_bind}.
 */
public final class VmBindLayout {
  public static final int SIZE = 136;
  public static final int EXTENSIONS_OFFSET = 0;
  public static final int VM_ID_OFFSET = 8;
  public static final int EXEC_QUEUE_ID_OFFSET = 12;
  public static final int NUM_BINDS_OFFSET = 20;
  public static final int VECTOR_OF_BINDS_OFFSET = 24;
  public static final int NUM_SYNCS_OFFSET = 108;
  public static final int SYNCS_OFFSET = 112;

  /** Where the only operation stands. */
  public static final int BIND_OFFSET = 24;

  private VmBindLayout() {}

  /**
   * @param extensions must be 0
   * @param execQueueId 0: the VM's default bind queue
   * @param numBinds number of operations, at least 1
   * @param vectorOfBinds address of {@code numBinds} operations when there are more than one
   * @param syncs address of {@code numSyncs} {@link SyncLayout} structs
   */
  public record VmBind(
      long extensions,
      int vmId,
      int execQueueId,
      int numBinds,
      long vectorOfBinds,
      int numSyncs,
      long syncs) {}

  /** Reads the struct at the buffer's position, which stays. */
  public static VmBind decode(ByteBuffer buffer) {
    ByteBuffer struct = Struct.at(buffer, SIZE);
    return new VmBind(
        struct.getLong(EXTENSIONS_OFFSET),
        struct.getInt(VM_ID_OFFSET),
        struct.getInt(EXEC_QUEUE_ID_OFFSET),
        struct.getInt(NUM_BINDS_OFFSET),
        struct.getLong(VECTOR_OF_BINDS_OFFSET),
        struct.getInt(NUM_SYNCS_OFFSET),
        struct.getLong(SYNCS_OFFSET));
  }

  /** Writes the struct, unnamed bytes as zero, at the buffer's position, which stays. */
  public static void encode(ByteBuffer buffer, VmBind vmBind) {
    ByteBuffer struct = Struct.cleared(buffer, SIZE);
    struct.putLong(EXTENSIONS_OFFSET, vmBind.extensions());
    struct.putInt(VM_ID_OFFSET, vmBind.vmId());
    struct.putInt(EXEC_QUEUE_ID_OFFSET, vmBind.execQueueId());
    struct.putInt(NUM_BINDS_OFFSET, vmBind.numBinds());
    struct.putLong(VECTOR_OF_BINDS_OFFSET, vmBind.vectorOfBinds());
    struct.putInt(NUM_SYNCS_OFFSET, vmBind.numSyncs());
    struct.putLong(SYNCS_OFFSET, vmBind.syncs());
  }

  /** The bytes of the only operation, from the struct at the buffer's position on. */
  public static ByteBuffer inlineOp(ByteBuffer buffer) {
    return Struct.at(buffer, SIZE)
        .slice(BIND_OFFSET, VmBindOpLayout.SIZE)
        .order(ByteOrder.LITTLE_ENDIAN);
  }
}
