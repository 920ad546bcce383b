package org.gpugdb.backend.emulated.gpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gpugdb.backend.uapi.RiscvEuLayout.*;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.gpugdb.backend.uapi.DebugAreaLayout;
import org.gpugdb.backend.uapi.RiscvEuLayout;
import org.gpugdb.backend.uapi.StateSaveAreaLayout;
import org.gpugdb.backend.uapi.StateSaveAreaLayout.Geometry;
import org.gpugdb.backend.uapi.StateSaveAreaLayout.Header;

/**
 * A device with one address space and one debuggable context, and the little that a driver and a
 * debugger do.
 */
final class GpuRig implements AutoCloseable, GpuListener {
  static final long CODE = 0x4000_0000_0000L;
  static final long DATA = 0x4000_4000_0000L;
  static final long SAVE_AREA = 0x4000_8000_0000L;
  static final long DEBUG_AREA = 0x4000_c000_0000L;
  static final long SLM = 0x4000_1080_0000L;
  static final int DATA_SIZE = 4 << 20;

  /** How long to wait for what must happen; only a broken device takes so long. */
  private static final long PATIENCE_SECONDS = 60;

  record PageFault(long address, BitSet before, BitSet after, BitSet resolved) {}

  final GpuDevice device;
  final Topology topology;
  final AddressSpace space;
  final ExecContext context;
  final BufferObject code = BufferObject.create(4096);
  final BufferObject data = BufferObject.create(DATA_SIZE);
  final BlockingQueue<PageFault> pageFaults = new LinkedBlockingQueue<>();
  final BlockingQueue<String> resets = new LinkedBlockingQueue<>();
  private int lastDispatch;

  GpuRig(GpuConfig config) {
    topology = config.topology();
    device = GpuDevice.open(config, this);
    space = device.createAddressSpace(7);
    context = device.createContext(space, 9, true);
    context.setDebuggerConnected(true);
    space.map(CODE, code.size(), code, 0, false);
    space.map(DATA, data.size(), data, 0, true);
    Header header =
        RiscvEuLayout.header(
            new Geometry(
                topology.slices(),
                topology.subslicesPerSlice(),
                topology.eusPerSubslice(),
                topology.threadsPerEu()));
    ByteBuffer saveArea = ByteBuffer.allocate(header.headerBytes());
    StateSaveAreaLayout.encode(saveArea, header);
    mapNew(SAVE_AREA, header.areaBytes(), saveArea);
    ByteBuffer debugArea = ByteBuffer.allocate(DebugAreaLayout.OCCUPANCY_OFFSET);
    DebugAreaLayout.initialise(debugArea);
    mapNew(DEBUG_AREA, DebugAreaLayout.size(topology.slots()), debugArea);
    space.attachStateSaveArea(SAVE_AREA);
    space.attachDebugArea(DEBUG_AREA);
  }

  GpuRig(Topology topology) {
    this(GpuConfig.parallel(topology));
  }

  private void mapNew(long address, long size, ByteBuffer content) {
    BufferObject buffer = BufferObject.create(size);
    space.map(address, size, buffer, 0, true);
    buffer.closeHandle();
    write(address, content);
  }

  @Override
  public void close() {
    device.close();
    space.close();
  }

  @Override
  public void attention(ExecContext attentive) {}

  @Override
  public void pageFault(
      ExecContext faulty, long address, byte[] before, byte[] after, byte[] resolved) {
    pageFaults.add(
        new PageFault(
            address, BitSet.valueOf(before), BitSet.valueOf(after), BitSet.valueOf(resolved)));
  }

  @Override
  public void reset(ExecContext faulty, String reason) {
    resets.add(reason);
  }

  // The driver.

  void load(int[] program) {
    ByteBuffer words = ByteBuffer.allocate(program.length * 4).order(ByteOrder.LITTLE_ENDIAN);
    Arrays.stream(program).forEach(words::putInt);
    assertThat(space.write(CODE, words.flip())).isEqualTo(words.capacity());
    space.flush();
  }

  /** A one-dimensional dispatch of what is loaded. */
  Dispatch range(int global, int local, long... arguments) {
    return dispatch(
        new Work.NdRange(1, new Extent(global, 1, 1), new Extent(local, 1, 1)), false, arguments);
  }

  /** With a page of shared local memory if an argument points there. */
  Dispatch dispatch(Work work, boolean halt, long... arguments) {
    List<Long> registers = Arrays.stream(arguments).boxed().toList();
    int slmBytes = registers.contains(SLM) ? 4096 : 0;
    return new Dispatch(
        ++lastDispatch, CODE, 0, registers, List.of(), List.of(), work, SLM, slmBytes, 0, 0, halt);
  }

  CompletableFuture<DispatchResult> submit(Dispatch dispatch) {
    CompletableFuture<DispatchResult> done = new CompletableFuture<>();
    assertThat(context.submit(dispatch, done::complete)).isEqualTo(SubmitStatus.ACCEPTED);
    return done;
  }

  /** Submits what the test does not wait for. */
  void start(Dispatch dispatch) {
    assertThat(context.submit(dispatch, result -> {})).isEqualTo(SubmitStatus.ACCEPTED);
  }

  DispatchResult run(Dispatch dispatch) {
    return await(submit(dispatch));
  }

  static DispatchResult await(CompletableFuture<DispatchResult> done) {
    return done.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
  }

  static void await(BooleanSupplier condition) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime() - end).as("nanoseconds out of patience").isNegative();
      Thread.onSpinWait();
    }
  }

  static <T> T take(BlockingQueue<T> queue) {
    try {
      T next = queue.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      assertThat(next).isNotNull();
      return next;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  int intAt(long address) {
    return read(address, 4).getInt(0);
  }

  long longAt(long address) {
    return read(address, 8).getLong(0);
  }

  ByteBuffer read(long address, int size) {
    ByteBuffer bytes = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    assertThat(space.read(address, bytes)).isEqualTo(size);
    return bytes;
  }

  void putInt(long address, int value) {
    write(address, ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(0, value));
  }

  void putLong(long address, long value) {
    write(address, ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(0, value));
  }

  private void write(long address, ByteBuffer bytes) {
    int size = bytes.remaining();
    assertThat(space.write(address, bytes)).isEqualTo(size);
  }

  List<Integer> ints(long address, int count) {
    ByteBuffer bytes = read(address, count * 4);
    return IntStream.range(0, count).mapToObj(i -> bytes.getInt(i * 4)).toList();
  }

  // The debugger.

  /** Slots in the system routine. */
  List<Integer> stopped() {
    BitSet bits = BitSet.valueOf(device.attention(context));
    List<Integer> slots = new ArrayList<>();
    for (int slot = 0; slot < topology.slots(); slot++) {
      if (bits.get(topology.attentionBit(slot))) {
        slots.add(slot);
      }
    }
    return slots;
  }

  void awaitStopped(int count) {
    await(() -> BitSet.valueOf(device.attention(context)).cardinality() == count);
  }

  void plant(int word) {
    putInt(CODE + word * 4L, intAt(CODE + word * 4L) & ~DEBUG_CONTROL_BIT);
    space.flush();
  }

  void unplant(int word) {
    putInt(CODE + word * 4L, intAt(CODE + word * 4L) | DEBUG_CONTROL_BIT);
    space.flush();
  }

  private static long slotAddress(int slot) {
    return SAVE_AREA + StateSaveAreaLayout.V3_SIZE + (long) slot * SLOT_SIZE;
  }

  long x(int slot, int register) {
    return longAt(slotAddress(slot) + X_OFFSET + register * 8L);
  }

  void setX(int slot, int register, long value) {
    putLong(slotAddress(slot) + X_OFFSET + register * 8L, value);
  }

  long sr(int slot, int register) {
    return longAt(slotAddress(slot) + SR_OFFSET + register * 8L);
  }

  int cr(int slot, int register) {
    return intAt(slotAddress(slot) + CR_OFFSET + register * 4L);
  }

  void setCr(int slot, int register, int value) {
    putInt(slotAddress(slot) + CR_OFFSET + register * 4L, value);
  }

  /** Word of the program at which a stopped thread is. */
  int word(int slot) {
    return (int) (pc(slot) - CODE) / 4;
  }

  long pc(int slot) {
    return longAt(slotAddress(slot) + CR_OFFSET + 8);
  }

  int count(int slot) {
    return read(slotAddress(slot) + SR_IDENT_OFFSET + StateSaveAreaLayout.SR_IDENT_COUNT_OFFSET, 1)
            .get(0)
        & 0xff;
  }

  /** Lets threads go on, past a breakpoint if they are at one. */
  void go(List<Integer> slots) {
    slots.forEach(slot -> prepare(slot, 0));
    resume(slots);
  }

  /** Like {@link #go}, if the dispatch is still there. */
  void tryGo(List<Integer> slots) {
    slots.forEach(slot -> prepare(slot, 0));
    device.resume(context, bitmap(slots));
  }

  /** Lets a thread begin to execute one instruction, if the dispatch is still there. */
  void tryStep(int slot) {
    prepare(slot, CR1_BREAKPOINT);
    device.resume(context, bitmap(List.of(slot)));
  }

  /** Lets a thread execute one instruction and waits for it. */
  void step(int slot) {
    int before = count(slot);
    prepare(slot, CR1_BREAKPOINT);
    resume(List.of(slot));
    await(() -> (count(slot) & 1) == 1 && count(slot) != before && stopped().contains(slot));
  }

  private void prepare(int slot, int cr1) {
    setCr(slot, 0, cr(slot, 0) | CR0_SUPPRESS_BREAKPOINT);
    setCr(slot, 1, cr1);
    command(slot, StateSaveAreaLayout.CMD_RESUME);
  }

  void command(int slot, int command) {
    putInt(slotAddress(slot) + CMD_OFFSET, command);
  }

  void resume(List<Integer> slots) {
    assertThat(device.resume(context, bitmap(slots))).isTrue();
  }

  private byte[] bitmap(List<Integer> slots) {
    BitSet bits = new BitSet();
    slots.forEach(slot -> bits.set(topology.attentionBit(slot)));
    return bits.toByteArray();
  }

  /** Reads 16 bytes of a stopped thread's own memory. */
  ByteBuffer readOwn(int slot, long address) {
    long command = slotAddress(slot) + CMD_OFFSET;
    putInt(command + StateSaveAreaLayout.CMD_SIZE_OFFSET, 1);
    putLong(command + StateSaveAreaLayout.CMD_ADDRESS_OFFSET, address);
    command(slot, StateSaveAreaLayout.CMD_SLM_READ);
    resume(List.of(slot));
    awaitReady(slot);
    assertThat(intAt(command + StateSaveAreaLayout.CMD_SIZE_OFFSET)).isEqualTo(1);
    return read(command + StateSaveAreaLayout.CMD_BUFFER_OFFSET, 16);
  }

  void writeOwn(int slot, long address, ByteBuffer sixteenBytes) {
    long command = slotAddress(slot) + CMD_OFFSET;
    putInt(command + StateSaveAreaLayout.CMD_SIZE_OFFSET, 1);
    putLong(command + StateSaveAreaLayout.CMD_ADDRESS_OFFSET, address);
    write(command + StateSaveAreaLayout.CMD_BUFFER_OFFSET, sixteenBytes);
    command(slot, StateSaveAreaLayout.CMD_SLM_WRITE);
    resume(List.of(slot));
    awaitReady(slot);
  }

  void awaitReady(int slot) {
    await(() -> stopped().contains(slot));
    assertThat(intAt(slotAddress(slot) + CMD_OFFSET)).isEqualTo(StateSaveAreaLayout.CMD_READY);
  }

  int occupancy(int slot, int field) {
    return intAt(DEBUG_AREA + DebugAreaLayout.OCCUPANCY_OFFSET + slot * 64L + field);
  }
}
