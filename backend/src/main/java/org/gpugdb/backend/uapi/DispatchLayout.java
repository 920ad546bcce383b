package org.gpugdb.backend.uapi;

import java.nio.ByteBuffer;

/**
 * DISPATCH on a DRM node: starts a grid of work-items. The only request the emulated device has for
 * itself.
 *
 * <p>A real driver has no such request: there, the client writes commands for its engine into a
 * buffer object and submits that. The number, 0x57 in the driver range, is used by no dialect.
 *
 * <pre>
 *      +---------------------------------------------------------------+
 *    0 |         exec_queue_id         |             flags             |
 *      +---------------------------------------------------------------+
 *    8 |                             entry                             |
 *      +---------------------------------------------------------------+
 *   16 |                             kernel                            |
 *      +---------------------------------------------------------------+
 *   24 |         global_size_x         |         global_size_y         |
 *      +---------------------------------------------------------------+
 *   32 |         global_size_z         |          local_size_x         |
 *      +---------------------------------------------------------------+
 *   40 |          local_size_y         |          local_size_z         |
 *      +---------------------------------------------------------------+
 *   48 |            work_dim           |            threads            |
 *      +---------------------------------------------------------------+
 *   56 |                            slm_base                           |
 *      +---------------------------------------------------------------+
 *   64 |           slm_bytes           |         num_arguments         |
 *      +---------------------------------------------------------------+
 *   72 |                          private_base                         |
 *      +---------------------------------------------------------------+
 *   80 |                         private_bytes                         |
 *      +---------------------------------------------------------------+
 *   88 |                           arguments                           |
 *      +---------------------------------------------------------------+
 *   96 |                        float_arguments                        |
 *      +---------------------------------------------------------------+
 *  104 |                        state_save_area                        |
 *      +---------------------------------------------------------------+
 *  112 |                           debug_area                          |
 *      +---------------------------------------------------------------+
 *  120 |                           fence_addr                          |
 *      +---------------------------------------------------------------+
 *  128 |                          fence_value                          |
 *      +---------------------------------------------------------------+
 * </pre>
 *
 * <p>Source: this project.
 */
public final class DispatchLayout {
  public static final int SIZE = 136;
  public static final int EXEC_QUEUE_ID_OFFSET = 0;
  public static final int FLAGS_OFFSET = 4;
  public static final int ENTRY_OFFSET = 8;
  public static final int KERNEL_OFFSET = 16;
  public static final int GLOBAL_SIZE_X_OFFSET = 24;
  public static final int GLOBAL_SIZE_Y_OFFSET = 28;
  public static final int GLOBAL_SIZE_Z_OFFSET = 32;
  public static final int LOCAL_SIZE_X_OFFSET = 36;
  public static final int LOCAL_SIZE_Y_OFFSET = 40;
  public static final int LOCAL_SIZE_Z_OFFSET = 44;
  public static final int WORK_DIM_OFFSET = 48;
  public static final int THREADS_OFFSET = 52;
  public static final int SLM_BASE_OFFSET = 56;
  public static final int SLM_BYTES_OFFSET = 64;
  public static final int NUM_ARGUMENTS_OFFSET = 68;
  public static final int PRIVATE_BASE_OFFSET = 72;
  public static final int PRIVATE_BYTES_OFFSET = 80;
  public static final int ARGUMENTS_OFFSET = 88;
  public static final int FLOAT_ARGUMENTS_OFFSET = 96;
  public static final int STATE_SAVE_AREA_OFFSET = 104;
  public static final int DEBUG_AREA_OFFSET = 112;
  public static final int FENCE_ADDR_OFFSET = 120;
  public static final int FENCE_VALUE_OFFSET = 128;

  /** Every thread enters its exception handler before its first instruction. */
  public static final int FLAG_HALT = 1;

  /** No grid: {@code threads} hardware threads, told apart by {@code mhartid}. */
  public static final int FLAG_FLAT = 1 << 1;

  /** Most argument words of one dispatch. */
  public static final int MAX_ARGUMENTS = 64;

  private DispatchLayout() {}

  /**
   * @param flags {@link #FLAG_HALT}, {@link #FLAG_FLAT}
   * @param entry GPU address at which every thread starts
   * @param kernel GPU address that the threads get in {@code t0}
   * @param globalSizeX number of work-items; each must be a multiple of the local size
   * @param localSizeX number of work-items of a group, all of which run on one subslice
   * @param workDim 1 to 3
   * @param threads with {@link #FLAG_FLAT}: number of hardware threads
   * @param slmBase GPU address of the window in which a group sees its local memory
   * @param slmBytes local memory of a group in bytes, 0 for none
   * @param numArguments number of argument words, at most {@link #MAX_ARGUMENTS}
   * @param privateBase GPU address of the stacks: thread slot {@code s} owns {@code privateBytes}
   *     bytes from {@code privateBase + s * privateBytes} on
   * @param privateBytes a multiple of 16
   * @param arguments user address of {@code numArguments} 8-byte words
   * @param floatArguments bit {@code i}: argument {@code i} is passed in a floating-point register
   * @param stateSaveArea GPU address of the {@link StateSaveAreaLayout}, whose header the client
   *     has written; 0: threads cannot enter the exception handler
   * @param debugArea GPU address of the {@link DebugAreaLayout}, or 0
   * @param fenceAddr user address, a multiple of 8, of the fence written when all work-items have
   *     ended; 0 for none
   * @param fenceValue what is written there
   */
  public record Dispatch(
      int execQueueId,
      int flags,
      long entry,
      long kernel,
      int globalSizeX,
      int globalSizeY,
      int globalSizeZ,
      int localSizeX,
      int localSizeY,
      int localSizeZ,
      int workDim,
      int threads,
      long slmBase,
      int slmBytes,
      int numArguments,
      long privateBase,
      long privateBytes,
      long arguments,
      long floatArguments,
      long stateSaveArea,
      long debugArea,
      long fenceAddr,
      long fenceValue) {}

  /** Reads the struct at the buffer's position, which stays. */
  public static Dispatch decode(ByteBuffer buffer) {
    ByteBuffer struct = Struct.at(buffer, SIZE);
    return new Dispatch(
        struct.getInt(EXEC_QUEUE_ID_OFFSET),
        struct.getInt(FLAGS_OFFSET),
        struct.getLong(ENTRY_OFFSET),
        struct.getLong(KERNEL_OFFSET),
        struct.getInt(GLOBAL_SIZE_X_OFFSET),
        struct.getInt(GLOBAL_SIZE_Y_OFFSET),
        struct.getInt(GLOBAL_SIZE_Z_OFFSET),
        struct.getInt(LOCAL_SIZE_X_OFFSET),
        struct.getInt(LOCAL_SIZE_Y_OFFSET),
        struct.getInt(LOCAL_SIZE_Z_OFFSET),
        struct.getInt(WORK_DIM_OFFSET),
        struct.getInt(THREADS_OFFSET),
        struct.getLong(SLM_BASE_OFFSET),
        struct.getInt(SLM_BYTES_OFFSET),
        struct.getInt(NUM_ARGUMENTS_OFFSET),
        struct.getLong(PRIVATE_BASE_OFFSET),
        struct.getLong(PRIVATE_BYTES_OFFSET),
        struct.getLong(ARGUMENTS_OFFSET),
        struct.getLong(FLOAT_ARGUMENTS_OFFSET),
        struct.getLong(STATE_SAVE_AREA_OFFSET),
        struct.getLong(DEBUG_AREA_OFFSET),
        struct.getLong(FENCE_ADDR_OFFSET),
        struct.getLong(FENCE_VALUE_OFFSET));
  }

  /** Writes the struct, unnamed bytes as zero, at the buffer's position, which stays. */
  public static void encode(ByteBuffer buffer, Dispatch dispatch) {
    ByteBuffer struct = Struct.cleared(buffer, SIZE);
    struct.putInt(EXEC_QUEUE_ID_OFFSET, dispatch.execQueueId());
    struct.putInt(FLAGS_OFFSET, dispatch.flags());
    struct.putLong(ENTRY_OFFSET, dispatch.entry());
    struct.putLong(KERNEL_OFFSET, dispatch.kernel());
    struct.putInt(GLOBAL_SIZE_X_OFFSET, dispatch.globalSizeX());
    struct.putInt(GLOBAL_SIZE_Y_OFFSET, dispatch.globalSizeY());
    struct.putInt(GLOBAL_SIZE_Z_OFFSET, dispatch.globalSizeZ());
    struct.putInt(LOCAL_SIZE_X_OFFSET, dispatch.localSizeX());
    struct.putInt(LOCAL_SIZE_Y_OFFSET, dispatch.localSizeY());
    struct.putInt(LOCAL_SIZE_Z_OFFSET, dispatch.localSizeZ());
    struct.putInt(WORK_DIM_OFFSET, dispatch.workDim());
    struct.putInt(THREADS_OFFSET, dispatch.threads());
    struct.putLong(SLM_BASE_OFFSET, dispatch.slmBase());
    struct.putInt(SLM_BYTES_OFFSET, dispatch.slmBytes());
    struct.putInt(NUM_ARGUMENTS_OFFSET, dispatch.numArguments());
    struct.putLong(PRIVATE_BASE_OFFSET, dispatch.privateBase());
    struct.putLong(PRIVATE_BYTES_OFFSET, dispatch.privateBytes());
    struct.putLong(ARGUMENTS_OFFSET, dispatch.arguments());
    struct.putLong(FLOAT_ARGUMENTS_OFFSET, dispatch.floatArguments());
    struct.putLong(STATE_SAVE_AREA_OFFSET, dispatch.stateSaveArea());
    struct.putLong(DEBUG_AREA_OFFSET, dispatch.debugArea());
    struct.putLong(FENCE_ADDR_OFFSET, dispatch.fenceAddr());
    struct.putLong(FENCE_VALUE_OFFSET, dispatch.fenceValue());
  }
}
