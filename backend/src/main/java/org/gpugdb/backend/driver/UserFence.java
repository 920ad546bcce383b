package org.gpugdb.backend.driver;

import java.util.concurrent.TimeUnit;
import org.gpugdb.backend.kernel.Errno;
import org.gpugdb.backend.kernel.UserBlock;
import org.gpugdb.backend.uapi.WaitUserFenceLayout;
import org.gpugdb.backend.uapi.WaitUserFenceLayout.WaitUserFence;
import org.gpugdb.backend.uapi.XeRequest;

/** Eight bytes of user memory that the kernel writes when something is done. */
final class UserFence implements AutoCloseable {
  /** The value that means done. */
  static final long SIGNALLED = 1;

  private static final long WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  private final DeviceFile device;
  private final UserBlock cell;

  UserFence(DeviceFile device) {
    this.device = device;
    this.cell = device.block(Long.BYTES);
  }

  long address() {
    return cell.address();
  }

  /**
   * Waits until the fence is signalled; a debugger may hold it for any time.
   *
   * @param queue the exec queue whose reset ends the wait, or 0
   * @throws DriverException when the queue was reset, or the device was closed meanwhile
   */
  void await(int queue) throws DriverException {
    try (UserBlock block = device.block(WaitUserFenceLayout.SIZE)) {
      int result;
      do {
        WaitUserFenceLayout.encode(
            block.bytes(),
            new WaitUserFence(
                0, address(), WaitUserFenceLayout.EQ, 0, SIGNALLED, -1L, WAIT_NANOS, queue));
        result = device.kernel().ioctl(device.fd(), XeRequest.WAIT_USER_FENCE, block);
      } while (result == -Errno.ETIME || result == -Errno.EINTR);
      if (result < 0) {
        throw new DriverException("WAIT_USER_FENCE", -result);
      }
    }
  }

  @Override
  public void close() {
    cell.close();
  }
}
