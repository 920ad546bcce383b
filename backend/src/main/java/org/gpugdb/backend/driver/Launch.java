package org.gpugdb.backend.driver;

import java.nio.ByteBuffer;
import java.util.List;
import org.gpugdb.backend.kernel.UserBlock;
import org.gpugdb.backend.uapi.DispatchLayout;
import org.gpugdb.backend.uapi.DispatchLayout.Dispatch;

/**
 * A grid of work-items, or, without a grid, a number of hardware threads at one entry.
 *
 * @param entry address of the first instruction
 * @param kernel address of the kernel function
 * @param global number of work-items in x, y, z; empty for plain threads
 * @param local work-group size in x, y, z
 * @param threads number of plain threads
 * @param slmBase address of the shared local memory window
 * @param slmBytes shared local memory of one work-group
 * @param arguments argument words, floats as raw bits
 * @param floatArguments bit i: argument i goes into a floating-point register
 * @param halt whether every thread stops before its first instruction
 */
record Launch(
    long entry,
    long kernel,
    List<Integer> global,
    List<Integer> local,
    int threads,
    long slmBase,
    int slmBytes,
    List<Long> arguments,
    long floatArguments,
    boolean halt) {

  /** Plain threads that bring their own stacks. */
  static Launch threads(long entry, int threads, boolean halt) {
    return new Launch(entry, entry, List.of(), List.of(1, 1, 1), threads, 0, 0, List.of(), 0, halt);
  }

  int argumentBytes() {
    return Math.max(1, arguments.size()) * Long.BYTES;
  }

  UserBlock encode(DeviceFile device, int queue, UserBlock words, UserFence fence) {
    ByteBuffer bytes = words.bytes();
    arguments.forEach(bytes::putLong);
    boolean flat = global.isEmpty();
    List<Integer> grid = flat ? List.of(0, 0, 0) : global;
    int flags = (halt ? DispatchLayout.FLAG_HALT : 0) | (flat ? DispatchLayout.FLAG_FLAT : 0);
    UserBlock block = device.block(DispatchLayout.SIZE);
    DispatchLayout.encode(
        block.bytes(),
        new Dispatch(
            queue,
            flags,
            entry,
            kernel,
            grid.get(0),
            grid.get(1),
            grid.get(2),
            local.get(0),
            local.get(1),
            local.get(2),
            dimensions(grid),
            threads,
            slmBase,
            slmBytes,
            arguments.size(),
            flat ? 0 : GpuClient.PRIVATE_MEMORY,
            flat ? 0 : GpuClient.PRIVATE_BYTES,
            words.address(),
            floatArguments,
            GpuClient.STATE_SAVE_AREA,
            GpuClient.DEBUG_AREA,
            fence.address(),
            UserFence.SIGNALLED));
    return block;
  }

  private static int dimensions(List<Integer> grid) {
    return grid.get(2) > 1 ? 3 : grid.get(1) > 1 ? 2 : 1;
  }
}
