package org.gpugdb.backend.emulated.kernel;

import static org.gpugdb.backend.emulated.kernel.ErrnoException.require;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.gpugdb.backend.kernel.Errno;
import org.gpugdb.backend.uapi.Dialect;
import org.gpugdb.backend.uapi.EngineClassInstanceLayout;
import org.gpugdb.backend.uapi.SyncLayout;
import org.gpugdb.backend.uapi.SyncLayout.Sync;
import org.gpugdb.backend.uapi.VmBindLayout;
import org.gpugdb.backend.uapi.VmBindLayout.VmBind;
import org.gpugdb.backend.uapi.VmBindOpLayout;

/**
 * VM_BIND, checked as a whole before any of it is done.
 *
 * @param fence what is signalled when it is done
 */
record BindRequest(Vm vm, List<BindOp> ops, Optional<UserFence> fence) {
  private static final int MAX_SYNCS = 1024;
  private static final int MAX_OPS = 1 << 16;

  static BindRequest parse(DrmCall call, UserFences fences, Dialect dialect) throws ErrnoException {
    VmBind args = VmBindLayout.decode(call.argument());
    require(args.extensions() == 0, Errno.EINVAL);
    require(args.numBinds() >= 0 && args.numBinds() <= MAX_OPS, Errno.EINVAL);
    require(args.numSyncs() >= 0 && args.numSyncs() <= MAX_SYNCS, Errno.EINVAL);
    Vm vm = call.file().vms().get(args.vmId(), Errno.EINVAL);
    checkQueue(args.execQueueId(), call.file());
    List<BindOp> ops = new ArrayList<>();
    for (ByteBuffer op : operations(args, call)) {
      ops.add(BindOp.check(VmBindOpLayout.decode(op), vm, call, dialect));
    }
    return new BindRequest(vm, List.copyOf(ops), fence(args, call, fences));
  }

  private static void checkQueue(int id, DrmFile file) throws ErrnoException {
    if (id != 0) {
      ExecQueue queue = file.queues().get(id, Errno.ENOENT);
      require(queue.engineClass() == EngineClassInstanceLayout.VM_BIND, Errno.EINVAL);
    }
  }

  private static List<ByteBuffer> operations(VmBind args, DrmCall call) throws ErrnoException {
    if (args.numBinds() == 1) {
      return List.of(VmBindLayout.inlineOp(call.argument()));
    }
    int size = VmBindOpLayout.SIZE;
    ByteBuffer vector = call.caller().memory().copyIn(args.vectorOfBinds(), args.numBinds() * size);
    List<ByteBuffer> operations = new ArrayList<>();
    for (int i = 0; i < args.numBinds(); i++) {
      operations.add(vector.slice(i * size, size));
    }
    return operations;
  }

  /** At most one fence; the driver knows no other kind in long-running mode. */
  private static Optional<UserFence> fence(VmBind args, DrmCall call, UserFences fences)
      throws ErrnoException {
    Optional<UserFence> fence = Optional.empty();
    ProcessMemory memory = call.caller().memory();
    for (int i = 0; i < args.numSyncs(); i++) {
      long address = args.syncs() + (long) i * SyncLayout.SIZE;
      Sync sync = SyncLayout.decode(memory.copyIn(address, SyncLayout.SIZE));
      boolean known = sync.type() >= 0 && sync.type() <= SyncLayout.TYPE_USER_FENCE;
      require(sync.extensions() == 0 && known && fence.isEmpty(), Errno.EINVAL);
      require(sync.type() == SyncLayout.TYPE_USER_FENCE, Errno.EOPNOTSUPP);
      require(sync.flags() == SyncLayout.FLAG_SIGNAL, Errno.EOPNOTSUPP);
      fence = Optional.of(UserFence.of(fences, memory, sync.addr(), sync.timelineValue()));
    }
    return fence;
  }
}
