package org.gpugdb.backend.emulated.gpu;

import java.util.function.LongSupplier;
import org.gpugdb.backend.emulated.rv.CsrFile;
import org.gpugdb.backend.emulated.rv.MachineCsrs;
import org.jspecify.annotations.Nullable;

/**
 * Who a hardware thread is: its read-only CSRs. Harts without work-groups have machine-mode CSRs
 * too, so that the start-up code of bare-metal programs runs. Confined to the worker.
 */
final class ThreadIdentity implements CsrFile {
  private static final int TIME = 0xC01;
  private static final int GLOBAL_ID = 0xCC0;
  private static final int LOCAL_ID = 0xCC4;
  private static final int GROUP_ID = 0xCC8;
  private static final int LOCAL_SIZE = 0xCCC;
  private static final int GLOBAL_SIZE = 0xCD0;
  private static final int WORK_DIMENSIONS = 0xCD4;
  private static final int COORDINATES = 0xCD8;
  private static final int LRC_HANDLE = 0xCD9;
  private static final int VM_HANDLE = 0xCDA;
  private static final int DISPATCH_ID = 0xCDB;
  private static final int SIMD_WIDTH = 0xCDC;
  private static final int DISPATCH_MASK = 0xCDD;
  private static final int SCRATCH_BASE = 0xCE0;
  private static final int SLM_BASE = 0xCE1;
  private static final int HART_ID = 0xF14;

  /** The CSR behind each of the first state registers of the save area. */
  private static final int[] STATE_REGISTERS = {
    COORDINATES,
    GLOBAL_ID,
    GLOBAL_ID + 1,
    GLOBAL_ID + 2,
    LOCAL_ID,
    LOCAL_ID + 1,
    LOCAL_ID + 2,
    GROUP_ID,
    GROUP_ID + 1,
    GROUP_ID + 2,
    LOCAL_SIZE,
    LOCAL_SIZE + 1,
    LOCAL_SIZE + 2,
    GLOBAL_SIZE,
    GLOBAL_SIZE + 1,
    GLOBAL_SIZE + 2,
    WORK_DIMENSIONS,
    LRC_HANDLE,
    VM_HANDLE,
    DISPATCH_ID,
    SIMD_WIDTH,
    DISPATCH_MASK,
    SCRATCH_BASE,
    SLM_BASE
  };

  /** State registers that this class knows, from index 0. */
  static final int STATE_REGISTER_COUNT = STATE_REGISTERS.length;

  private static final long EXISTING = existing();

  private final LongSupplier clock;

  /** By number from {@link #GLOBAL_ID}. */
  private final long[] values = new long[SLM_BASE - GLOBAL_ID + 1];

  private long hartId;
  private @Nullable MachineCsrs machine;

  ThreadIdentity(ThreadCoordinates coordinates, LongSupplier clock) {
    this.clock = clock;
    set(COORDINATES, coordinates.identity());
    set(SIMD_WIDTH, 1);
    set(DISPATCH_MASK, 1);
  }

  private static long existing() {
    long bits = 0;
    for (int number : STATE_REGISTERS) {
      bits |= 1L << (number - GLOBAL_ID);
    }
    return bits;
  }

  /** Takes on a work-item in thread slot {@code slot}. */
  void become(Launch launch, Extent group, Extent local, int slot) {
    Dispatch dispatch = launch.dispatch;
    set(GLOBAL_ID, group.times(launch.local).plus(local));
    set(LOCAL_ID, local);
    set(GROUP_ID, group);
    set(LOCAL_SIZE, launch.local);
    set(GLOBAL_SIZE, launch.global);
    set(WORK_DIMENSIONS, launch.dimensions);
    set(LRC_HANDLE, launch.context.handle());
    set(VM_HANDLE, launch.context.space().handle());
    set(DISPATCH_ID, dispatch.id());
    set(SCRATCH_BASE, dispatch.scratchBase() + (long) slot * dispatch.scratchBytes());
    set(SLM_BASE, dispatch.slmBytes() == 0 ? 0 : dispatch.slmBase());
    boolean bare = dispatch.work() instanceof Work.Harts;
    hartId = bare ? group.x() : slot;
    machine = bare ? new MachineCsrs(hartId, clock) : null;
  }

  private void set(int number, long value) {
    values[number - GLOBAL_ID] = value;
  }

  private void set(int number, Extent value) {
    set(number, value.x());
    set(number + 1, value.y());
    set(number + 2, value.z());
  }

  /** What mhartid reads. */
  long hartId() {
    return hartId;
  }

  /** State register {@code index}, below {@link #STATE_REGISTER_COUNT}. */
  long stateRegister(int index) {
    return values[STATE_REGISTERS[index] - GLOBAL_ID];
  }

  @Override
  public boolean has(int number) {
    if (number >= GLOBAL_ID && number <= SLM_BASE) {
      return (EXISTING >>> (number - GLOBAL_ID) & 1) != 0;
    }
    MachineCsrs delegate = machine;
    return number == TIME || number == HART_ID || (delegate != null && delegate.has(number));
  }

  @Override
  public long read(int number) {
    if (number >= GLOBAL_ID && number <= SLM_BASE) {
      return values[number - GLOBAL_ID];
    }
    return switch (number) {
      case TIME -> clock.getAsLong();
      case HART_ID -> hartId;
      default -> machine().read(number);
    };
  }

  @Override
  public void write(int number, long value) {
    machine().write(number, value);
  }

  private MachineCsrs machine() {
    MachineCsrs delegate = machine;
    if (delegate == null) {
      throw new IllegalStateException("accessed a CSR that does not exist");
    }
    return delegate;
  }
}
