package org.gpugdb.backend.uapi;

/**
 * Request codes of a DRM node that every dialect shares.
 *
 * <p>Source: {@code xe_drm.h}, {@code drm.h}; driver requests begin at number 0x40.
 */
public final class XeRequest {
  public static final long GEM_CLOSE = IoctlNumber.iow('d', 0x09, GemCloseLayout.SIZE);

  public static final long DEVICE_QUERY = IoctlNumber.iowr('d', 0x40, DeviceQueryLayout.SIZE);
  public static final long GEM_CREATE = IoctlNumber.iowr('d', 0x41, GemCreateLayout.SIZE);
  public static final long GEM_MMAP_OFFSET = IoctlNumber.iowr('d', 0x42, GemMmapOffsetLayout.SIZE);
  public static final long VM_CREATE = IoctlNumber.iowr('d', 0x43, VmCreateLayout.SIZE);
  public static final long VM_DESTROY = IoctlNumber.iow('d', 0x44, VmDestroyLayout.SIZE);
  public static final long VM_BIND = IoctlNumber.iow('d', 0x45, VmBindLayout.SIZE);
  public static final long EXEC_QUEUE_CREATE =
      IoctlNumber.iowr('d', 0x46, ExecQueueCreateLayout.SIZE);
  public static final long EXEC_QUEUE_DESTROY =
      IoctlNumber.iow('d', 0x47, ExecQueueDestroyLayout.SIZE);
  public static final long WAIT_USER_FENCE = IoctlNumber.iowr('d', 0x4a, WaitUserFenceLayout.SIZE);

  /** The emulated device's own request, see {@link DispatchLayout}. */
  public static final long DISPATCH = IoctlNumber.iow('d', 0x97, DispatchLayout.SIZE);

  private XeRequest() {}
}
