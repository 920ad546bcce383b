package org.gpugdb.backend.eu;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.gpugdb.backend.spi.RegisterInfo;
import org.gpugdb.backend.uapi.StateSaveAreaLayout.Header;

/**
 * One GPU architecture, as far as a debugger must know it. Immutable.
 *
 * <p>CR0.0 and CR0.1 have the meaning of {@link ControlBits} everywhere.
 */
public interface EuArchitecture {
  /** GDB's name of the instruction set. */
  String name();

  /** Every register of a thread, in register-number order without gaps. */
  List<RegisterInfo> registers();

  /**
   * Where a register is kept; empty if it is made of others and cannot be changed by itself.
   *
   * @see #read
   */
  Optional<RegisterField> field(int register);

  /** Appends a register's value, in its own width, little-endian; zeros where none is saved. */
  default void read(SavedThread thread, int register, ByteBuffer into) {
    RegisterField field = field(register).orElseThrow();
    if (field.bits() > Long.SIZE && thread.offset(field) >= 0) {
      into.put(thread.bytes(field));
    } else {
      long value = field.bits() > Long.SIZE ? 0 : thread.get(field);
      putNumber(into, value, registers().get(register).bits());
    }
  }

  /** Changes a register that has a {@link #field}; the value is in its width, little-endian. */
  default void write(SavedThread thread, int register, ByteBuffer value) {
    RegisterField field = field(register).orElseThrow();
    if (field.bits() == field.bytes() * Byte.SIZE) {
      thread.bytes(field).put(value);
    } else {
      thread.set(field, getNumber(value));
    }
  }

  private static long getNumber(ByteBuffer value) {
    long number = 0;
    for (int i = 0; value.hasRemaining(); i++) {
      number |= (value.get() & 0xffL) << (i * Byte.SIZE);
    }
    return number;
  }

  private static void putNumber(ByteBuffer into, long value, int bits) {
    boolean swap = into.order() == ByteOrder.BIG_ENDIAN;
    switch (bits) {
      case Integer.SIZE -> into.putInt(swap ? Integer.reverseBytes((int) value) : (int) value);
      case Long.SIZE -> into.putLong(swap ? Long.reverseBytes(value) : value);
      default -> {
        for (int shift = 0; shift < bits; shift += Byte.SIZE) {
          into.put((byte) (shift < Long.SIZE ? value >>> shift : 0));
        }
      }
    }
  }

  /** CR0.0. */
  RegisterField control0();

  /** CR0.1. */
  RegisterField control1();

  /**
   * Bits of CR0.1 that say why a thread has stopped, all of which are cleared when it goes on. One
   * that is not among {@link ControlBits} is an exception of which nothing more is known.
   */
  int reasons();

  /** Where the next instruction is, counted from the instruction base. */
  RegisterField instructionPointer();

  /** Whether instruction pointers are relative to the address space's {@link StateBases}. */
  boolean usesStateBases();

  /** Address of the next instruction. */
  default long pc(SavedThread thread) {
    return thread.bases().instruction() + thread.get(instructionPointer());
  }

  /** Changes the address of the next instruction in a view. */
  default void setPc(SavedThread thread, long pc) {
    thread.set(instructionPointer(), pc - thread.bases().instruction());
  }

  /** Which bit of an attention bitmap is whose. */
  AttentionLayout attention();

  /** Why the threads of a save area cannot be debugged, although its header makes sense. */
  Optional<String> objection(Header header);

  /** The debug bit of the instruction whose original first bytes are given, little-endian. */
  DebugBit debugBit(long instruction);

  /**
   * Whether a compiler sets debug bits, which mean nothing to whoever has not asked for them: a
   * thread that meets one goes on. Elsewhere such a bit is an illegal instruction.
   */
  boolean compilersSetDebugBits();

  /** Length in bytes of the instruction whose original first bytes are given. */
  int length(long instruction);

  /** How many bytes the two questions above need at most. */
  int maxLength();

  /** Whether the instruction ends its thread. */
  boolean endsThread(long instruction);

  /** Whether the thread was stopped because its dispatch wants it halted before it begins. */
  boolean haltedAtEntry(SavedThread thread);

  /** Whether the saved state tells a page fault from an interrupt. */
  boolean savesFaults();

  /** Exact address of the page fault that stopped the thread; empty for every other stop. */
  OptionalLong faultAddress(SavedThread thread);

  /** Address of the watched access that stopped the thread. */
  long watchAddress(SavedThread thread);

  /** Whether pc is still at the trap that has stopped a thread, which has to go on behind it. */
  boolean staysAtTraps();

  /** Whether a software exception was the program giving up, rather than a trap instruction. */
  boolean aborted(SavedThread thread);

  /**
   * The address by which the system routine accesses memory of the thread's own at {@code address}:
   * shared local memory or its window. Empty for every other address.
   */
  OptionalLong ownMemory(SavedThread thread, long address);

  /** Range of addresses at which every thread has a window of its own; length 0 for none. */
  long threadWindow();

  int threadWindowLength();

  /** Number of data watchpoints, 0 for none. */
  int watchpoints();

  /** Whether the firmware keeps a table of what running threads do. */
  boolean occupancy();

  /** Name of a slot for people: {@code eu}, slice, DSS, EU, thread. */
  default String threadName(Topology topology, int slot) {
    Topology.Place place = topology.place(slot);
    return "eu" + place.slice() + "." + place.dss() + "." + place.eu() + "." + place.thread();
  }
}
