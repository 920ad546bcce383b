package org.gpugdb.backend.emulated.gpu;

import static org.gpugdb.backend.uapi.RiscvEuLayout.*;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.gpugdb.backend.emulated.rv.HardwareThread;
import org.gpugdb.backend.uapi.StateSaveAreaLayout;
import org.jspecify.annotations.Nullable;

/**
 * The system routine (SIP): what a thread executes between an exception and its resumption. It
 * writes the thread's state to its slot of the state save area, raises attention, and on each
 * resume looks at the command there.
 *
 * <p>Register values in the slot win over what the thread had. Only CR0.0 bit 15 and CR0.1 bit 31
 * mean something on return; the two low bits of the instruction pointer are ignored. Confined to a
 * worker.
 */
final class SystemRoutine {
  private static final int COUNT_OFFSET =
      SR_IDENT_OFFSET + StateSaveAreaLayout.SR_IDENT_COUNT_OFFSET;
  private static final byte[] SR_IDENT_VERSION = {3, 0, 0, 0};
  private static final int MAX_UNITS =
      StateSaveAreaLayout.CMD_BUFFER_SIZE / StateSaveAreaLayout.CMD_UNIT;
  private static final long SELECTOR_BITS = SLM_ADDRESS_BIT | WINDOW_ADDRESS_BIT;

  private final ByteBuffer state = littleEndian(SR_IDENT_OFFSET);
  private final ByteBuffer ident = littleEndian(StateSaveAreaLayout.SR_IDENT_SIZE);
  private final ByteBuffer command = littleEndian(StateSaveAreaLayout.CMD_SIZE);

  private static ByteBuffer littleEndian(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Saves a thread; false if there is nowhere to save it. */
  boolean enter(EuThread thread, ExceptionCause cause) {
    SaveArea area = thread.group().launch.context.space().saveArea();
    if (area == null) {
      return false;
    }
    encode(thread, cause);
    if (!area.store(thread.slot, 0, state.clear())
        || !area.load(thread.slot, SR_IDENT_OFFSET, ident.clear())) {
      return false;
    }
    int count = ident.get(StateSaveAreaLayout.SR_IDENT_COUNT_OFFSET);
    ident.putLong(StateSaveAreaLayout.SR_IDENT_MAGIC_OFFSET, StateSaveAreaLayout.SR_MAGIC);
    ident.put(StateSaveAreaLayout.SR_IDENT_VERSION_OFFSET, SR_IDENT_VERSION);
    ident.put(StateSaveAreaLayout.SR_IDENT_COUNT_OFFSET, (byte) ((count + 1) | 1));
    return area.store(thread.slot, SR_IDENT_OFFSET, ident.clear());
  }

  private void encode(EuThread thread, ExceptionCause cause) {
    HardwareThread hardware = thread.hardware;
    for (int i = 0; i < X_COUNT; i++) {
      state.putLong(X_OFFSET + i * Long.BYTES, hardware.x[i]);
      state.putLong(F_OFFSET + i * Long.BYTES, hardware.f[i]);
    }
    for (int i = 0; i < ThreadIdentity.STATE_REGISTER_COUNT; i++) {
      putStateRegister(i, thread.identity.stateRegister(i));
    }
    putStateRegister(SR_FCSR, hardware.fcsr);
    putStateRegister(SR_INSTRET, hardware.instret);
    putStateRegister(SR_FAULT_ADDRESS, cause.faultAddress());
    putStateRegister(SR_WATCH_ADDRESS, cause.watchAddress());
    putStateRegister(SR_HART_ID, thread.identity.hartId());
    putStateRegister(SR_EXCEPTION_DETAIL, cause.detail());
    int suppress = hardware.suppressBreakpoint ? CR0_SUPPRESS_BREAKPOINT : 0;
    state.putInt(CR_OFFSET, CR0_IN_SYSTEM_ROUTINE | suppress);
    state.putInt(CR_OFFSET + 4, cause.cr1());
    state.putLong(CR_OFFSET + 8, hardware.pc);
    state.putInt(CE_OFFSET, 1);
    state.putLong(START_IP_OFFSET, thread.startIp);
    state.put(CMD_OFFSET, new byte[StateSaveAreaLayout.CMD_SIZE]);
    state.putInt(
        CMD_OFFSET + StateSaveAreaLayout.CMD_COMMAND_OFFSET, StateSaveAreaLayout.CMD_READY);
  }

  private void putStateRegister(int index, long value) {
    state.putLong(SR_OFFSET + index * Long.BYTES, value);
  }

  /** What became of a thread that looked at its command. */
  enum Outcome {
    /** It runs again. */
    LEFT,
    /** It waits for the next command. */
    WAITS,
    /** Its slot is not accessible any more. */
    LOST
  }

  /** Lets a thread look at its command and execute it. */
  Outcome resume(EuThread thread) {
    SaveArea area = thread.group().launch.context.space().saveArea();
    if (area == null || !area.load(thread.slot, CMD_OFFSET, command.clear())) {
      return Outcome.LOST;
    }
    int code = command.getInt(StateSaveAreaLayout.CMD_COMMAND_OFFSET);
    if (code == StateSaveAreaLayout.CMD_RESUME) {
      return leave(thread, area) ? Outcome.LEFT : Outcome.LOST;
    }
    boolean read = code == StateSaveAreaLayout.CMD_SLM_READ;
    if (read || code == StateSaveAreaLayout.CMD_SLM_WRITE) {
      int done = transfer(thread, read);
      command.putInt(StateSaveAreaLayout.CMD_SIZE_OFFSET, done);
    }
    command.putInt(StateSaveAreaLayout.CMD_COMMAND_OFFSET, StateSaveAreaLayout.CMD_READY);
    return area.store(thread.slot, CMD_OFFSET, command.clear()) ? Outcome.WAITS : Outcome.LOST;
  }

  private boolean leave(EuThread thread, SaveArea area) {
    if (!area.load(thread.slot, 0, state.clear())) {
      return false;
    }
    HardwareThread hardware = thread.hardware;
    for (int i = 1; i < X_COUNT; i++) {
      hardware.x[i] = state.getLong(X_OFFSET + i * Long.BYTES);
    }
    for (int i = 0; i < F_COUNT; i++) {
      hardware.f[i] = state.getLong(F_OFFSET + i * Long.BYTES);
    }
    hardware.fcsr = (int) state.getLong(SR_OFFSET + SR_FCSR * Long.BYTES) & 0xff;
    hardware.suppressBreakpoint = (state.getInt(CR_OFFSET) & CR0_SUPPRESS_BREAKPOINT) != 0;
    hardware.stepTrap = (state.getInt(CR_OFFSET + 4) & CR1_BREAKPOINT) != 0;
    hardware.pc = state.getLong(CR_OFFSET + 8) & ~3L;
    return countExit(thread, area);
  }

  /** A thread disappears while it is in the system routine. */
  void abandon(EuThread thread) {
    SaveArea area = thread.group().launch.context.space().saveArea();
    if (area != null) {
      countExit(thread, area);
    }
  }

  private boolean countExit(EuThread thread, SaveArea area) {
    ByteBuffer count = littleEndian(1);
    if (!area.load(thread.slot, COUNT_OFFSET, count)) {
      return false;
    }
    count.put(0, (byte) ((count.get(0) + 1) & ~1));
    return area.store(thread.slot, COUNT_OFFSET, count.rewind());
  }

  /**
   * Executes the SLM command in {@link #command}.
   *
   * @return units transferred: all or, if the range does not exist, none
   */
  private int transfer(EuThread thread, boolean read) {
    int units = command.getInt(StateSaveAreaLayout.CMD_SIZE_OFFSET);
    long address = command.getLong(StateSaveAreaLayout.CMD_ADDRESS_OFFSET);
    long offset = address & ~SELECTOR_BITS;
    int bytes = units * StateSaveAreaLayout.CMD_UNIT;
    ByteBuffer memory =
        (address & WINDOW_ADDRESS_BIT) != 0 ? thread.window.bytes() : thread.group().slm;
    if (memory == null || units < 1 || units > MAX_UNITS || !contains(memory, offset, bytes)) {
      return 0;
    }
    if (read) {
      command.put(StateSaveAreaLayout.CMD_BUFFER_OFFSET, memory, (int) offset, bytes);
    } else {
      memory.put((int) offset, command, StateSaveAreaLayout.CMD_BUFFER_OFFSET, bytes);
    }
    return units;
  }

  private static boolean contains(@Nullable ByteBuffer memory, long offset, int bytes) {
    return memory != null && offset >= 0 && offset <= memory.capacity() - bytes;
  }
}
