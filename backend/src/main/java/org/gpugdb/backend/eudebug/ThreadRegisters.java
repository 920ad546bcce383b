package org.gpugdb.backend.eudebug;

import java.nio.ByteBuffer;
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
    for (RegisterInfo register : registers) {
      vm.architecture.read(saved, register.number(), into);
    }
  }

  @Override
  public void read(int number, ByteBuffer into) throws BackendException {
    info(number);
    vm.architecture.read(saved(), number, into);
  }

  /** Writing the value that a read-only register has does nothing. */
  @Override
  public void write(int number, ByteBuffer value) throws BackendException {
    RegisterInfo register = info(number);
    SavedThread saved = saved();
    ByteBuffer before = ByteBuffer.allocate(register.bits() / Byte.SIZE);
    vm.architecture.read(saved, number, before);
    if (before.flip().equals(value)) {
      return;
    }
    RegisterField field =
        vm.architecture
            .field(number)
            .filter(unused -> register.writable())
            .orElseThrow(
                () ->
                    new BackendException.NotPermitted(
                        "register " + register.name() + " is read-only"));
    if (value.remaining() != before.remaining()) {
      throw new BackendException.InvalidArgument(
          "register "
              + register.name()
              + ": got "
              + value.remaining()
              + " bytes (expected "
              + before.remaining()
              + ")");
    }
    long pc = vm.architecture.pc(saved);
    vm.architecture.write(saved, number, value);
    store(vm, thread, field);
    if (vm.architecture.pc(saved) != pc) {
      moved(vm.architecture.pc(saved));
    }
  }

  /** Lets the thread go on from another place. */
  void moveTo(long pc) throws BackendException {
    vm.architecture.setPc(saved(), pc);
    store(vm, thread, vm.architecture.instructionPointer());
    moved(pc);
  }

  private void moved(long pc) {
    thread.pc = pc;
    thread.pcMoved = true;
    thread.lastInstruction = OptionalLong.empty();
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
