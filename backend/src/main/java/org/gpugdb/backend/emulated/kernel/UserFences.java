package org.gpugdb.backend.emulated.kernel;

import static org.gpugdb.backend.emulated.kernel.ErrnoException.require;

import java.util.concurrent.locks.Condition;
import org.gpugdb.backend.kernel.Errno;
import org.gpugdb.backend.uapi.WaitUserFenceLayout;
import org.gpugdb.backend.uapi.WaitUserFenceLayout.WaitUserFence;

/** Waiting for user fences. Like the driver, looks at the memory when the device did something. */
final class UserFences {
  private final KernelLock lock;
  private final Condition written;

  UserFences(KernelLock lock) {
    this.lock = lock;
    this.written = lock.newCondition();
  }

  /** Makes all waiters look again. */
  void wake() {
    written.signalAll();
  }

  /** WAIT_USER_FENCE. */
  int await(DrmCall call) throws ErrnoException, InterruptedException {
    WaitUserFence args = WaitUserFenceLayout.decode(call.argument());
    boolean absolute = args.flags() == WaitUserFenceLayout.FLAG_ABSTIME;
    require(args.extensions() == 0 && (absolute || args.flags() == 0), Errno.EINVAL);
    require(args.op() <= WaitUserFenceLayout.LTE, Errno.EINVAL);
    require(args.addr() % Long.BYTES == 0, Errno.EINVAL);
    long deadline = absolute ? lock.at(args.timeout()) : lock.after(args.timeout());
    try {
      await(call, args, deadline);
    } finally {
      if (!absolute && args.timeout() >= 0) {
        long left = Math.max(0, deadline - lock.now());
        call.argument().putLong(WaitUserFenceLayout.TIMEOUT_OFFSET, left);
      }
    }
    return 0;
  }

  private void await(DrmCall call, WaitUserFence args, long deadline)
      throws ErrnoException, InterruptedException {
    while (!satisfied(call.caller().memory().readLong(args.addr()), args)) {
      if (args.execQueueId() != 0) {
        ExecQueue queue = call.file().queues().get(args.execQueueId(), Errno.ENOENT);
        require(!queue.dead(), Errno.EIO);
      }
      require(lock.now() < deadline, Errno.ETIME);
      lock.await(written, deadline);
      call.caller().checkSignals();
    }
  }

  private static boolean satisfied(long memory, WaitUserFence args) {
    long left = memory & args.mask();
    long right = args.value() & args.mask();
    int order = Long.compareUnsigned(left, right);
    return switch (args.op()) {
      case WaitUserFenceLayout.EQ -> order == 0;
      case WaitUserFenceLayout.NEQ -> order != 0;
      case WaitUserFenceLayout.GT -> order > 0;
      case WaitUserFenceLayout.GTE -> order >= 0;
      case WaitUserFenceLayout.LT -> order < 0;
      default -> order <= 0;
    };
  }
}
