package org.gpugdb.backend.uapi;

import java.nio.ByteBuffer;

/**
 * One operation of {@link VmBindLayout VM_BIND}.
 *
 * <pre>
 *      +---------------------------------------------------------------+
 *    0 |                           extensions                          |
 *      +---------------------------------------------------------------+
 *    8 |              obj              |   pat_index   |       0       |
 *      +---------------------------------------------------------------+
 *   16 |                           obj_offset                          |
 *      +---------------------------------------------------------------+
 *   24 |                             range                             |
 *      +---------------------------------------------------------------+
 *   32 |                              addr                             |
 *      +---------------------------------------------------------------+
 *   40 |               op              |             flags             |
 *      +---------------------------------------------------------------+
 *   48 |  prefetch_mem_region_instance |               0               |
 *      +---------------------------------------------------------------+
 *   56 |                               0                               |
 *      +---------------------------------------------------------------+
 *   64 |                               0                               |
 *      +---------------------------------------------------------------+
 *   72 |                               0                               |
 *      +---------------------------------------------------------------+
 * </pre>
 *
 * <p>Source: {@code xe_drm.h}, {@code struct drm_xe_vm_bind_op}.
 */
public final class VmBindOpLayout {
  public static final int SIZE = 80;
  public static final int EXTENSIONS_OFFSET = 0;
  public static final int OBJ_OFFSET = 8;
  public static final int PAT_INDEX_OFFSET = 12;
  public static final int OBJ_OFFSET_OFFSET = 16;
  public static final int RANGE_OFFSET = 24;
  public static final int ADDR_OFFSET = 32;
  public static final int OP_OFFSET = 40;
  public static final int FLAGS_OFFSET = 44;
  public static final int PREFETCH_MEM_REGION_INSTANCE_OFFSET = 48;

  public static final int OP_MAP = 0;
  public static final int OP_UNMAP = 1;
  public static final int OP_MAP_USERPTR = 2;

  /** Removes every mapping of the object {@code obj}. */
  public static final int OP_UNMAP_ALL = 3;

  public static final int OP_PREFETCH = 4;

  public static final int FLAG_READONLY = 1;
  public static final int FLAG_IMMEDIATE = 1 << 1;

  /** Reads give zero, writes are lost. */
  public static final int FLAG_NULL = 1 << 2;

  public static final int FLAG_DUMPABLE = 1 << 3;

  private VmBindOpLayout() {}

  /**
   * @param extensions chain of {@link AttachDebugExtensionLayout}, or one {@link
   *     DebugDataExtensionLayout}
   * @param obj buffer object handle, 0 for everything else
   * @param objOffset offset in the object, or the CPU address for {@link #OP_MAP_USERPTR}
   * @param range bytes, a multiple of the page size
   * @param addr GPU virtual address
   * @param op one of {@link #OP_MAP}, … or of {@link DebugDataOps}
   */
  public record VmBindOp(
      long extensions,
      int obj,
      int patIndex,
      long objOffset,
      long range,
      long addr,
      int op,
      int flags,
      int prefetchMemRegionInstance) {
    /** An operation of which nothing but its number is said. */
    public static VmBindOp bare(int op) {
      return new VmBindOp(0, 0, 0, 0, 0, 0, op, 0, 0);
    }

    /** The same with a chain of extensions. */
    public VmBindOp withExtensions(long address) {
      return new VmBindOp(
          address, obj, patIndex, objOffset, range, addr, op, flags, prefetchMemRegionInstance);
    }
  }

  /** Reads the struct at the buffer's position, which stays. */
  public static VmBindOp decode(ByteBuffer buffer) {
    ByteBuffer struct = Struct.at(buffer, SIZE);
    return new VmBindOp(
        struct.getLong(EXTENSIONS_OFFSET),
        struct.getInt(OBJ_OFFSET),
        Short.toUnsignedInt(struct.getShort(PAT_INDEX_OFFSET)),
        struct.getLong(OBJ_OFFSET_OFFSET),
        struct.getLong(RANGE_OFFSET),
        struct.getLong(ADDR_OFFSET),
        struct.getInt(OP_OFFSET),
        struct.getInt(FLAGS_OFFSET),
        struct.getInt(PREFETCH_MEM_REGION_INSTANCE_OFFSET));
  }

  /** Writes the struct, unnamed bytes as zero, at the buffer's position, which stays. */
  public static void encode(ByteBuffer buffer, VmBindOp vmBindOp) {
    ByteBuffer struct = Struct.cleared(buffer, SIZE);
    struct.putLong(EXTENSIONS_OFFSET, vmBindOp.extensions());
    struct.putInt(OBJ_OFFSET, vmBindOp.obj());
    struct.putShort(PAT_INDEX_OFFSET, (short) vmBindOp.patIndex());
    struct.putLong(OBJ_OFFSET_OFFSET, vmBindOp.objOffset());
    struct.putLong(RANGE_OFFSET, vmBindOp.range());
    struct.putLong(ADDR_OFFSET, vmBindOp.addr());
    struct.putInt(OP_OFFSET, vmBindOp.op());
    struct.putInt(FLAGS_OFFSET, vmBindOp.flags());
    struct.putInt(PREFETCH_MEM_REGION_INSTANCE_OFFSET, vmBindOp.prefetchMemRegionInstance());
  }
}
