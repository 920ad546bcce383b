package org.gpugdb.backend.eu;

import java.util.List;
import java.util.OptionalLong;
import org.gpugdb.backend.spi.RegisterInfo;

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

  /** Where a register is kept. */
  RegisterField field(int register);

  /** CR0.0. */
  RegisterField control0();

  /** CR0.1. */
  RegisterField control1();

  /** Address of the next instruction. */
  long pc(SavedThread thread);

  /** Number of the pc register. */
  int pcRegister();

  /** The debug bit of the instruction whose original first bytes are given, little-endian. */
  DebugBit debugBit(long instruction);

  /** Length in bytes of the instruction whose original first bytes are given. */
  int length(long instruction);

  /** How many bytes the two questions above need at most. */
  int maxLength();

  /** Whether the instruction ends its thread. */
  boolean endsThread(long instruction);

  /** Whether the instruction makes its thread wait for its work-group. */
  boolean waitsAtBarrier(long instruction);

  /** Whether the thread was stopped because its dispatch wants it halted before it begins. */
  boolean haltedAtEntry(SavedThread thread);

  /** Whether the saved state tells a page fault from an interrupt. */
  boolean savesFaults();

  /** Exact address of the page fault that stopped the thread; empty for every other stop. */
  OptionalLong faultAddress(SavedThread thread);

  /** Address of the watched access that stopped the thread. */
  long watchAddress(SavedThread thread);

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
