package org.gpugdb.backend.driver;

import java.nio.ByteBuffer;
import org.gpugdb.backend.kernel.Errno;
import org.gpugdb.backend.kernel.KernelInterface;
import org.gpugdb.backend.kernel.UserBlock;
import org.gpugdb.backend.uapi.DeviceQueryLayout;
import org.gpugdb.backend.uapi.DeviceQueryLayout.DeviceQuery;
import org.gpugdb.backend.uapi.XeRequest;

/** An open DRM node: ioctls whose failures are exceptions. */
final class DeviceFile implements AutoCloseable {
  private final KernelInterface kernel;
  private final int fd;

  private DeviceFile(KernelInterface kernel, int fd) {
    this.kernel = kernel;
    this.fd = fd;
  }

  static DeviceFile open(KernelInterface kernel, String node) throws DriverException {
    int fd = kernel.open(node, KernelInterface.O_RDWR | KernelInterface.O_CLOEXEC);
    if (fd < 0) {
      throw new DriverException("open of " + node, -fd);
    }
    return new DeviceFile(kernel, fd);
  }

  KernelInterface kernel() {
    return kernel;
  }

  int fd() {
    return fd;
  }

  UserBlock block(int size) {
    return kernel.allocate(size);
  }

  /** A block that holds the remaining bytes of {@code data}. */
  UserBlock block(ByteBuffer data) {
    UserBlock block = kernel.allocate(data.remaining());
    block.bytes().put(data.duplicate());
    return block;
  }

  /** One ioctl, begun again when a signal or a busy kernel asks for it. */
  int call(String name, long request, UserBlock argument) throws DriverException {
    int result;
    do {
      result = kernel.ioctl(fd, request, argument);
    } while (result == -Errno.EINTR || result == -Errno.EAGAIN);
    if (result < 0) {
      throw new DriverException(name, -result);
    }
    return result;
  }

  /** The answer to a device query, by the usual two calls: size, then data. */
  ByteBuffer query(int what) throws DriverException {
    try (UserBlock argument = block(DeviceQueryLayout.SIZE)) {
      DeviceQueryLayout.encode(argument.bytes(), new DeviceQuery(0, what, 0, 0));
      call("DEVICE_QUERY", XeRequest.DEVICE_QUERY, argument);
      int size = DeviceQueryLayout.decode(argument.bytes()).size();
      try (UserBlock data = block(size)) {
        DeviceQueryLayout.encode(argument.bytes(), new DeviceQuery(0, what, size, data.address()));
        call("DEVICE_QUERY", XeRequest.DEVICE_QUERY, argument);
        ByteBuffer copy = ByteBuffer.allocate(size).order(data.bytes().order());
        return copy.put(data.bytes()).flip();
      }
    }
  }

  @Override
  public void close() {
    kernel.close(fd);
  }
}
