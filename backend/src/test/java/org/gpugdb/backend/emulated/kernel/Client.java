package org.gpugdb.backend.emulated.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.gpugdb.backend.kernel.KernelInterface;
import org.gpugdb.backend.kernel.UserBlock;
import org.gpugdb.backend.uapi.AttachDebugExtensionLayout;
import org.gpugdb.backend.uapi.AttachDebugExtensionLayout.AttachDebugExtension;
import org.gpugdb.backend.uapi.DebugRequest;
import org.gpugdb.backend.uapi.Dialect;
import org.gpugdb.backend.uapi.DispatchLayout;
import org.gpugdb.backend.uapi.EngineClassInstanceLayout;
import org.gpugdb.backend.uapi.EngineClassInstanceLayout.EngineClassInstance;
import org.gpugdb.backend.uapi.ExecQueueCreateLayout;
import org.gpugdb.backend.uapi.ExecQueueCreateLayout.ExecQueueCreate;
import org.gpugdb.backend.uapi.ExecQueueDestroyLayout;
import org.gpugdb.backend.uapi.ExecQueueDestroyLayout.ExecQueueDestroy;
import org.gpugdb.backend.uapi.GemCreateLayout;
import org.gpugdb.backend.uapi.GemCreateLayout.GemCreate;
import org.gpugdb.backend.uapi.GemMmapOffsetLayout;
import org.gpugdb.backend.uapi.GemMmapOffsetLayout.GemMmapOffset;
import org.gpugdb.backend.uapi.MetadataCreateLayout;
import org.gpugdb.backend.uapi.MetadataCreateLayout.MetadataCreate;
import org.gpugdb.backend.uapi.MetadataDestroyLayout;
import org.gpugdb.backend.uapi.MetadataDestroyLayout.MetadataDestroy;
import org.gpugdb.backend.uapi.MetadataType;
import org.gpugdb.backend.uapi.SetPropertyExtensionLayout;
import org.gpugdb.backend.uapi.SetPropertyExtensionLayout.SetPropertyExtension;
import org.gpugdb.backend.uapi.SyncLayout;
import org.gpugdb.backend.uapi.SyncLayout.Sync;
import org.gpugdb.backend.uapi.VmBindLayout;
import org.gpugdb.backend.uapi.VmBindLayout.VmBind;
import org.gpugdb.backend.uapi.VmBindOpLayout;
import org.gpugdb.backend.uapi.VmBindOpLayout.VmBindOp;
import org.gpugdb.backend.uapi.VmCreateLayout;
import org.gpugdb.backend.uapi.VmCreateLayout.VmCreate;
import org.gpugdb.backend.uapi.VmDestroyLayout;
import org.gpugdb.backend.uapi.VmDestroyLayout.VmDestroy;
import org.gpugdb.backend.uapi.WaitUserFenceLayout;
import org.gpugdb.backend.uapi.WaitUserFenceLayout.WaitUserFence;
import org.gpugdb.backend.uapi.XeRequest;

/** A GPU client in a test: one DRM file, requests as bytes. Results are the kernel's. */
final class Client {
  static final long SIGNALLED = 0x600d_f00dL;

  private final LocalProcess process;
  private final int fd;

  private final Dialect dialect;

  private Client(LocalProcess process, Dialect dialect, int fd) {
    this.process = process;
    this.dialect = dialect;
    this.fd = fd;
  }

  static Client open(LocalProcess process) {
    return open(process, Dialect.PRELIM);
  }

  static Client open(LocalProcess process, Dialect dialect) {
    int fd = process.open("/dev/dri/renderD128", KernelInterface.O_RDWR);
    assertThat(fd).isGreaterThanOrEqualTo(3);
    return new Client(process, dialect, fd);
  }

  LocalProcess process() {
    return process;
  }

  int fd() {
    return fd;
  }

  int close() {
    return process.close(fd);
  }

  int ioctl(long request, UserBlock argument) {
    return process.ioctl(fd, request, argument);
  }

  UserBlock block(int size) {
    return process.allocate(size);
  }

  int createVm(int flags) {
    UserBlock block = block(VmCreateLayout.SIZE);
    VmCreateLayout.encode(block.bytes(), new VmCreate(0, flags, 0));
    assertThat(ioctl(XeRequest.VM_CREATE, block)).isZero();
    return VmCreateLayout.decode(block.bytes()).vmId();
  }

  /** In long-running mode, as debuggable address spaces are. */
  int createVm() {
    return createVm(VmCreateLayout.FLAG_LR_MODE);
  }

  int destroyVm(int vm) {
    UserBlock block = block(VmDestroyLayout.SIZE);
    VmDestroyLayout.encode(block.bytes(), new VmDestroy(vm));
    return ioctl(XeRequest.VM_DESTROY, block);
  }

  int createObject(long size) {
    UserBlock block = block(GemCreateLayout.SIZE);
    GemCreateLayout.encode(
        block.bytes(), new GemCreate(0, size, 1, 0, 0, 0, GemCreateLayout.CACHING_WB));
    assertThat(ioctl(XeRequest.GEM_CREATE, block)).isZero();
    return GemCreateLayout.decode(block.bytes()).handle();
  }

  /** The whole object, mapped. */
  UserBlock map(int object, int size) {
    UserBlock block = block(GemMmapOffsetLayout.SIZE);
    GemMmapOffsetLayout.encode(block.bytes(), new GemMmapOffset(0, object, 0, 0));
    assertThat(ioctl(XeRequest.GEM_MMAP_OFFSET, block)).isZero();
    return process.mmap(fd, GemMmapOffsetLayout.decode(block.bytes()).offset(), size).orElseThrow();
  }

  /** VM_BIND; a fence if {@code fence} is given, which is written when the bind is done. */
  int bind(int vm, List<VmBindOp> ops, UserBlock... fence) {
    UserBlock block = block(VmBindLayout.SIZE);
    UserBlock syncs = block(Math.max(1, fence.length) * SyncLayout.SIZE);
    for (int i = 0; i < fence.length; i++) {
      SyncLayout.encode(
          syncs.bytes().position(i * SyncLayout.SIZE),
          new Sync(
              0,
              SyncLayout.TYPE_USER_FENCE,
              SyncLayout.FLAG_SIGNAL,
              fence[i].address(),
              SIGNALLED));
    }
    UserBlock vector = block(Math.max(1, ops.size()) * VmBindOpLayout.SIZE);
    for (int i = 0; i < ops.size(); i++) {
      VmBindOpLayout.encode(vector.bytes().position(i * VmBindOpLayout.SIZE), ops.get(i));
    }
    long array = ops.size() > 1 ? vector.address() : 0;
    VmBindLayout.encode(
        block.bytes(), new VmBind(0, vm, 0, ops.size(), array, fence.length, syncs.address()));
    if (ops.size() == 1) {
      ByteBuffer bytes = block.bytes().position(VmBindLayout.BIND_OFFSET);
      VmBindOpLayout.encode(bytes, ops.get(0));
    }
    return ioctl(XeRequest.VM_BIND, block);
  }

  static VmBindOp map(int object, long offset, long range, long address, long extensions) {
    return new VmBindOp(extensions, object, 0, offset, range, address, VmBindOpLayout.OP_MAP, 0, 0);
  }

  static VmBindOp unmap(long address, long range) {
    return new VmBindOp(0, 0, 0, 0, range, address, VmBindOpLayout.OP_UNMAP, 0, 0);
  }

  static VmBindOp unmapAll(int object) {
    return new VmBindOp(0, object, 0, 0, 0, 0, VmBindOpLayout.OP_UNMAP_ALL, 0, 0);
  }

  static VmBindOp mapUser(UserBlock memory, long address, int flags) {
    return new VmBindOp(
        0, 0, 0, memory.address(), memory.size(), address, VmBindOpLayout.OP_MAP_USERPTR, flags, 0);
  }

  /** A chain of one attach-debug extension for each metadata id. */
  long attach(int... metadata) {
    int size = AttachDebugExtensionLayout.SIZE;
    UserBlock block = block(metadata.length * size);
    for (int i = 0; i < metadata.length; i++) {
      long next = i + 1 < metadata.length ? block.address() + (long) (i + 1) * size : 0;
      AttachDebugExtensionLayout.encode(
          block.bytes().position(i * size),
          new AttachDebugExtension(next, AttachDebugExtensionLayout.NAME, metadata[i], 0, 70 + i));
    }
    return block.address();
  }

  int createMetadata(MetadataType type, String content) {
    byte[] bytes = content.getBytes(StandardCharsets.US_ASCII);
    UserBlock data = block(bytes.length);
    data.bytes().put(bytes);
    UserBlock block = block(MetadataCreateLayout.SIZE);
    MetadataCreateLayout.encode(
        block.bytes(), new MetadataCreate(0, type.number(), data.address(), bytes.length, 0));
    assertThat(ioctl(dialect.code(DebugRequest.METADATA_CREATE), block)).isZero();
    return MetadataCreateLayout.decode(block.bytes()).metadataId();
  }

  int destroyMetadata(int id) {
    UserBlock block = block(MetadataDestroyLayout.SIZE);
    MetadataDestroyLayout.encode(block.bytes(), new MetadataDestroy(0, id));
    return ioctl(dialect.code(DebugRequest.METADATA_DESTROY), block);
  }

  /** EXEC_QUEUE_CREATE with the eudebug property of that value; the id or an error. */
  int createQueue(int vm, int engineClass, long... eudebug) {
    UserBlock engine = block(EngineClassInstanceLayout.SIZE);
    EngineClassInstanceLayout.encode(engine.bytes(), new EngineClassInstance(engineClass, 0, 0));
    long extension = 0;
    for (long value : eudebug) {
      UserBlock property = block(SetPropertyExtensionLayout.SIZE);
      SetPropertyExtensionLayout.encode(
          property.bytes(),
          new SetPropertyExtension(
              extension,
              SetPropertyExtensionLayout.NAME,
              dialect.execQueueEudebugProperty(),
              value));
      extension = property.address();
    }
    UserBlock block = block(ExecQueueCreateLayout.SIZE);
    ExecQueueCreateLayout.encode(
        block.bytes(), new ExecQueueCreate(extension, 1, 1, vm, 0, 0, engine.address()));
    int result = ioctl(XeRequest.EXEC_QUEUE_CREATE, block);
    return result < 0 ? result : ExecQueueCreateLayout.decode(block.bytes()).execQueueId();
  }

  int createDebuggableQueue(int vm) {
    int queue =
        createQueue(
            vm, EngineClassInstanceLayout.COMPUTE, SetPropertyExtensionLayout.EUDEBUG_ENABLE);
    assertThat(queue).isPositive();
    return queue;
  }

  int destroyQueue(int queue) {
    UserBlock block = block(ExecQueueDestroyLayout.SIZE);
    ExecQueueDestroyLayout.encode(block.bytes(), new ExecQueueDestroy(queue));
    return ioctl(XeRequest.EXEC_QUEUE_DESTROY, block);
  }

  /** WAIT_USER_FENCE for {@link #SIGNALLED}. */
  int await(UserBlock fence, long nanos, int queue) {
    UserBlock block = block(WaitUserFenceLayout.SIZE);
    WaitUserFenceLayout.encode(
        block.bytes(),
        new WaitUserFence(
            0, fence.address(), WaitUserFenceLayout.EQ, 0, SIGNALLED, -1, nanos, queue));
    return ioctl(XeRequest.WAIT_USER_FENCE, block);
  }

  /** Starts plain threads, with debugging if an area is given. */
  int dispatch(int queue, int threads, long entry, long saveArea, UserBlock fence) {
    UserBlock block = block(DispatchLayout.SIZE);
    DispatchLayout.encode(
        block.bytes(),
        new DispatchLayout.Dispatch(
            queue,
            DispatchLayout.FLAG_FLAT,
            entry,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            threads,
            0,
            0,
            0,
            0,
            0,
            block.address(),
            0,
            saveArea,
            0,
            fence.address(),
            SIGNALLED));
    return ioctl(XeRequest.DISPATCH, block);
  }
}
