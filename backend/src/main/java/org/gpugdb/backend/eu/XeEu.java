package org.gpugdb.backend.eu;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.gpugdb.backend.eu.XeFamily.RegisterGroup;
import org.gpugdb.backend.spi.RegisterInfo;
import org.gpugdb.backend.uapi.RegisterSet;
import org.gpugdb.backend.uapi.StateSaveAreaLayout;
import org.gpugdb.backend.uapi.StateSaveAreaLayout.Header;
import org.gpugdb.backend.uapi.StateSaveAreaLayout.Set;

/**
 * Execution units of Intel GPUs, from Xe-HPG to Xe3: their registers as the system routine saves
 * them, the debug bit, where a thread is. Immutable.
 *
 * <p>Register names and features are those of GDB's architecture {@code intelgt}.
 *
 * <p>Nothing of this has met hardware. What cannot be told without, or is not published:
 *
 * <ul>
 *   <li>registers beyond r127 of kernels in large-register mode, since the register file is told
 *       before a thread is seen;
 *   <li>the scratch base address, shared local memory, and memory behind tagged addresses: access
 *       to them is refused;
 *   <li>whether a compacted instruction ends its thread: it is taken not to;
 *   <li>code of heapless kernels (from Xe3 on), whose instruction pointer has no base that is told:
 *       their save area is refused;
 *   <li>exceptions other than those of {@link ControlBits}: they are shown as illegal instructions;
 *   <li>whether of two threads in lockstep one can go on without the other: the bit that they share
 *       is used for either;
 *   <li>GPUs of several tiles: the first one's threads alone are known;
 *   <li>breakpoint exceptions on Xe-HPG and Xe-HPC where no debug bit is, which are known to occur:
 *       such a thread goes on.
 * </ul>
 */
public final class XeEu implements EuArchitecture {
  private static final String FEATURE = "org.gnu.gdb.intelgt.";

  private static final RegisterField CONTROL_0 = RegisterField.word(Set.CR, 0);
  private static final RegisterField CONTROL_1 = RegisterField.word(Set.CR, 4);
  private static final RegisterField INSTRUCTION_POINTER = RegisterField.word(Set.CR, 8);

  /** Those that Intel's runtime looks at; what bits 21 to 23 and 27 stand for is not published. */
  private static final int REASONS = 0xfce1_0000;

  /** The thread's payload header: the binding table's offset, in units of 32 bytes. */
  private static final RegisterField BINDING_TABLE = RegisterField.word(Set.GRF, 16);

  private static final long BINDING_TABLE_MASK = 0xffff_ffe0L;

  private static final List<String> BASES =
      List.of("genstbase", "sustbase", "dynbase", "iobase", "isabase", "blsustbase", "blsastbase");
  private static final String BINDING_TABLE_BASE = "btbase";

  /** Compaction control: the instruction has its short form. */
  private static final long COMPACT = 1L << 29;

  private static final int NATIVE_BYTES = 16;
  private static final int COMPACT_BYTES = 8;

  /** Debug control: bit 30 of an instruction, 7 of a compacted one. */
  private static final DebugBit NATIVE_BIT = new DebugBit(3, 1 << 6, 1 << 6);

  private static final DebugBit COMPACT_BIT = new DebugBit(0, 1 << 7, 1 << 7);

  private static final int OPCODE_MASK = 0x7f;
  private static final int OPCODE_SEND = 0x31;
  private static final int OPCODE_SENDC = 0x32;
  private static final long END_OF_THREAD = 1L << 34;

  private final XeFamily family;
  private final List<RegisterInfo> registers = new ArrayList<>();
  private final List<Optional<RegisterField>> fields = new ArrayList<>();
  private final int firstBase;

  private XeEu(XeFamily family) {
    this.family = family;
    int bases = 0;
    for (RegisterGroup group : family.groups()) {
      if (group.set() == Set.DBG_REG) {
        bases = registers.size();
        addBases();
      }
      for (int i = 0; i < group.names().size(); i++) {
        add(group.names().get(i), group.bits(), group.type(), group.feature(), group.writable());
        fields.add(Optional.of(RegisterField.whole(group.set(), i, group.bits())));
      }
    }
    this.firstBase = bases;
  }

  /** The execution units of a generation; empty for one that is not known. */
  public static Optional<EuArchitecture> of(GraphicsVersion version) {
    return XeFamily.of(version).map(XeEu::new);
  }

  /** Of those that the runtime reports, all but the scratch base. */
  private void addBases() {
    for (String name : BASES) {
      add(name, Long.SIZE, "uint64", "sba", false);
      fields.add(Optional.empty());
    }
    add(BINDING_TABLE_BASE, Long.SIZE, "uint64", "sba", false);
    fields.add(Optional.empty());
  }

  private void add(String name, int bits, String type, String feature, boolean writable) {
    registers.add(
        new RegisterInfo(registers.size(), name, bits, type, FEATURE + feature, writable));
  }

  @Override
  public String name() {
    return "intelgt";
  }

  @Override
  public List<RegisterInfo> registers() {
    return Collections.unmodifiableList(registers);
  }

  @Override
  public Optional<RegisterField> field(int register) {
    return fields.get(register);
  }

  @Override
  public void read(SavedThread thread, int register, ByteBuffer into) {
    if (fields.get(register).isPresent()) {
      EuArchitecture.super.read(thread, register, into);
    } else if (register < firstBase + BASES.size()) {
      putLong(into, thread.bases().values().get(register - firstBase));
    } else {
      long table = thread.get(BINDING_TABLE) & BINDING_TABLE_MASK;
      putLong(into, thread.bases().surface() + table);
    }
  }

  private static void putLong(ByteBuffer into, long value) {
    for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
      into.put((byte) (value >>> shift));
    }
  }

  @Override
  public RegisterField control0() {
    return CONTROL_0;
  }

  @Override
  public RegisterField control1() {
    return CONTROL_1;
  }

  @Override
  public int reasons() {
    return REASONS;
  }

  @Override
  public RegisterField instructionPointer() {
    return INSTRUCTION_POINTER;
  }

  @Override
  public boolean usesStateBases() {
    return true;
  }

  @Override
  public AttentionLayout attention() {
    return family.attention();
  }

  @Override
  public Optional<String> objection(Header header) {
    if ((header.sipFlags() & StateSaveAreaLayout.SIP_FLAG_HEAPLESS) != 0) {
      return Optional.of("the kernels are heapless: nothing tells where their code begins");
    }
    return family.groups().stream()
        .filter(group -> !isSaved(group, header.registers(group.set())))
        .findFirst()
        .map(
            group ->
                "register "
                    + group.names().get(0)
                    + ": the save area has "
                    + header.registers(group.set())
                    + " (expected "
                    + group.names().size()
                    + " x "
                    + group.bits()
                    + " bits of "
                    + family.name()
                    + ")");
  }

  private static boolean isSaved(RegisterGroup group, RegisterSet set) {
    return set.num() >= group.names().size() && set.bytes() * Byte.SIZE == group.bits();
  }

  private static boolean isCompact(long instruction) {
    return (instruction & COMPACT) != 0;
  }

  @Override
  public DebugBit debugBit(long instruction) {
    return isCompact(instruction) ? COMPACT_BIT : NATIVE_BIT;
  }

  /** The runtime has one set where a kernel begins, if it is told that a debugger will come. */
  @Override
  public boolean compilersSetDebugBits() {
    return true;
  }

  @Override
  public int length(long instruction) {
    return isCompact(instruction) ? COMPACT_BYTES : NATIVE_BYTES;
  }

  @Override
  public int maxLength() {
    return Long.BYTES;
  }

  @Override
  public boolean endsThread(long instruction) {
    int opcode = (int) instruction & OPCODE_MASK;
    boolean sends = opcode == OPCODE_SEND || opcode == OPCODE_SENDC;
    return sends && !isCompact(instruction) && (instruction & END_OF_THREAD) != 0;
  }

  @Override
  public boolean haltedAtEntry(SavedThread thread) {
    return false;
  }

  /** The kernel's event alone tells of a fault. */
  @Override
  public boolean savesFaults() {
    return false;
  }

  @Override
  public OptionalLong faultAddress(SavedThread thread) {
    return OptionalLong.empty();
  }

  /** There are no watchpoints. */
  @Override
  public long watchAddress(SavedThread thread) {
    return 0;
  }

  /** What the exception has left is taken for where the thread goes on. */
  @Override
  public boolean staysAtTraps() {
    return false;
  }

  @Override
  public boolean aborted(SavedThread thread) {
    return false;
  }

  @Override
  public OptionalLong ownMemory(SavedThread thread, long address) {
    return OptionalLong.empty();
  }

  @Override
  public long threadWindow() {
    return 0;
  }

  @Override
  public int threadWindowLength() {
    return 0;
  }

  @Override
  public int watchpoints() {
    return 0;
  }

  @Override
  public boolean occupancy() {
    return false;
  }
}
