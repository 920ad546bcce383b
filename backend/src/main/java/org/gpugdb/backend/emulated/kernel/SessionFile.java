package org.gpugdb.backend.emulated.kernel;

import static org.gpugdb.backend.emulated.kernel.ErrnoException.require;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.locks.Condition;
import org.gpugdb.backend.kernel.Errno;
import org.gpugdb.backend.kernel.KernelInterface;
import org.gpugdb.backend.uapi.AckEventLayout;
import org.gpugdb.backend.uapi.AckEventLayout.AckEvent;
import org.gpugdb.backend.uapi.DebugRequest;
import org.gpugdb.backend.uapi.Event;
import org.gpugdb.backend.uapi.EventCodec;
import org.gpugdb.backend.uapi.EventHeaderLayout;
import org.gpugdb.backend.uapi.EventHeaderLayout.EventHeader;
import org.gpugdb.backend.uapi.ReadMetadataLayout;
import org.gpugdb.backend.uapi.ReadMetadataLayout.ReadMetadata;
import org.gpugdb.backend.uapi.SessionRules;
import org.gpugdb.backend.uapi.VmOpenLayout;
import org.gpugdb.backend.uapi.VmOpenLayout.VmOpen;

/** The debugger's descriptor of a session. Closing it ends the session. */
final class SessionFile extends OpenFile {
  private static final long READ_NANOS = 5_000_000_000L;

  private final EmulatedKernel kernel;
  private final DebugSession session;
  private final EventCodec codec;
  private final EuControl euControl;
  private final SessionRules rules;

  /** Whether somebody waits for an event. */
  private boolean waiting;

  SessionFile(EmulatedKernel kernel, DebugSession session) {
    super("anon_inode:[xe_eudebug]", KernelInterface.O_RDONLY);
    this.kernel = kernel;
    this.session = session;
    this.rules = kernel.dialect().rules();
    this.codec = new EventCodec(kernel.dialect());
    this.euControl = new EuControl(kernel, session);
  }

  /** Unlike a DRM node, takes the whole request value for what it says. */
  @Override
  int ioctl(EmulatedProcess caller, long request, long argument)
      throws ErrnoException, InterruptedException {
    DebugRequest known =
        kernel.dialect().request(request).orElseThrow(() -> new ErrnoException(Errno.EINVAL));
    if (known != DebugRequest.READ_EVENT) {
      require(session.discovered() || session.detached(), Errno.EBUSY);
    }
    return switch (known) {
      case READ_EVENT -> readEvent(caller, argument);
      case VM_OPEN -> vmOpen(caller, argument);
      case EU_CONTROL -> euControl.run(caller, argument);
      case READ_METADATA -> readMetadata(caller, argument);
      case ACK_EVENT -> acknowledge(caller, argument);
      case CONNECT, METADATA_CREATE, METADATA_DESTROY -> throw new ErrnoException(Errno.EINVAL);
    };
  }

  private int readEvent(EmulatedProcess caller, long argument)
      throws ErrnoException, InterruptedException {
    EventHeader header =
        EventHeaderLayout.decode(caller.memory().copyIn(argument, EventHeaderLayout.SIZE));
    require(header.type() == EventHeaderLayout.TYPE_READ, Errno.EINVAL);
    require(
        Integer.compareUnsigned(header.len(), EventHeaderLayout.SIZE) >= 0
            && header.flags() == 0
            && header.reserved() == 0,
        Errno.EINVAL);
    require(header.seqno() == 0 || !rules.unusedInputMustBeZero(), Errno.EINVAL);
    Event event = awaitEvent(caller);
    int size = codec.size(event);
    if (Integer.compareUnsigned(size, header.len()) > 0) {
      ByteBuffer needed = ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      caller.memory().copyOut(argument + EventHeaderLayout.LEN_OFFSET, needed.putInt(size).flip());
      throw new ErrnoException(Errno.EMSGSIZE);
    }
    session.events().take();
    deliver(caller, argument, event, size);
    return 0;
  }

  private Event awaitEvent(EmulatedProcess caller) throws ErrnoException, InterruptedException {
    require(!waiting || !rules.oneReader(), Errno.EBUSY);
    long deadline = kernel.lock().after(READ_NANOS);
    waiting = true;
    try {
      while (session.events().isEmpty()) {
        require(!session.detached(), Errno.ENOTCONN);
        require(!nonBlocking(), Errno.EAGAIN);
        require(kernel.lock().now() < deadline, rules.emptyReadErrno());
        kernel.lock().await(session.events().readable(), deadline);
        caller.checkSignals();
      }
      return session.events().next();
    } finally {
      waiting = false;
    }
  }

  /** An event that cannot be handed over is lost, and with it the session. */
  private void deliver(EmulatedProcess caller, long argument, Event event, int size)
      throws ErrnoException {
    ByteBuffer bytes = ByteBuffer.allocate(size);
    codec.encode(bytes, event);
    try {
      caller.memory().copyOut(argument, bytes);
    } catch (ErrnoException e) {
      session.detach(e.errno());
      throw e;
    }
  }

  private int vmOpen(EmulatedProcess caller, long argument) throws ErrnoException {
    VmOpenLayout layout = kernel.dialect().structs().vmOpen();
    VmOpen args = layout.decode(caller.memory().copyIn(argument, layout.size()));
    require(args.flags() == 0, Errno.EINVAL);
    require(Long.compareUnsigned(args.timeoutNs(), VmOpenLayout.MAX_TIMEOUT_NS) <= 0, Errno.EINVAL);
    require(!session.detached(), Errno.ENOTCONN);
    DrmFile client = client(args.clientHandle());
    Vm vm =
        session
            .vms()
            .get(args.vmHandle())
            .filter(v -> v.client() == client)
            .orElseThrow(() -> new ErrnoException(Errno.EINVAL));
    return caller
        .descriptors()
        .install(new VmFile(kernel, vm, args.timeoutNs()), /* closeOnExec= */ true);
  }

  private int readMetadata(EmulatedProcess caller, long argument) throws ErrnoException {
    ReadMetadata args =
        ReadMetadataLayout.decode(caller.memory().copyIn(argument, ReadMetadataLayout.SIZE));
    require(args.flags() == 0, Errno.EINVAL);
    require(!session.detached(), Errno.ENOTCONN);
    DrmFile client = client(args.clientHandle());
    Metadata metadata =
        session
            .metadata()
            .get(args.metadataHandle())
            .filter(m -> m.client() == client)
            .orElseThrow(() -> new ErrnoException(Errno.EINVAL));
    if (args.size() != 0) {
      require(Long.compareUnsigned(args.size(), metadata.length()) >= 0, Errno.EINVAL);
      caller.memory().copyOut(args.ptr(), metadata.content());
    }
    ByteBuffer length = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    caller
        .memory()
        .copyOut(
            argument + ReadMetadataLayout.SIZE_OFFSET, length.putLong(metadata.length()).flip());
    return 0;
  }

  private int acknowledge(EmulatedProcess caller, long argument) throws ErrnoException {
    AckEventLayout layout = kernel.dialect().structs().ack();
    AckEvent args = layout.decode(caller.memory().copyIn(argument, layout.size()));
    require(args.flags() == 0, Errno.EINVAL);
    require(
        (args.type() == 0 && args.reserved() == 0) || !rules.unusedInputMustBeZero(), Errno.EINVAL);
    require(!session.detached(), Errno.ENOTCONN);
    session.acknowledge(args.seqno());
    return 0;
  }

  private DrmFile client(long handle) throws ErrnoException {
    return session.client(handle).orElseThrow(() -> new ErrnoException(Errno.EINVAL));
  }

  @Override
  int readiness() {
    int ready = session.events().isEmpty() ? 0 : KernelInterface.POLLIN;
    if (session.detached()) {
      ready |= KernelInterface.POLLHUP | (session.error() != 0 ? KernelInterface.POLLERR : 0);
    }
    return ready;
  }

  @Override
  Condition readinessChanged() {
    return session.events().readable();
  }

  @Override
  void release() {
    session.detach(0);
  }
}
