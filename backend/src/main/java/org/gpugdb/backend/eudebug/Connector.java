package org.gpugdb.backend.eudebug;

import java.util.OptionalLong;
import org.gpugdb.backend.kernel.Errno;
import org.gpugdb.backend.kernel.KernelInterface;
import org.gpugdb.backend.kernel.UserBlock;
import org.gpugdb.backend.spi.BackendException;
import org.gpugdb.backend.spi.Device.GpuClient;
import org.gpugdb.backend.uapi.ConnectLayout;
import org.gpugdb.backend.uapi.ConnectLayout.Connect;
import org.gpugdb.backend.uapi.DebugRequest;
import org.gpugdb.backend.uapi.Dialect;

/**
 * Becomes the debugger of GPU clients, by pid or by a descriptor of the client's file, as the
 * dialect has it. Such a descriptor is fetched from the client's process and closed again at once:
 * as long as somebody has one, the client does not end.
 */
final class Connector {
  private static final int VERSION = 1;
  private static final int NO_DESCRIPTOR = -1;

  private final KernelInterface kernel;
  private final Dialect dialect;
  private final String node;
  private final int device;

  /**
   * @param node path of one node of the GPU
   * @param device descriptor of that node
   */
  Connector(KernelInterface kernel, Dialect dialect, String node, int device) {
    this.kernel = kernel;
    this.dialect = dialect;
    this.node = node;
    this.device = device;
  }

  Session connect(GpuClient client) throws BackendException {
    if (dialect.byProcess()) {
      return connect(client, client.pid());
    }
    int fd = fetch(client);
    try {
      return connect(client, fd);
    } finally {
      kernel.close(fd);
    }
  }

  private Session connect(GpuClient client, long target) throws BackendException {
    try (UserBlock block = kernel.allocate(ConnectLayout.SIZE)) {
      ConnectLayout.encode(block.bytes(), new Connect(0, target, 0, VERSION));
      int fd = kernel.ioctl(device, dialect.code(DebugRequest.CONNECT), block);
      if (fd < 0) {
        throw refused(client, -fd);
      }
      return Session.of(kernel, dialect, client.pid(), fd);
    }
  }

  private BackendException refused(GpuClient client, int errno) {
    String process = "process " + client.pid();
    return switch (errno) {
      case Errno.ENODEV ->
          new BackendException.NotPermitted(
              "GPU debugging is switched off: as root, write 1 to the device's sysfs file "
                  + dialect.enableSwitch());
      case Errno.ENOENT, Errno.ESRCH -> noProcess(client);
      case Errno.EACCES, Errno.EPERM ->
          new BackendException.NotPermitted(
              process + " may not be debugged: it belongs to another user");
      case Errno.EBUSY ->
          new BackendException.OutOfResources(process + " already has a debugger on this GPU");
      default -> SystemCall.failure("connecting to " + process, errno);
    };
  }

  private static BackendException noProcess(GpuClient client) {
    return new BackendException.InvalidArgument("there is no process " + client.pid());
  }

  // ---- the client's file ----

  /** A descriptor of this process for the client's file. */
  private int fetch(GpuClient client) throws BackendException {
    int pidfd = kernel.pidfdOpen(client.pid(), 0);
    if (pidfd < 0) {
      throw pidfd == -Errno.ESRCH
          ? noProcess(client)
          : SystemCall.failure("looking into process " + client.pid(), -pidfd);
    }
    try {
      return fetch(client, pidfd);
    } finally {
      kernel.close(pidfd);
    }
  }

  /** The process may close its file and open another meanwhile: then the number is another's. */
  private int fetch(GpuClient client, int pidfd) throws BackendException {
    GpuDescriptors descriptors = new GpuDescriptors(kernel, node);
    OptionalLong wanted = OptionalLong.of(client.file());
    String process = Integer.toString(client.pid());
    for (int theirs : descriptors.of(process)) {
      if (descriptors.file(process, theirs).equals(wanted)) {
        int ours = kernel.pidfdGetfd(pidfd, theirs, 0);
        if (ours >= 0 && descriptors.file(GpuDescriptors.SELF, ours).equals(wanted)) {
          return ours;
        }
        if (ours >= 0) {
          kernel.close(ours);
        } else if (ours != -Errno.EBADF) {
          throw denied(client, -ours);
        }
      }
    }
    // Whether it is not there or may not be seen: to the latter nothing else is answered.
    throw denied(client, -kernel.pidfdGetfd(pidfd, NO_DESCRIPTOR, 0));
  }

  private static BackendException denied(GpuClient client, int errno) {
    return switch (errno) {
      case Errno.EBADF ->
          new BackendException.InvalidArgument(
              "process " + client.pid() + " has closed its file of the GPU");
      case Errno.ESRCH -> noProcess(client);
      case Errno.EPERM ->
          new BackendException.NotPermitted(
              "process "
                  + client.pid()
                  + " may not be debugged: it belongs to another user, or"
                  + " /proc/sys/kernel/yama/ptrace_scope forbids it");
      default -> SystemCall.failure("fetching a descriptor of process " + client.pid(), errno);
    };
  }
}
