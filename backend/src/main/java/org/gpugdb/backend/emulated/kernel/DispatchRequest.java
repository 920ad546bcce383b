package org.gpugdb.backend.emulated.kernel;

import static org.gpugdb.backend.emulated.kernel.ErrnoException.require;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.gpugdb.backend.emulated.gpu.DispatchResult;
import org.gpugdb.backend.emulated.gpu.ExecContext;
import org.gpugdb.backend.emulated.gpu.Extent;
import org.gpugdb.backend.emulated.gpu.SubmitStatus;
import org.gpugdb.backend.emulated.gpu.Work;
import org.gpugdb.backend.kernel.Errno;
import org.gpugdb.backend.uapi.DispatchLayout;
import org.gpugdb.backend.uapi.DispatchLayout.Dispatch;

/** DISPATCH: hands work to the device. */
final class DispatchRequest {
  private static final int FLAGS = DispatchLayout.FLAG_HALT | DispatchLayout.FLAG_FLAT;
  private static final int REGISTERS = 8;

  private final EmulatedKernel kernel;
  private int dispatches;

  DispatchRequest(EmulatedKernel kernel) {
    this.kernel = kernel;
  }

  int dispatch(DrmCall call) throws ErrnoException {
    Dispatch args = DispatchLayout.decode(call.argument());
    require((args.flags() & ~FLAGS) == 0, Errno.EINVAL);
    require(
        args.numArguments() >= 0 && args.numArguments() <= DispatchLayout.MAX_ARGUMENTS,
        Errno.EINVAL);
    require(args.privateBytes() >= 0 && args.privateBytes() <= Integer.MAX_VALUE, Errno.EINVAL);
    ExecQueue queue = call.file().queues().get(args.execQueueId(), Errno.ENOENT);
    ExecContext context = queue.context().orElseThrow(() -> new ErrnoException(Errno.EINVAL));
    Optional<UserFence> fence = fence(args, call);
    attachAreas(args, queue.vm().orElseThrow());
    SubmitStatus status =
        context.submit(translate(args, call.caller().memory()), r -> finished(r, fence));
    return switch (status) {
      case ACCEPTED -> 0;
      case CONTEXT_DEAD -> throw new ErrnoException(Errno.ECANCELED);
      case TOO_MUCH_SLM, TOO_MANY_THREADS -> throw new ErrnoException(Errno.ENOSPC);
      case BAD_SHAPE, BAD_ARGUMENTS -> throw new ErrnoException(Errno.EINVAL);
    };
  }

  private Optional<UserFence> fence(Dispatch args, DrmCall call) throws ErrnoException {
    return args.fenceAddr() == 0
        ? Optional.empty()
        : Optional.of(
            UserFence.of(
                kernel.fences(), call.caller().memory(), args.fenceAddr(), args.fenceValue()));
  }

  private static void attachAreas(Dispatch args, Vm vm) throws ErrnoException {
    if (args.stateSaveArea() != 0) {
      require(vm.isMapped(args.stateSaveArea()), Errno.EINVAL);
      vm.attachStateSaveArea(args.stateSaveArea());
    }
    if (args.debugArea() != 0) {
      require(vm.isMapped(args.debugArea()), Errno.EINVAL);
      vm.attachDebugArea(args.debugArea());
    }
  }

  /** The lp64d calling convention: floats overflow into integer registers, these onto the stack. */
  private org.gpugdb.backend.emulated.gpu.Dispatch translate(Dispatch args, ProcessMemory memory)
      throws ErrnoException {
    List<Long> integers = new ArrayList<>();
    List<Long> floats = new ArrayList<>();
    List<Long> stack = new ArrayList<>();
    ByteBuffer words = memory.copyIn(args.arguments(), args.numArguments() * Long.BYTES);
    for (int i = 0; i < args.numArguments(); i++) {
      boolean isFloat = (args.floatArguments() >>> i & 1) != 0;
      if (isFloat && floats.size() < REGISTERS) {
        floats.add(words.getLong());
      } else if (integers.size() < REGISTERS) {
        integers.add(words.getLong());
      } else {
        stack.add(words.getLong());
      }
    }
    dispatches++;
    return new org.gpugdb.backend.emulated.gpu.Dispatch(
        dispatches,
        args.entry(),
        args.kernel(),
        integers,
        floats,
        stack,
        work(args),
        args.slmBase(),
        args.slmBytes(),
        args.privateBase(),
        (int) args.privateBytes(),
        (args.flags() & DispatchLayout.FLAG_HALT) != 0);
  }

  private static Work work(Dispatch args) throws ErrnoException {
    if ((args.flags() & DispatchLayout.FLAG_FLAT) != 0) {
      return new Work.Harts(args.threads());
    }
    return new Work.NdRange(
        args.workDim(),
        extent(args.globalSizeX(), args.globalSizeY(), args.globalSizeZ()),
        extent(args.localSizeX(), args.localSizeY(), args.localSizeZ()));
  }

  private static Extent extent(int x, int y, int z) throws ErrnoException {
    require(x > 0 && y > 0 && z > 0, Errno.EINVAL);
    return new Extent(x, y, z);
  }

  /** On a thread of the device, or of whoever ended the context. */
  private void finished(DispatchResult result, Optional<UserFence> fence) {
    kernel.lock().lock();
    try {
      if (result.status() == DispatchResult.Status.COMPLETED) {
        fence.ifPresent(UserFence::signal);
      }
      kernel.fences().wake();
    } finally {
      kernel.lock().unlock();
    }
  }
}
