package org.gpugdb.backend.driver;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.gpugdb.backend.kernel.KernelInterface;
import org.gpugdb.backend.kernel.UserBlock;
import org.gpugdb.backend.uapi.AttachDebugExtensionLayout;
import org.gpugdb.backend.uapi.AttachDebugExtensionLayout.AttachDebugExtension;
import org.gpugdb.backend.uapi.DebugAreaLayout;
import org.gpugdb.backend.uapi.DebugRequest;
import org.gpugdb.backend.uapi.DeviceQueryLayout;
import org.gpugdb.backend.uapi.Dialect;
import org.gpugdb.backend.uapi.EngineClassInstanceLayout;
import org.gpugdb.backend.uapi.EngineClassInstanceLayout.EngineClassInstance;
import org.gpugdb.backend.uapi.ExecQueueCreateLayout;
import org.gpugdb.backend.uapi.ExecQueueCreateLayout.ExecQueueCreate;
import org.gpugdb.backend.uapi.ExecQueueDestroyLayout;
import org.gpugdb.backend.uapi.ExecQueueDestroyLayout.ExecQueueDestroy;
import org.gpugdb.backend.uapi.HwconfigLayout;
import org.gpugdb.backend.uapi.MetadataCreateLayout;
import org.gpugdb.backend.uapi.MetadataCreateLayout.MetadataCreate;
import org.gpugdb.backend.uapi.MetadataType;
import org.gpugdb.backend.uapi.RiscvEuLayout;
import org.gpugdb.backend.uapi.SetPropertyExtensionLayout;
import org.gpugdb.backend.uapi.SetPropertyExtensionLayout.SetPropertyExtension;
import org.gpugdb.backend.uapi.StateSaveAreaLayout;
import org.gpugdb.backend.uapi.StateSaveAreaLayout.Geometry;
import org.gpugdb.backend.uapi.StateSaveAreaLayout.Header;
import org.gpugdb.backend.uapi.SyncLayout;
import org.gpugdb.backend.uapi.SyncLayout.Sync;
import org.gpugdb.backend.uapi.VmBindLayout;
import org.gpugdb.backend.uapi.VmBindLayout.VmBind;
import org.gpugdb.backend.uapi.VmBindOpLayout;
import org.gpugdb.backend.uapi.VmBindOpLayout.VmBindOp;
import org.gpugdb.backend.uapi.VmCreateLayout;
import org.gpugdb.backend.uapi.VmCreateLayout.VmCreate;
import org.gpugdb.backend.uapi.XeRequest;

/**
 * One open device file with one address space and, once it is created, one debuggable queue.
 *
 * <p>Opening it also sets up what a debugger needs in the address space: the state save area and
 * the debug area, both announced by metadata.
 */
final class GpuClient implements AutoCloseable {
  /** Where the client puts things; nothing here equals an address of the process. */
  static final long HEAP = 0x2000_0000_0000L;

  static final long STATE_SAVE_AREA = 0x5000_0000_0000L;
  static final long DEBUG_AREA = 0x5001_0000_0000L;
  static final long PRIVATE_MEMORY = 0x5100_0000_0000L;

  /** Private memory of one hardware thread, in bytes. */
  static final int PRIVATE_BYTES = 16 << 10;

  private static final long HEAP_ALIGNMENT = 2 << 20;

  private final DeviceFile device;
  private final Dialect dialect;
  private final Geometry geometry;
  private final int vm;
  private final List<Buffer> buffers = new ArrayList<>();

  /** Kept, because the GPU uses them, as long as the client. */
  private final List<UserRange> userRanges = new ArrayList<>();

  private int queue;
  private long nextHeapAddress = HEAP;

  private GpuClient(DeviceFile device, Dialect dialect, Geometry geometry, int vm) {
    this.device = device;
    this.dialect = dialect;
    this.geometry = geometry;
    this.vm = vm;
  }

  static GpuClient open(KernelInterface kernel, String node, Dialect dialect)
      throws DriverException {
    DeviceFile device = DeviceFile.open(kernel, node);
    try {
      GpuClient client = new GpuClient(device, dialect, geometry(device), createVm(device));
      client.createDebugAreas();
      return client;
    } catch (DriverException e) {
      device.close();
      throw e;
    }
  }

  private static Geometry geometry(DeviceFile device) throws DriverException {
    Map<Integer, Integer> config = HwconfigLayout.decode(device.query(DeviceQueryLayout.HWCONFIG));
    int slices = item(config, HwconfigLayout.MAX_SLICES);
    return new Geometry(
        slices,
        item(config, HwconfigLayout.MAX_SUBSLICES) / slices,
        item(config, HwconfigLayout.MAX_EU_PER_SUBSLICE),
        item(config, HwconfigLayout.THREADS_PER_EU));
  }

  private static int item(Map<Integer, Integer> config, int key) throws DriverException {
    Integer value = config.get(key);
    if (value == null) {
      throw new DriverException("hardware configuration: key " + key + " is missing");
    }
    return value;
  }

  private static int createVm(DeviceFile device) throws DriverException {
    try (UserBlock block = device.block(VmCreateLayout.SIZE)) {
      VmCreateLayout.encode(block.bytes(), new VmCreate(0, VmCreateLayout.FLAG_LR_MODE, 0));
      device.call("VM_CREATE", XeRequest.VM_CREATE, block);
      return VmCreateLayout.decode(block.bytes()).vmId();
    }
  }

  private void createDebugAreas() throws DriverException {
    Header header = RiscvEuLayout.header(geometry);
    ByteBuffer saveArea = ByteBuffer.allocate(header.headerBytes());
    StateSaveAreaLayout.encode(saveArea, header);
    bindArea(MetadataType.SIP_AREA, STATE_SAVE_AREA, header.areaBytes(), saveArea);

    ByteBuffer debugArea = ByteBuffer.allocate(DebugAreaLayout.OCCUPANCY_OFFSET);
    DebugAreaLayout.initialise(debugArea);
    bindArea(MetadataType.MODULE_AREA, DEBUG_AREA, DebugAreaLayout.size(threads()), debugArea);
  }

  /** The area's first bytes are there before a debugger can hear of it. */
  private void bindArea(MetadataType type, long address, long size, ByteBuffer content)
      throws DriverException {
    ByteBuffer payload = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    int metadata = createMetadata(type, payload.putLong(0, address));
    Buffer buffer = createBuffer(size);
    buffer.write(0, content);
    bind(buffer, 0, size, address, List.of(metadata));
  }

  /** Number of hardware threads of the device. */
  int threads() {
    return geometry.slots();
  }

  /** A new buffer object, freed with the client. */
  Buffer createBuffer(long size) throws DriverException {
    Buffer buffer = Buffer.create(device, size);
    buffers.add(buffer);
    return buffer;
  }

  /** A new buffer bound at the next free address of the heap. */
  Allocation allocate(long size) throws DriverException {
    Buffer buffer = createBuffer(size);
    long address = reserve(buffer.size());
    bind(buffer, 0, buffer.size(), address, List.of());
    return new Allocation(buffer, address);
  }

  /** New memory of the process itself, bound at the next free address of the heap. */
  Allocation share(int size) throws DriverException {
    UserRange range = UserRange.allocate(device.kernel(), size);
    userRanges.add(range);
    return new Allocation(range, bindUser(range.address(), range.size()));
  }

  /**
   * Binds pages of the process itself, which must stay, at the next free address of the heap, and
   * tells debuggers that this is what they are.
   *
   * @return that address
   */
  long bindUser(long userAddress, long size) throws DriverException {
    long address = reserve(size);
    ByteBuffer payload = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    int metadata = createMetadata(MetadataType.USER_MEMORY, payload.putLong(0, userAddress));
    int map = VmBindOpLayout.OP_MAP_USERPTR;
    try (UserBlock extensions = attachments(List.of(metadata))) {
      bind(new VmBindOp(extensions.address(), 0, 0, userAddress, size, address, map, 0, 0));
    }
    return address;
  }

  private long reserve(long size) {
    long address = nextHeapAddress;
    nextHeapAddress += (size + HEAP_ALIGNMENT) & -HEAP_ALIGNMENT;
    return address;
  }

  /** Gives every hardware thread private memory, where dispatches put its stack. */
  void bindPrivateMemory() throws DriverException {
    long size = (long) threads() * PRIVATE_BYTES;
    bind(createBuffer(size), 0, size, PRIVATE_MEMORY, List.of());
  }

  /**
   * @param address GPU address of the memory's first byte
   */
  record Allocation(HostMemory memory, long address) {}

  /** Gives the kernel a copy of debug data; the answer is its id. */
  int createMetadata(MetadataType type, ByteBuffer data) throws DriverException {
    try (UserBlock payload = device.block(data);
        UserBlock block = device.block(MetadataCreateLayout.SIZE)) {
      MetadataCreateLayout.encode(
          block.bytes(),
          new MetadataCreate(0, type.number(), payload.address(), payload.size(), 0));
      device.call("METADATA_CREATE", dialect.code(DebugRequest.METADATA_CREATE), block);
      return MetadataCreateLayout.decode(block.bytes()).metadataId();
    }
  }

  /**
   * Binds a part of a buffer and waits for the bind's fence: when the bind loads code, that is as
   * long as a debugger wants.
   *
   * @param metadata ids that are attached to the mapping
   */
  void bind(Buffer buffer, long offset, long range, long address, List<Integer> metadata)
      throws DriverException {
    try (UserBlock extensions = attachments(metadata)) {
      bind(
          new VmBindOp(
              metadata.isEmpty() ? 0 : extensions.address(),
              buffer.handle(),
              0,
              offset,
              Buffer.pages(range),
              address,
              VmBindOpLayout.OP_MAP,
              0,
              0));
    }
  }

  private void bind(VmBindOp operation) throws DriverException {
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

  /** A chain of one attach-debug extension for each metadata id. */
  private UserBlock attachments(List<Integer> metadata) {
    int size = AttachDebugExtensionLayout.SIZE;
    UserBlock block = device.block(Math.max(1, metadata.size()) * size);
    for (int i = 0; i < metadata.size(); i++) {
      long next = i + 1 < metadata.size() ? block.address() + (long) (i + 1) * size : 0;
      AttachDebugExtensionLayout.encode(
          block.bytes().position(i * size),
          new AttachDebugExtension(next, AttachDebugExtensionLayout.NAME, metadata.get(i), 0, 1));
    }
    return block;
  }

  /** Creates the queue, debuggable. From now on the address space is a process to a debugger. */
  void createQueue() throws DriverException {
    try (UserBlock property = device.block(SetPropertyExtensionLayout.SIZE);
        UserBlock engine = device.block(EngineClassInstanceLayout.SIZE);
        UserBlock block = device.block(ExecQueueCreateLayout.SIZE)) {
      SetPropertyExtensionLayout.encode(
          property.bytes(),
          new SetPropertyExtension(
              0,
              SetPropertyExtensionLayout.NAME,
              dialect.execQueueEudebugProperty(),
              SetPropertyExtensionLayout.EUDEBUG_ENABLE));
      EngineClassInstanceLayout.encode(
          engine.bytes(), new EngineClassInstance(EngineClassInstanceLayout.COMPUTE, 0, 0));
      ExecQueueCreateLayout.encode(
          block.bytes(), new ExecQueueCreate(property.address(), 1, 1, vm, 0, 0, engine.address()));
      device.call("EXEC_QUEUE_CREATE", XeRequest.EXEC_QUEUE_CREATE, block);
      queue = ExecQueueCreateLayout.decode(block.bytes()).execQueueId();
    }
  }

  /** Destroys the queue: to a debugger, the process ends. Does nothing without a queue. */
  void destroyQueue() throws DriverException {
    if (queue == 0) {
      return;
    }
    try (UserBlock block = device.block(ExecQueueDestroyLayout.SIZE)) {
      ExecQueueDestroyLayout.encode(block.bytes(), new ExecQueueDestroy(queue));
      queue = 0;
      device.call("EXEC_QUEUE_DESTROY", XeRequest.EXEC_QUEUE_DESTROY, block);
    }
  }

  /** Starts a grid and waits until all of it has ended. */
  void run(Launch launch) throws DriverException {
    try (UserFence fence = new UserFence(device);
        UserBlock arguments = device.block(launch.argumentBytes());
        UserBlock block = launch.encode(device, queue, arguments, fence)) {
      device.call("DISPATCH", XeRequest.DISPATCH, block);
      fence.await(queue);
    }
  }

  /** Closes the device file; the kernel frees everything that belongs to it. */
  @Override
  public void close() {
    device.close();
  }
}
