package org.gpugdb.backend.eudebug;

import java.nio.ByteBuffer;
import org.gpugdb.backend.kernel.Errno;
import org.gpugdb.backend.kernel.KernelInterface;
import org.gpugdb.backend.kernel.UserBlock;
import org.gpugdb.backend.spi.DeviceLoop;
import org.gpugdb.backend.uapi.AckEventLayout.AckEvent;
import org.gpugdb.backend.uapi.DebugRequest;
import org.gpugdb.backend.uapi.Dialect;
import org.gpugdb.backend.uapi.ReadMetadataLayout;
import org.gpugdb.backend.uapi.ReadMetadataLayout.ReadMetadata;
import org.gpugdb.backend.uapi.VmOpenLayout;
import org.gpugdb.backend.uapi.VmOpenLayout.VmOpen;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The descriptor of a debug session and the requests that need no state.
 *
 * <p>Thread-safe: every request has an argument block of its own. Whoever closes it makes sure that
 * nobody uses it any more, since the number may be given to another file at once.
 */
final class Session implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Session.class);

  /** How long one engine's cache flush may take: the device loop waits for it. */
  private static final long FLUSH_TIMEOUT_NANOS = 1_000_000_000L;

  /** How long the kernel may take to list what a client has until nobody waits for it any more. */
  private static final long LISTING_NANOS = 1_000_000_000L;

  private static final long LISTING_TICK_NANOS = 100_000;

  /** How often a request that a signal has interrupted is made again. */
  private static final int ATTEMPTS = 5;

  private static final VmKey NO_VM = new VmKey(0, 0);

  private final KernelInterface kernel;
  private final Dialect dialect;
  private final int pid;
  private final int fd;

  private Session(KernelInterface kernel, Dialect dialect, int pid, int fd) {
    this.kernel = kernel;
    this.dialect = dialect;
    this.pid = pid;
    this.fd = fd;
  }

  /**
   * The session that a descriptor stands for, which from now on is this object's.
   *
   * @param pid of the process whose client is debugged
   */
  static Session of(KernelInterface kernel, Dialect dialect, int pid, int fd) {
    Session session = new Session(kernel, dialect, pid, fd);
    session.prepare();
    return session;
  }

  Dialect dialect() {
    return dialect;
  }

  /** The process that is debugged. */
  int pid() {
    return pid;
  }

  /** The kernel creates the descriptor blocking and inherited by children; neither is wanted. */
  private void prepare() {
    int closeOnExec = kernel.fcntl(fd, KernelInterface.F_SETFD, KernelInterface.FD_CLOEXEC);
    int nonBlocking = kernel.fcntl(fd, KernelInterface.F_SETFL, KernelInterface.O_NONBLOCK);
    if (closeOnExec < 0 || nonBlocking < 0) {
      log.debug("fcntl on the debug session: {}, {}", closeOnExec, nonBlocking);
    }
  }

  /**
   * Waits until the kernel has listed what the client has. What a client does before is not held up
   * by its debugger: a program that began meanwhile could be over before anybody has seen it.
   * Events have to be read at the same time, for the list is made of them.
   */
  void awaitListing(DeviceLoop loop) {
    long deadline = loop.nanoTime() + LISTING_NANOS;
    while (isListing() && loop.nanoTime() - deadline < 0) {
      loop.pause(LISTING_TICK_NANOS);
    }
  }

  /**
   * Whether the kernel is still listing what the client has: then it opens nothing. That is known
   * of sessions with processes and inferred of those with files. Of a kernel that opens things
   * meanwhile, {@link CatchUp} tells by its silence that it has done.
   */
  boolean isListing() {
    return openVm(NO_VM) == -Errno.EBUSY;
  }

  /**
   * Whether a session that is over has ended because its client did: one with a process outlives
   * whatever the process has, and when the kernel ends one, that is an error.
   */
  boolean hasEndedWithClient() {
    int ready = poll(0);
    boolean failed = ready < 0 || (ready & KernelInterface.POLLERR) != 0;
    return !dialect.byProcess() && !failed;
  }

  /** One request, unchanged: a result or a negative error number. */
  int request(DebugRequest request, UserBlock argument) {
    return kernel.ioctl(fd, dialect.code(request), argument);
  }

  /** poll(2) for events. */
  int poll(int millis) {
    return kernel.poll(fd, KernelInterface.POLLIN, millis);
  }

  /** The same, again after a signal: for requests whose argument the kernel leaves as it is. */
  private int repeated(DebugRequest request, UserBlock argument) {
    int result = request(request, argument);
    for (int i = 1; i < ATTEMPTS && result == -Errno.EINTR; i++) {
      result = request(request, argument);
    }
    return result;
  }

  /**
   * Lets the client go on that waits for the user fence of a bind.
   *
   * @return 0, or a negative error number: {@code -EBUSY} while the client's resources are still
   *     being listed; a fence that waits no longer is no failure
   */
  int acknowledge(long seqno) {
    try (UserBlock block = kernel.allocate(dialect.structs().ack().size())) {
      dialect.structs().ack().encode(block.bytes(), AckEvent.of(seqno));
      int result = repeated(DebugRequest.ACK_EVENT, block);
      if (result < 0) {
        log.debug("acknowledging {}: {}", seqno, Errno.name(-result));
      }
      return result;
    }
  }

  /**
   * Copies metadata out of the kernel.
   *
   * @return 0, or a negative error number: {@code -EBUSY} while the client's resources are still
   *     being listed
   */
  int readMetadata(long client, long metadata, ByteBuffer into) {
    try (UserBlock data = kernel.allocate(into.remaining());
        UserBlock block = kernel.allocate(ReadMetadataLayout.SIZE)) {
      ReadMetadataLayout.encode(
          block.bytes(),
          new ReadMetadata(client, metadata, 0, 0, data.address(), into.remaining()));
      int result = repeated(DebugRequest.READ_METADATA, block);
      if (result >= 0) {
        into.put(data.bytes());
      }
      return result;
    }
  }

  /** A descriptor on the memory of an address space, or a negative error number. */
  int openVm(VmKey vm) {
    VmOpenLayout layout = dialect.structs().vmOpen();
    try (UserBlock block = kernel.allocate(layout.size())) {
      layout.encode(block.bytes(), new VmOpen(0, vm.client(), vm.vm(), 0, FLUSH_TIMEOUT_NANOS));
      return repeated(DebugRequest.VM_OPEN, block);
    }
  }

  @Override
  public void close() {
    kernel.close(fd);
  }
}
