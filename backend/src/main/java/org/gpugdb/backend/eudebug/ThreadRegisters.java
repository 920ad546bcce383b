package org.gpugdb.backend.eudebug;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.OptionalLong;
import org.gpugdb.backend.eu.RegisterField;
import org.gpugdb.backend.eu.SavedThread;
import org.gpugdb.backend.spi.BackendException;
import org.gpugdb.backend.spi.RegisterAccess;
import org.gpugdb.backend.spi.RegisterInfo;
import org.gpugdb.backend.spi.ThreadId;

/**
 * Registers of a stopped thread: fields of its slot in the save area, from which the system routine
 * restores them. Good for one stop. Confined to the device loop.
 */
final class ThreadRegisters implements RegisterAccess {
  private final VmState vm;
  private final ThreadId id;
  private final EuThread thread;
  private final int count;
  private final List<RegisterInfo> registers;

  ThreadRegisters(VmState vm, ThreadId id, EuThread thread) {
    this.vm = vm;
    this.id = id;
    this.thread = thread;
    this.count = thread.count;
    this.registers = vm.architecture.registers();
  }

  /** The thread's slot, read once for every stop. */
  static SavedThread saved(VmState vm, ThreadId id, EuThread thread) throws BackendException {
    SavedThread saved = thread.saved;
    if (saved == null) {
      vm.refresh();
      saved = area(vm, id).read(thread.slot);
      thread.saved = saved;
    }
    return saved;
  }

  static SaveArea area(VmState vm, ThreadId id) throws BackendException {
    return vm.saveArea().orElseThrow(() -> new BackendException.NoSuchThread(id));
  }

  private SavedThread saved() throws BackendException {
    if (thread.state != EuThread.State.STOPPED || thread.count != count) {
      throw new BackendException.ThreadNotStopped(id, "registers");
    }
    return saved(vm, id, thread);
  }

  @Override
  public void readAll(ByteBuffer into) throws BackendException {
    SavedThread saved = saved();
    ByteBuffer target = into.order(ByteOrder.LITTLE_ENDIAN);
    for (RegisterInfo register : registers) {
      long value = saved.get(vm.architecture.field(register.number()));
      switch (register.bits()) {
        case Integer.SIZE -> target.putInt((int) value);
        case Long.SIZE -> target.putLong(value);
        default -> throw new IllegalStateException(register.name() + " has no register width");
      }
    }
  }

  @Override
  public long read(int number) throws BackendException {
    info(number);
    return saved().get(vm.architecture.field(number));
  }

  /** Writing the value that a read-only register has does nothing. */
  @Override
  public void write(int number, long value) throws BackendException {
    RegisterInfo register = info(number);
    SavedThread saved = saved();
    RegisterField field = vm.architecture.field(number);
    long before = saved.get(field);
    saved.set(field, value);
    long after = saved.get(field);
    if (before == after) {
      return;
    }
    if (!register.writable()) {
      saved.set(field, before);
      throw new BackendException.NotPermitted("register " + register.name() + " is read-only");
    }
    store(vm, thread, field);
    if (number == vm.architecture.pcRegister()) {
      thread.pc = after;
      thread.pcMoved = true;
      thread.lastInstruction = OptionalLong.empty();
    }
  }

  private RegisterInfo info(int number) throws BackendException {
    if (number < 0 || number >= registers.size()) {
      throw new BackendException.InvalidArgument(
          "register number: got " + number + " (expected 0 to " + (registers.size() - 1) + ")");
    }
    return registers.get(number);
  }

  /** Writes a field of the thread's copy into the save area. */
  static void store(VmState vm, EuThread thread, RegisterField field) throws BackendException {
    SavedThread saved = thread.saved;
    SaveArea area = vm.saveArea().orElse(null);
    if (saved != null && area != null) {
      int offset = saved.offset(field);
      area.write(thread.slot, offset, saved.bytes(offset, field.bytes()));
    }
  }
}
