package org.gpugdb.backend.emulated.kernel;

import static org.gpugdb.backend.emulated.kernel.ErrnoException.require;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import org.gpugdb.backend.emulated.gpu.AddressSpace;
import org.gpugdb.backend.emulated.gpu.GpuDevice;
import org.gpugdb.backend.emulated.gpu.Topology;
import org.gpugdb.backend.kernel.Errno;
import org.gpugdb.backend.uapi.ConfigLayout;
import org.gpugdb.backend.uapi.DeviceQueryLayout;
import org.gpugdb.backend.uapi.DeviceQueryLayout.DeviceQuery;
import org.gpugdb.backend.uapi.EngineClassInstanceLayout.EngineClassInstance;
import org.gpugdb.backend.uapi.EngineLayout;
import org.gpugdb.backend.uapi.EngineLayout.Engine;
import org.gpugdb.backend.uapi.GtLayout;
import org.gpugdb.backend.uapi.GtLayout.Gt;
import org.gpugdb.backend.uapi.HwconfigLayout;
import org.gpugdb.backend.uapi.MemRegionLayout;
import org.gpugdb.backend.uapi.MemRegionLayout.MemRegion;
import org.gpugdb.backend.uapi.RiscvEuLayout;
import org.gpugdb.backend.uapi.TopologyMaskLayout;
import org.gpugdb.backend.uapi.TopologyMaskLayout.TopologyMask;

/** DEVICE_QUERY: what the device is. */
final class QueryRequest {
  private static final int REFERENCE_CLOCK_HZ = 19_200_000;

  /** Masks come in whole 32-bit words. */
  private static final int MASK_UNIT_BITS = 32;

  private final Topology topology;
  private final int slmBytes;
  private final Graphics graphics;

  QueryRequest(GpuDevice device, Graphics graphics) {
    this.topology = device.topology();
    this.slmBytes = device.slmBytes();
    this.graphics = graphics;
  }

  int query(DrmCall call) throws ErrnoException {
    DeviceQuery args = DeviceQueryLayout.decode(call.argument());
    require(args.extensions() == 0, Errno.EINVAL);
    ByteBuffer answer = answer(args.query());
    if (args.size() == 0) {
      call.argument().putInt(DeviceQueryLayout.SIZE_OFFSET, answer.capacity());
      return 0;
    }
    require(args.size() == answer.capacity(), Errno.EINVAL);
    call.caller().memory().copyOut(args.data(), answer.clear());
    return 0;
  }

  private ByteBuffer answer(int query) throws ErrnoException {
    return switch (query) {
      case DeviceQueryLayout.ENGINES -> engines();
      case DeviceQueryLayout.MEM_REGIONS -> memoryRegions();
      case DeviceQueryLayout.CONFIG -> config();
      case DeviceQueryLayout.GT_LIST -> gtList();
      case DeviceQueryLayout.HWCONFIG -> hardware();
      case DeviceQueryLayout.GT_TOPOLOGY -> topologyMasks();
      default -> throw new ErrnoException(Errno.EINVAL);
    };
  }

  private static ByteBuffer engines() {
    ByteBuffer answer = array(EngineLayout.ARRAY_OFFSET, Engines.ALL.size(), EngineLayout.SIZE);
    for (EngineClassInstance engine : Engines.ALL) {
      EngineLayout.encode(
          answer, new Engine(engine.engineClass(), engine.engineInstance(), engine.gtId()));
      answer.position(answer.position() + EngineLayout.SIZE);
    }
    return answer;
  }

  private static ByteBuffer memoryRegions() {
    ByteBuffer answer = array(MemRegionLayout.ARRAY_OFFSET, 2, MemRegionLayout.SIZE);
    MemRegionLayout.encode(answer, region(MemRegionLayout.SYSMEM, MemoryRegions.SYSTEM));
    answer.position(answer.position() + MemRegionLayout.SIZE);
    MemRegionLayout.encode(answer, region(MemRegionLayout.VRAM, MemoryRegions.LOCAL));
    return answer;
  }

  /** How much is used is not told, as to a caller without privileges. */
  private static MemRegion region(int memClass, int instance) {
    return new MemRegion(
        memClass,
        instance,
        ProcessMemory.PAGE_SIZE,
        MemoryRegions.BYTES,
        0,
        MemoryRegions.BYTES,
        0);
  }

  private static ByteBuffer config() {
    List<Long> params =
        List.of(
            (long) RiscvEuLayout.DEVICE_ID,
            (long) ConfigLayout.FLAG_HAS_VRAM,
            (long) ProcessMemory.PAGE_SIZE,
            (long) Long.numberOfTrailingZeros(AddressSpace.END),
            2L);
    ByteBuffer answer = ByteBuffer.allocate(ConfigLayout.size(params.size()));
    ConfigLayout.encode(answer, params);
    return answer;
  }

  private ByteBuffer gtList() {
    ByteBuffer answer = array(GtLayout.ARRAY_OFFSET, 1, GtLayout.SIZE);
    GtLayout.encode(
        answer,
        new Gt(
            GtLayout.MAIN,
            0,
            0,
            REFERENCE_CLOCK_HZ,
            1 << MemoryRegions.LOCAL,
            1 << MemoryRegions.SYSTEM,
            graphics.major(),
            graphics.minor(),
            0));
    return answer;
  }

  private ByteBuffer hardware() {
    Map<Integer, Integer> items =
        Map.of(
            HwconfigLayout.MAX_SLICES, topology.slices(),
            HwconfigLayout.MAX_DUAL_SUBSLICES, topology.subslices(),
            HwconfigLayout.MAX_EU_PER_DSS, topology.eusPerSubslice(),
            HwconfigLayout.THREADS_PER_EU, topology.threadsPerEu(),
            HwconfigLayout.SLM_PER_DSS, slmBytes >> 10,
            HwconfigLayout.MAX_SUBSLICES, topology.subslices(),
            HwconfigLayout.MAX_EU_PER_SUBSLICE, topology.eusPerSubslice(),
            HwconfigLayout.SLM_PER_SUBSLICE, slmBytes >> 10);
    ByteBuffer answer = ByteBuffer.allocate(HwconfigLayout.size(items.size()));
    HwconfigLayout.encode(answer, items);
    return answer;
  }

  private ByteBuffer topologyMasks() {
    ByteBuffer geometry = mask(TopologyMaskLayout.DSS_GEOMETRY, topology.subslices(), 0);
    ByteBuffer compute =
        mask(TopologyMaskLayout.DSS_COMPUTE, topology.subslices(), topology.subslices());
    ByteBuffer eus =
        mask(TopologyMaskLayout.EU_PER_DSS, topology.eusPerSubslice(), topology.eusPerSubslice());
    return ByteBuffer.allocate(geometry.capacity() + compute.capacity() + eus.capacity())
        .put(geometry)
        .put(compute)
        .put(eus);
  }

  /** A mask with room for {@code units}, of which the first {@code set} are there. */
  private static ByteBuffer mask(int type, int units, int set) {
    int bytes = (units + MASK_UNIT_BITS - 1) / MASK_UNIT_BITS * (MASK_UNIT_BITS / Byte.SIZE);
    ByteBuffer mask = ByteBuffer.allocate(TopologyMaskLayout.SIZE + bytes);
    TopologyMaskLayout.encode(mask, new TopologyMask(0, type, bytes));
    for (int unit = 0; unit < set; unit++) {
      int at = TopologyMaskLayout.SIZE + unit / Byte.SIZE;
      mask.put(at, (byte) (mask.get(at) | 1 << unit % Byte.SIZE));
    }
    return mask;
  }

  /** An answer that begins with a count; positioned at its first element. */
  private static ByteBuffer array(int offset, int count, int size) {
    return ByteBuffer.allocate(offset + count * size)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(0, count)
        .position(offset);
  }
}
