package org.gpugdb.backend.eu;

import static org.gpugdb.backend.uapi.RiscvEuLayout.DEBUG_CONTROL_BIT;
import static org.gpugdb.backend.uapi.RiscvEuLayout.DETAIL_ABORT;
import static org.gpugdb.backend.uapi.RiscvEuLayout.DETAIL_HALTED_AT_ENTRY;
import static org.gpugdb.backend.uapi.RiscvEuLayout.DETAIL_PAGE_FAULT;
import static org.gpugdb.backend.uapi.RiscvEuLayout.F_COUNT;
import static org.gpugdb.backend.uapi.RiscvEuLayout.SLM_ADDRESS_BIT;
import static org.gpugdb.backend.uapi.RiscvEuLayout.SR_DISPATCH_ID;
import static org.gpugdb.backend.uapi.RiscvEuLayout.SR_DISPATCH_MASK;
import static org.gpugdb.backend.uapi.RiscvEuLayout.SR_EXCEPTION_DETAIL;
import static org.gpugdb.backend.uapi.RiscvEuLayout.SR_FAULT_ADDRESS;
import static org.gpugdb.backend.uapi.RiscvEuLayout.SR_FCSR;
import static org.gpugdb.backend.uapi.RiscvEuLayout.SR_GLOBAL_ID;
import static org.gpugdb.backend.uapi.RiscvEuLayout.SR_GLOBAL_SIZE;
import static org.gpugdb.backend.uapi.RiscvEuLayout.SR_GROUP_ID;
import static org.gpugdb.backend.uapi.RiscvEuLayout.SR_HART_ID;
import static org.gpugdb.backend.uapi.RiscvEuLayout.SR_IDENTITY;
import static org.gpugdb.backend.uapi.RiscvEuLayout.SR_INSTRET;
import static org.gpugdb.backend.uapi.RiscvEuLayout.SR_LOCAL_ID;
import static org.gpugdb.backend.uapi.RiscvEuLayout.SR_LOCAL_SIZE;
import static org.gpugdb.backend.uapi.RiscvEuLayout.SR_SLM_BASE;
import static org.gpugdb.backend.uapi.RiscvEuLayout.SR_WATCH_ADDRESS;
import static org.gpugdb.backend.uapi.RiscvEuLayout.SR_WORK_DIM;
import static org.gpugdb.backend.uapi.RiscvEuLayout.THREAD_WINDOW_BASE;
import static org.gpugdb.backend.uapi.RiscvEuLayout.THREAD_WINDOW_SIZE;
import static org.gpugdb.backend.uapi.RiscvEuLayout.WINDOW_ADDRESS_BIT;
import static org.gpugdb.backend.uapi.RiscvEuLayout.X_COUNT;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.gpugdb.backend.spi.RegisterInfo;
import org.gpugdb.backend.uapi.DebugAreaLayout;
import org.gpugdb.backend.uapi.StateSaveAreaLayout.Header;
import org.gpugdb.backend.uapi.StateSaveAreaLayout.Set;

/**
 * The emulated device's execution unit: RV64IMAFD hardware threads without compressed code, with
 * the thread's place in the work in CSRs.
 *
 * <p>Register numbers and names are GDB's (features {@code org.gnu.gdb.riscv.cpu} and {@code .fpu},
 * GDB manual "RISC-V Features"), followed by the GPU's own.
 */
public final class RiscvEu implements EuArchitecture {
  private static final String CPU = "org.gnu.gdb.riscv.cpu";
  private static final String FPU = "org.gnu.gdb.riscv.fpu";
  private static final String GPU = "org.gpugdb.gpu";

  private static final List<String> X =
      List.of(
          "zero", "ra", "sp", "gp", "tp", "t0", "t1", "t2", "fp", "s1", "a0", "a1", "a2", "a3",
          "a4", "a5", "a6", "a7", "s2", "s3", "s4", "s5", "s6", "s7", "s8", "s9", "s10", "s11",
          "t3", "t4", "t5", "t6");
  private static final List<String> F =
      List.of(
          "ft0", "ft1", "ft2", "ft3", "ft4", "ft5", "ft6", "ft7", "fs0", "fs1", "fa0", "fa1", "fa2",
          "fa3", "fa4", "fa5", "fa6", "fa7", "fs2", "fs3", "fs4", "fs5", "fs6", "fs7", "fs8", "fs9",
          "fs10", "fs11", "ft8", "ft9", "ft10", "ft11");

  private static final RegisterField CONTROL_0 = RegisterField.word(Set.CR, 0);
  private static final RegisterField CONTROL_1 = RegisterField.word(Set.CR, 4);
  private static final RegisterField INSTRUCTION_POINTER = RegisterField.doubleWord(Set.CR, 8);

  private static final DebugBit DEBUG_BIT = new DebugBit(0, DEBUG_CONTROL_BIT, 0);

  /** Fields of a SYSTEM instruction and the CSR that a write to turns into an end. */
  private static final int OPCODE_SYSTEM = 0x73;

  private static final int CSR_END_OF_THREAD = 0x8c0;

  private final List<RegisterInfo> registers = new ArrayList<>();
  private final List<RegisterField> fields = new ArrayList<>();

  public RiscvEu() {
    addCpu();
    addFpu();
    addGpu();
  }

  private void addCpu() {
    for (int i = 0; i < X_COUNT; i++) {
      String type =
          switch (X.get(i)) {
            case "ra" -> "code_ptr";
            case "sp", "gp", "fp" -> "data_ptr";
            default -> "int";
          };
      add(X.get(i), type, CPU, i != 0, RegisterField.doubleWord(Set.SCALAR, 8 * i));
    }
    add("pc", "code_ptr", CPU, true, INSTRUCTION_POINTER);
  }

  private void addFpu() {
    for (int i = 0; i < F_COUNT; i++) {
      add(F.get(i), "ieee_double", FPU, true, RegisterField.doubleWord(Set.ACC, 8 * i));
    }
    addControl("fflags", 0, 5);
    addControl("frm", 5, 3);
    addControl("fcsr", 0, 8);
  }

  /** GDB wants these 32 bits wide; two of them are parts of the third. */
  private void addControl(String name, int shift, int bits) {
    registers.add(new RegisterInfo(registers.size(), name, Integer.SIZE, "int", FPU, true));
    fields.add(new RegisterField(Set.SR, 0, 8 * SR_FCSR, Long.BYTES, shift, bits));
  }

  private void addGpu() {
    addVector("global_id", SR_GLOBAL_ID);
    addVector("local_id", SR_LOCAL_ID);
    addVector("group_id", SR_GROUP_ID);
    addVector("local_size", SR_LOCAL_SIZE);
    addVector("global_size", SR_GLOBAL_SIZE);
    addState("work_dim", "uint64", SR_WORK_DIM);
    addState("thread_identity", "uint64", SR_IDENTITY);
    addState("dispatch_id", "uint64", SR_DISPATCH_ID);
    addState("dispatch_mask", "uint64", SR_DISPATCH_MASK);
    addState("fault_address", "data_ptr", SR_FAULT_ADDRESS);
    addState("retired", "uint64", SR_INSTRET);
    addState("mhartid", "uint64", SR_HART_ID);
  }

  private void addVector(String name, int index) {
    addState(name + "_x", "uint64", index);
    addState(name + "_y", "uint64", index + 1);
    addState(name + "_z", "uint64", index + 2);
  }

  private void addState(String name, String type, int index) {
    add(name, type, GPU, false, RegisterField.doubleWord(Set.SR, 8 * index));
  }

  private void add(
      String name, String type, String feature, boolean writable, RegisterField field) {
    registers.add(new RegisterInfo(registers.size(), name, field.bits(), type, feature, writable));
    fields.add(field);
  }

  @Override
  public String name() {
    return "riscv:rv64";
  }

  @Override
  public List<RegisterInfo> registers() {
    return Collections.unmodifiableList(registers);
  }

  @Override
  public Optional<RegisterField> field(int register) {
    return Optional.of(fields.get(register));
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
    return ControlBits.REASONS;
  }

  @Override
  public RegisterField instructionPointer() {
    return INSTRUCTION_POINTER;
  }

  @Override
  public boolean usesStateBases() {
    return false;
  }

  @Override
  public AttentionLayout attention() {
    return AttentionLayout.BYTE_PER_EU;
  }

  @Override
  public Optional<String> objection(Header header) {
    return Optional.empty();
  }

  @Override
  public DebugBit debugBit(long instruction) {
    return DEBUG_BIT;
  }

  @Override
  public boolean compilersSetDebugBits() {
    return false;
  }

  @Override
  public int length(long instruction) {
    return Integer.BYTES;
  }

  @Override
  public int maxLength() {
    return Integer.BYTES;
  }

  @Override
  public boolean endsThread(long instruction) {
    return writesCsr((int) instruction, CSR_END_OF_THREAD);
  }

  /** CSRRW and CSRRWI always write; the set and clear forms only with a source other than 0. */
  private static boolean writesCsr(int instruction, int csr) {
    int form = instruction >>> 12 & 3;
    int source = instruction >>> 15 & 31;
    return (instruction & 0x7f) == OPCODE_SYSTEM
        && form != 0
        && instruction >>> 20 == csr
        && (form == 1 || source != 0);
  }

  @Override
  public boolean haltedAtEntry(SavedThread thread) {
    return state(thread, SR_EXCEPTION_DETAIL) == DETAIL_HALTED_AT_ENTRY;
  }

  @Override
  public boolean savesFaults() {
    return true;
  }

  @Override
  public OptionalLong faultAddress(SavedThread thread) {
    return state(thread, SR_EXCEPTION_DETAIL) == DETAIL_PAGE_FAULT
        ? OptionalLong.of(state(thread, SR_FAULT_ADDRESS))
        : OptionalLong.empty();
  }

  @Override
  public long watchAddress(SavedThread thread) {
    return state(thread, SR_WATCH_ADDRESS);
  }

  @Override
  public boolean staysAtTraps() {
    return true;
  }

  @Override
  public boolean aborted(SavedThread thread) {
    return state(thread, SR_EXCEPTION_DETAIL) == DETAIL_ABORT;
  }

  /** Beyond the group's shared local memory the system routine transfers nothing. */
  @Override
  public OptionalLong ownMemory(SavedThread thread, long address) {
    long inWindow = address - THREAD_WINDOW_BASE;
    if (inWindow >= 0 && inWindow < THREAD_WINDOW_SIZE) {
      return OptionalLong.of(inWindow | WINDOW_ADDRESS_BIT);
    }
    long base = state(thread, SR_SLM_BASE);
    long inGroup = address - base;
    boolean shared = base != 0 && inGroup >= 0 && inGroup < WINDOW_ADDRESS_BIT;
    return shared ? OptionalLong.of(inGroup | SLM_ADDRESS_BIT) : OptionalLong.empty();
  }

  @Override
  public long threadWindow() {
    return THREAD_WINDOW_BASE;
  }

  @Override
  public int threadWindowLength() {
    return THREAD_WINDOW_SIZE;
  }

  @Override
  public int watchpoints() {
    return DebugAreaLayout.WATCH_SLOTS;
  }

  @Override
  public boolean occupancy() {
    return true;
  }

  private static long state(SavedThread thread, int index) {
    return thread.get(RegisterField.doubleWord(Set.SR, 8 * index));
  }
}
