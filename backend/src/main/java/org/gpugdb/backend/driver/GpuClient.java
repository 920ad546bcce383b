package org.gpugdb.backend.driver;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.gpugdb.backend.driver.DebugInformation.Area;
import org.gpugdb.backend.kernel.KernelInterface;
import org.gpugdb.backend.kernel.UserBlock;
import org.gpugdb.backend.uapi.DebugAreaLayout;
import org.gpugdb.backend.uapi.DeviceQueryLayout;
import org.gpugdb.backend.uapi.Dialect;
import org.gpugdb.backend.uapi.EngineClassInstanceLayout;
import org.gpugdb.backend.uapi.EngineClassInstanceLayout.EngineClassInstance;
import org.gpugdb.backend.uapi.ExecQueueCreateLayout;
import org.gpugdb.backend.uapi.ExecQueueCreateLayout.ExecQueueCreate;
import org.gpugdb.backend.uapi.ExecQueueDestroyLayout;
import org.gpugdb.backend.uapi.ExecQueueDestroyLayout.ExecQueueDestroy;
import org.gpugdb.backend.uapi.HwconfigLayout;
import org.gpugdb.backend.uapi.RiscvEuLayout;
import org.gpugdb.backend.uapi.SetPropertyExtensionLayout;
import org.gpugdb.backend.uapi.SetPropertyExtensionLayout.SetPropertyExtension;
import org.gpugdb.backend.uapi.StateSaveAreaLayout;
import org.gpugdb.backend.uapi.StateSaveAreaLayout.Geometry;
import org.gpugdb.backend.uapi.StateSaveAreaLayout.Header;
import org.gpugdb.backend.uapi.VmBindOpLayout;
import org.gpugdb.backend.uapi.VmBindOpLayout.VmBindOp;
import org.gpugdb.backend.uapi.VmCreateLayout;
import org.gpugdb.backend.uapi.VmCreateLayout.VmCreate;
import org.gpugdb.backend.uapi.XeRequest;

/**
 * One open device file with one address space and, once it is created, one debuggable queue.
 *
 * <p>Opening it also sets up what a debugger needs in the address space: the state save area and
 * the debug area, both announced to debuggers.
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
  private final VmBinder binder;
  private final DebugInformation debugInformation;
  private final List<Buffer> buffers = new ArrayList<>();

  /** Kept, because the GPU uses them, as long as the client. */
  private final List<UserRange> userRanges = new ArrayList<>();

  private int queue;
  private long nextHeapAddress = HEAP;

  private GpuClient(DeviceFile device, Dialect dialect, Geometry geometry, int vm)
      throws DriverException {
    this.device = device;
    this.dialect = dialect;
    this.geometry = geometry;
    this.vm = vm;
    this.binder = new VmBinder(device, vm);
    this.debugInformation = DebugInformation.of(dialect, binder);
  }

  static GpuClient open(KernelInterface kernel, String node, Dialect dialect)
      throws DriverException {
    return of(DeviceFile.open(kernel, node), dialect);
  }

  /**
   * Makes a client of an open file.
   *
   * @param device closed with the client, or when this fails
   */
  static GpuClient of(DeviceFile device, Dialect dialect) throws DriverException {
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
    bindArea(Area.STATE_SAVE, STATE_SAVE_AREA, header.areaBytes(), saveArea);

    ByteBuffer debugArea = ByteBuffer.allocate(DebugAreaLayout.OCCUPANCY_OFFSET);
    DebugAreaLayout.initialise(debugArea);
    bindArea(Area.DEBUG, DEBUG_AREA, DebugAreaLayout.size(threads()), debugArea);
  }

  /** The area's first bytes are there before a debugger can hear of it. */
  private void bindArea(Area area, long address, long size, ByteBuffer content)
      throws DriverException {
    Buffer buffer = createBuffer(size);
    buffer.write(0, content);
    debugInformation.bindArea(map(buffer, 0, size, address), area);
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
    bind(buffer, 0, buffer.size(), address);
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
    debugInformation.bindUserMemory(
        new VmBindOp(0, 0, 0, userAddress, size, address, VmBindOpLayout.OP_MAP_USERPTR, 0, 0));
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
    bind(createBuffer(size), 0, size, PRIVATE_MEMORY);
  }

  /**
   * @param address GPU address of the memory's first byte
   */
  record Allocation(HostMemory memory, long address) {}

  /** Binds a part of a buffer. */
  void bind(Buffer buffer, long offset, long range, long address) throws DriverException {
    binder.bind(map(buffer, offset, range, address));
  }

  /**
   * Binds a part of a buffer that has code, and waits as long as a debugger wants.
   *
   * @param elf the file that the code comes from
   */
  void bindModule(Buffer buffer, long offset, long range, long address, ByteBuffer elf)
      throws DriverException {
    debugInformation.bindModule(map(buffer, offset, range, address), elf);
  }

  private static VmBindOp map(Buffer buffer, long offset, long range, long address) {
    return new VmBindOp(
        0, buffer.handle(), 0, offset, Buffer.pages(range), address, VmBindOpLayout.OP_MAP, 0, 0);
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

  /**
   * Closes the device file; the kernel frees everything that belongs to it; files for debuggers go,
   * too.
   */
  @Override
  public void close() {
    device.close();
    debugInformation.close();
  }
}
