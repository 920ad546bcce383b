package org.gpugdb.backend.emulated.kernel;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.locks.Condition;
import java.util.function.Consumer;
import org.gpugdb.backend.kernel.Errno;
import org.gpugdb.backend.uapi.IoctlNumber;

/**
 * An open DRM node: a client of the GPU, with the objects it has created. The client belongs to the
 * process that opened it, whoever else holds a descriptor.
 */
final class DrmFile extends OpenFile {
  private final EmulatedKernel kernel;
  private final EmulatedProcess owner;
  private final long id;
  private final IdTable<GemObject> objects = new IdTable<>();
  private final IdTable<Vm> vms = new IdTable<>();
  private final IdTable<ExecQueue> queues = new IdTable<>();
  private final IdTable<Metadata> metadata = new IdTable<>();
  private final Condition events;

  private DrmFile(String path, int flags, EmulatedKernel kernel, EmulatedProcess owner) {
    super(path, flags);
    this.kernel = kernel;
    this.owner = owner;
    this.id = kernel.nextClientId();
    this.events = kernel.lock().newCondition();
  }

  static DrmFile open(String path, int flags, EmulatedKernel kernel, EmulatedProcess owner) {
    DrmFile file = new DrmFile(path, flags, kernel, owner);
    kernel.clients().add(file);
    file.tellDebugger(session -> session.clientOpened(file));
    return file;
  }

  EmulatedProcess owner() {
    return owner;
  }

  /** In the form of the kernel's documentation of DRM client usage statistics. */
  @Override
  String info() {
    return super.info() + "drm-driver:\txe\n" + "drm-client-id:\t" + id + "\n";
  }

  IdTable<GemObject> objects() {
    return objects;
  }

  IdTable<Vm> vms() {
    return vms;
  }

  IdTable<ExecQueue> queues() {
    return queues;
  }

  IdTable<Metadata> metadata() {
    return metadata;
  }

  /** Tells the session that debugs this client, if there is one and its discovery is over. */
  void tellDebugger(Consumer<DebugSession> what) {
    kernel.eudebug().session(this).filter(DebugSession::discovered).ifPresent(what);
  }

  /**
   * Like the DRM core, looks at the request's number only, takes a shorter or longer argument for
   * what it is, and writes the argument back even on failure.
   */
  @Override
  int ioctl(EmulatedProcess caller, long request, long argument) throws ErrnoException {
    DrmRequest known = kernel.drmRequests().get(IoctlNumber.number(request));
    if (known == null) {
      throw new ErrnoException(Errno.EINVAL);
    }
    int size = IoctlNumber.size(request);
    ByteBuffer struct =
        ByteBuffer.allocate(Math.max(size, known.size())).order(ByteOrder.LITTLE_ENDIAN);
    if (IoctlNumber.kernelReads(request)) {
      struct.put(0, caller.memory().copyIn(argument, size), 0, size);
    }
    int result = run(known, new DrmCall(this, caller, struct));
    if (IoctlNumber.kernelWrites(request)) {
      caller.memory().copyOut(argument, struct.slice(0, size));
    }
    return result;
  }

  private int run(DrmRequest request, DrmCall call) {
    try {
      return request.waitsForDiscovery()
          ? kernel.eudebug().discoveryGate().shared(() -> request.handler().run(call))
          : request.handler().run(call);
    } catch (ErrnoException e) {
      return -e.errno();
    } catch (InterruptedException e) {
      return -Errno.EINTR;
    }
  }

  @Override
  BufferMapping mmap(long offset, int length) throws ErrnoException {
    for (GemObject object : objects.values()) {
      long within = offset - object.mmapOffset();
      if (within >= 0 && within < object.size()) {
        return object.map(within, length);
      }
    }
    throw new ErrnoException(Errno.EINVAL);
  }

  /** There are no DRM events. */
  @Override
  int readiness() {
    return 0;
  }

  @Override
  Condition readinessChanged() {
    return events;
  }

  /** Everything the client has goes with it; its debugger hears of the client only. */
  @Override
  void release() {
    kernel.clients().remove(this);
    queues.values().forEach(queue -> kernel.destroy(queue));
    vms.values().forEach(Vm::destroy);
    objects.values().forEach(GemObject::closeHandle);
    kernel.eudebug().session(this).ifPresent(session -> session.clientClosed(this));
  }
}
