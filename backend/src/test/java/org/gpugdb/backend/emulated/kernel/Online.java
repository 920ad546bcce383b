package org.gpugdb.backend.emulated.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.stream.IntStream;
import org.gpugdb.backend.emulated.gpu.GpuConfig;
import org.gpugdb.backend.emulated.gpu.Topology;
import org.gpugdb.backend.kernel.UserBlock;
import org.gpugdb.backend.uapi.Bitmask;
import org.gpugdb.backend.uapi.EngineClassInstanceLayout;
import org.gpugdb.backend.uapi.EuControlLayout;
import org.gpugdb.backend.uapi.Event;
import org.gpugdb.backend.uapi.MetadataType;
import org.gpugdb.backend.uapi.RiscvEuLayout;
import org.gpugdb.backend.uapi.SrIdentLayout;
import org.gpugdb.backend.uapi.StateSaveAreaLayout;
import org.gpugdb.backend.uapi.StateSaveAreaLayout.Geometry;
import org.gpugdb.backend.uapi.StateSaveAreaLayout.Header;
import org.gpugdb.backend.uapi.VmCreateLayout;

/**
 * A machine with a client that has code, data and a state save area, and a debugger that has read
 * all about it.
 */
final class Online implements AutoCloseable {
  static final int PID = 100;
  static final long CODE = 0x4000_0000_0000L;
  static final long DATA = 0x4001_0000_0000L;
  static final long SAVE_AREA = 0x5000_0000_0000L;

  /** Instructions. Without its lowest bit an instruction is a breakpoint. */
  static final int NOP = 0x0000_0013;

  static final int LOOP = 0x0000_006f;
  static final int END_OF_THREAD = 0x8c00_1073;

  /** {@code csrr t0, mhartid}. */
  static final int READ_HART = 0xf140_22f3;

  /** {@code addi t1, t1, 1}. */
  static final int COUNT = 0x0013_0313;

  private static final int LR_MODE = VmCreateLayout.FLAG_LR_MODE;

  final EmulatedKernel kernel;
  final LocalProcess app;
  final LocalProcess process;
  final Topology topology;
  final Client client;
  final int vm;
  final int queue;
  final Event.ExecQueue queueEvent;
  Debugger debugger;
  int memory;

  /** The client's view of what is at {@link #DATA}. */
  final UserBlock data;

  /** The client's view of its state save area. */
  private final UserBlock saveArea;

  Online(Topology topology) {
    this(topology, KernelConfig.of(GpuConfig.parallel(topology)), LR_MODE);
  }

  Online(Topology topology, ManualClock clock) {
    this(topology, KernelConfig.of(GpuConfig.parallel(topology)).withClock(clock), LR_MODE);
  }

  /** A client whose address space may fault. */
  static Online faultable(Topology topology) {
    return new Online(
        topology,
        KernelConfig.of(GpuConfig.parallel(topology)),
        LR_MODE | VmCreateLayout.FLAG_FAULT_MODE);
  }

  /** A device of another generation. */
  static Online of(Topology topology, Graphics graphics) {
    return new Online(
        topology, KernelConfig.of(GpuConfig.parallel(topology)).withGraphics(graphics), LR_MODE);
  }

  private Online(Topology topology, KernelConfig config, int vmFlags) {
    this(EmulatedKernel.open(config), topology, vmFlags, PID, 7);
  }

  /** Another client of the same machine, with a debugger of its own. */
  static Online beside(Online other, int pid, int debugger) {
    return new Online(other.kernel, other.topology, LR_MODE, pid, debugger);
  }

  private Online(EmulatedKernel kernel, Topology topology, int vmFlags, int pid, int debuggerPid) {
    this.kernel = kernel;
    this.topology = topology;
    app = kernel.process(pid, 1000, "app");
    process = kernel.process(debuggerPid, 0, "debugger");
    client = Client.open(app);
    vm = client.createVm(vmFlags);
    bind(CODE, 0x1000);
    data = bind(DATA, 0x1000);
    saveArea = bindSaveArea((int) header().areaBytes());
    StateSaveAreaLayout.encode(saveArea.bytes(), header());
    queue = client.createDebuggableQueue(vm);
    debugger = Debugger.attach(process, pid);
    queueEvent = debugger.skipTo(Event.ExecQueue.class);
    debugger.drain();
    memory = debugger.openVm(1, 1);
  }

  @Override
  public void close() {
    kernel.close();
  }

  private UserBlock bind(long address, int size) {
    int object = client.createObject(size);
    assertThat(client.bind(vm, List.of(Client.map(object, 0, size, address, 0)))).isZero();
    return client.map(object, size);
  }

  private UserBlock bindSaveArea(int size) {
    int object = client.createObject(size);
    long area = client.attach(client.createMetadata(MetadataType.SIP_AREA, "address."));
    assertThat(client.bind(vm, List.of(Client.map(object, 0, size, SAVE_AREA, area)))).isZero();
    return client.map(object, size);
  }

  Header header() {
    return RiscvEuLayout.header(
        new Geometry(
            topology.slices(),
            topology.subslicesPerSlice(),
            topology.eusPerSubslice(),
            topology.threadsPerEu()));
  }

  /** Writes instructions as the debugger does. */
  void load(int... program) {
    ByteBuffer words = ByteBuffer.allocate(program.length * 4).order(ByteOrder.LITTLE_ENDIAN);
    IntStream.of(program).forEach(words::putInt);
    debugger.poke(memory, CODE, words.array());
    assertThat(process.fsync(memory)).isZero();
  }

  /** Starts threads at the beginning of the code; the answer is the fence of their end. */
  UserBlock start(int threads) {
    return start(client, queue, threads);
  }

  UserBlock start(Client other, int onQueue, int threads) {
    UserBlock fence = other.block(8);
    assertThat(other.dispatch(onQueue, threads, CODE, SAVE_AREA, fence)).isZero();
    return fence;
  }

  /** Waits for the fence. */
  int await(UserBlock fence) {
    return client.await(fence, -1, queue);
  }

  int createPlainQueue() {
    return client.createQueue(vm, EngineClassInstanceLayout.COMPUTE);
  }

  /** The next attention event since the last resume that shows {@code threads} stopped threads. */
  Event.EuAttention awaitStopped(int threads) {
    while (true) {
      Event.EuAttention event = debugger.skipTo(Event.EuAttention.class);
      if (event.seqno() > debugger.resumedAt() && event.bitmask().cardinality() == threads) {
        return event;
      }
    }
  }

  /** The slots behind the bits of a bitmap. */
  List<Integer> slots(Bitmask bitmask) {
    return IntStream.range(0, topology.slots())
        .filter(slot -> bitmask.test(topology.attentionBit(slot)))
        .boxed()
        .toList();
  }

  private long slotAddress(int slot) {
    return SAVE_AREA + header().slotOffset(slot);
  }

  int controlRegister(int slot, int index) {
    return debugger.peekInt(memory, slotAddress(slot) + RiscvEuLayout.CR_OFFSET + 4L * index);
  }

  void setControlRegister(int slot, int index, int value) {
    debugger.pokeInt(memory, slotAddress(slot) + RiscvEuLayout.CR_OFFSET + 4L * index, value);
  }

  /** Where a stopped thread is, from the beginning of the code. */
  long programCounter(int slot) {
    return (Integer.toUnsignedLong(controlRegister(slot, 2))
            | (long) controlRegister(slot, 3) << 32)
        - CODE;
  }

  void setProgramCounter(int slot, long offset) {
    setControlRegister(slot, 2, (int) (CODE + offset));
    setControlRegister(slot, 3, (int) ((CODE + offset) >>> 32));
  }

  long register(int slot, int number) {
    return ByteBuffer.wrap(debugger.peek(memory, slotAddress(slot) + 8L * number, 8))
        .order(ByteOrder.LITTLE_ENDIAN)
        .getLong();
  }

  long stateRegister(int slot, int index) {
    return ByteBuffer.wrap(
            debugger.peek(memory, slotAddress(slot) + RiscvEuLayout.SR_OFFSET + 8L * index, 8))
        .order(ByteOrder.LITTLE_ENDIAN)
        .getLong();
  }

  /** How often a slot's threads have entered or left the system routine, as the client sees it. */
  int passages(int slot) {
    int offset = (int) header().slotOffset(slot) + RiscvEuLayout.SR_IDENT_OFFSET;
    ByteBuffer mark = saveArea.slice(offset, StateSaveAreaLayout.SR_IDENT_SIZE).bytes();
    return SrIdentLayout.decodeCount(mark).orElse(0);
  }

  boolean isStopped(int slot) {
    ByteBuffer mark =
        ByteBuffer.wrap(
            debugger.peek(
                memory,
                slotAddress(slot) + RiscvEuLayout.SR_IDENT_OFFSET,
                StateSaveAreaLayout.SR_IDENT_SIZE));
    return SrIdentLayout.decodeCount(mark).orElse(0) % 2 == 1;
  }

  /** RESUME commands for some slots, then the request. */
  int resume(List<Integer> slots) {
    for (int slot : slots) {
      debugger.pokeInt(
          memory, slotAddress(slot) + RiscvEuLayout.CMD_OFFSET, StateSaveAreaLayout.CMD_RESUME);
    }
    assertThat(process.fsync(memory)).isZero();
    byte[] bits =
        Bitmask.ofBits(topology.attentionSize(), slots.stream().mapToInt(topology::attentionBit))
            .toBytes();
    return debugger.control(EuControlLayout.RESUME, queueEvent, bits).result();
  }

  /** Lets stopped threads pass the breakpoint at which they are. */
  void resumePast(List<Integer> slots) {
    resumePast(slots, 0);
  }

  /** The same, and each stops again after one instruction. */
  void step(List<Integer> slots) {
    resumePast(slots, RiscvEuLayout.CR1_BREAKPOINT);
  }

  private void resumePast(List<Integer> slots, int control1) {
    for (int slot : slots) {
      int cr0 = controlRegister(slot, 0);
      setControlRegister(slot, 0, cr0 | RiscvEuLayout.CR0_SUPPRESS_BREAKPOINT);
      setControlRegister(slot, 1, control1);
    }
    assertThat(resume(slots)).isZero();
  }

  Debugger.Control stopped() {
    return debugger.control(
        EuControlLayout.STOPPED, queueEvent, new byte[topology.attentionSize()]);
  }

  Debugger.Control interrupt() {
    return debugger.control(EuControlLayout.INTERRUPT_ALL, queueEvent, new byte[0]);
  }
}
