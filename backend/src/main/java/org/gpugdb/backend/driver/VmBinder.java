package org.gpugdb.backend.driver;

import java.nio.ByteBuffer;
import org.gpugdb.backend.kernel.UserBlock;
import org.gpugdb.backend.uapi.SyncLayout;
import org.gpugdb.backend.uapi.SyncLayout.Sync;
import org.gpugdb.backend.uapi.VmBindLayout;
import org.gpugdb.backend.uapi.VmBindLayout.VmBind;
import org.gpugdb.backend.uapi.VmBindOpLayout;
import org.gpugdb.backend.uapi.VmBindOpLayout.VmBindOp;
import org.gpugdb.backend.uapi.XeRequest;

/** Operations on the mappings of one address space, one at a time. */
final class VmBinder {
  private final DeviceFile device;
  private final int vm;

  VmBinder(DeviceFile device, int vm) {
    this.device = device;
    this.vm = vm;
  }

  DeviceFile device() {
    return device;
  }

  /**
   * Does it and waits for its fence: when a debugger is told of it, that is as long as the debugger
   * wants.
   */
  void bind(VmBindOp operation) throws DriverException {
    try (UserFence fence = new UserFence(device);
        UserBlock sync = device.block(SyncLayout.SIZE);
        UserBlock block = device.block(VmBindLayout.SIZE)) {
      SyncLayout.encode(
          sync.bytes(),
          new Sync(
              0,
              SyncLayout.TYPE_USER_FENCE,
              SyncLayout.FLAG_SIGNAL,
              fence.address(),
              UserFence.SIGNALLED));
      ByteBuffer bytes = block.bytes();
      VmBindLayout.encode(bytes, new VmBind(0, vm, 0, 1, 0, 1, sync.address()));
      VmBindOpLayout.encode(bytes.position(VmBindLayout.BIND_OFFSET), operation);
      device.call("VM_BIND", XeRequest.VM_BIND, block);
      fence.await(0);
    }
  }
}
