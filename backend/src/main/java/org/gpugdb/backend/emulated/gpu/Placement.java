package org.gpugdb.backend.emulated.gpu;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.BitSet;
import java.util.List;
import org.gpugdb.backend.emulated.rv.HardwareThread;
import org.gpugdb.backend.uapi.DebugAreaLayout;
import org.jspecify.annotations.Nullable;

/**
 * Puts work-groups onto the subslices of a worker: each whole on one subslice, the subslices in
 * turn, as slots and shared local memory become free. Confined to the worker.
 */
final class Placement {
  private static final int SP = 2;
  private static final int T0 = 5;
  private static final int A0 = 10;
  private static final int STACK_ALIGNMENT = 16;

  private final Engine engine;
  private final Subslice[] subslices;

  /** Positions of subslices that may have room for a group. */
  private final BitSet roomy = new BitSet();

  private @Nullable Launch launch;

  /** What is done with each thread that has been placed. */
  private final StartedThread onStart;

  /** Takes a thread that can run. */
  interface StartedThread {
    void started(EuThread thread);
  }

  Placement(Engine engine, Subslice[] subslices, StartedThread onStart) {
    this.engine = engine;
    this.subslices = subslices;
    this.onStart = onStart;
  }

  /** Takes on a launch, or none. */
  void begin(@Nullable Launch next) {
    launch = next;
    roomy.clear();
    if (next != null) {
      roomy.set(0, subslices.length);
    }
  }

  /** Places as many groups as fit. */
  void place() {
    Launch current = launch;
    while (current != null && !roomy.isEmpty() && !current.isEnding()) {
      for (int i = roomy.nextSetBit(0); i >= 0; i = roomy.nextSetBit(i + 1)) {
        if (!placeOne(current, subslices[i])) {
          roomy.clear(i);
        }
      }
    }
  }

  private boolean placeOne(Launch current, Subslice subslice) {
    int count = current.groupSize(subslice.index);
    long bits = subslice.free(count);
    int slmSize = Subslice.slmSize(current.dispatch.slmBytes());
    if (bits == 0 || !subslice.hasSlm(slmSize)) {
      return false;
    }
    long number = current.claim(subslice.index);
    if (number == GroupSource.NONE) {
      return false;
    }
    WorkGroup group = new WorkGroup(current, slmSize == 0 ? null : subslice.takeSlm(slmSize), bits);
    subslice.addResident(bits);
    Extent groupId = current.isBare() ? Extent.ZERO : current.groups.cell(number);
    int position = 0;
    for (long rest = bits; rest != 0; rest &= rest - 1) {
      start(subslice.thread(Long.numberOfTrailingZeros(rest)), group, groupId, position++);
    }
    return true;
  }

  private void start(EuThread thread, WorkGroup group, Extent id, int position) {
    Launch current = group.launch;
    boolean bare = current.isBare();
    Extent groupId = bare ? new Extent(thread.slot, 0, 0) : id;
    Extent localId = bare ? Extent.ZERO : current.localId(position);
    AddressSpace space = current.context.space();
    thread.group = group;
    thread.identity.become(current, groupId, localId, thread.slot);
    thread.startIp = current.dispatch.entry();
    loadRegisters(thread.hardware, current.dispatch, thread.slot, space);
    thread.state = EuThread.State.RUNNING;
    thread.occupancy.placed(space, thread.identity, thread.hardware.pc);
    onStart.started(thread);
  }

  private static void loadRegisters(
      HardwareThread hardware, Dispatch dispatch, int slot, AddressSpace space) {
    hardware.pc = dispatch.entry();
    hardware.x[T0] = dispatch.kernel();
    load(hardware.x, dispatch.arguments());
    load(hardware.f, dispatch.floatArguments());
    if (dispatch.scratchBytes() > 0) {
      List<Long> onStack = dispatch.stackArguments();
      long top = dispatch.scratchBase() + (slot + 1L) * dispatch.scratchBytes();
      long sp = (top - (long) onStack.size() * Long.BYTES) & -STACK_ALIGNMENT;
      hardware.x[SP] = sp;
      storeArguments(space, sp, onStack);
    }
  }

  private static void load(long[] registers, List<Long> arguments) {
    for (int i = 0; i < arguments.size(); i++) {
      registers[A0 + i] = arguments.get(i);
    }
  }

  /** An unmapped stack is left to the kernel's own first access, which faults. */
  private static void storeArguments(AddressSpace space, long sp, List<Long> arguments) {
    if (arguments.isEmpty()) {
      return;
    }
    ByteBuffer bytes =
        ByteBuffer.allocate(arguments.size() * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    arguments.forEach(bytes::putLong);
    space.store(sp, bytes.flip());
  }

  /** Frees a thread's slot. */
  void free(EuThread thread) {
    thread.showProgress();
    thread.occupancy.state(DebugAreaLayout.STATE_FREE);
    thread.clear();
    thread.subslice.removeResident(1L << thread.bit);
  }

  /** A group has no threads any more. */
  void retire(WorkGroup group, Subslice subslice) {
    if (group.slm != null) {
      subslice.returnSlm(group.slm);
    }
    roomy.set(subslice.position);
    engine.retire(group.launch, 1);
  }
}
