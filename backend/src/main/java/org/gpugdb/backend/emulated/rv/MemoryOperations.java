package org.gpugdb.backend.emulated.rv;

import static org.gpugdb.backend.emulated.rv.Instruction.immediate;
import static org.gpugdb.backend.emulated.rv.Instruction.rs2;
import static org.gpugdb.backend.emulated.rv.Operation.a;
import static org.gpugdb.backend.emulated.rv.Operation.b;
import static org.gpugdb.backend.emulated.rv.Operation.set;

import java.lang.invoke.VarHandle;

/** Loads and stores of RV64I, F and D, the fence, and A. */
final class MemoryOperations {
  private MemoryOperations() {}

  static void install(Operation[] table) {
    installLoads(table);
    installStores(table);
    for (int op = Op.LR_W; op <= Op.AMOMAXU_D; op++) {
      table[op] = (u, t, i, pc) -> u.atomics.execute(t, i, pc);
    }
    table[Op.FENCE] =
        (u, t, i, pc) -> {
          VarHandle.fullFence();
          return pc + 4;
        };
  }

  private static void installLoads(Operation[] table) {
    table[Op.LB] = (u, t, i, pc) -> set(t, i, pc, u.memory.loadByte(address(t, i)));
    table[Op.LH] = (u, t, i, pc) -> set(t, i, pc, u.memory.loadShort(address(t, i)));
    table[Op.LW] = (u, t, i, pc) -> set(t, i, pc, u.memory.loadInt(address(t, i)));
    table[Op.LD] = (u, t, i, pc) -> set(t, i, pc, u.memory.loadLong(address(t, i)));
    table[Op.LBU] = (u, t, i, pc) -> set(t, i, pc, u.memory.loadByte(address(t, i)) & 0xFFL);
    table[Op.LHU] = (u, t, i, pc) -> set(t, i, pc, u.memory.loadShort(address(t, i)) & 0xFFFFL);
    table[Op.LWU] = (u, t, i, pc) -> set(t, i, pc, u.memory.loadInt(address(t, i)) & 0xFFFF_FFFFL);
    table[Op.FLW] =
        (u, t, i, pc) -> setFloat(t, i, pc, FloatUnit.box(u.memory.loadInt(address(t, i))));
    table[Op.FLD] = (u, t, i, pc) -> setFloat(t, i, pc, u.memory.loadLong(address(t, i)));
  }

  private static void installStores(Operation[] table) {
    table[Op.SB] =
        (u, t, i, pc) -> {
          u.memory.storeByte(address(t, i), (byte) b(t, i));
          return pc + 4;
        };
    table[Op.SH] =
        (u, t, i, pc) -> {
          u.memory.storeShort(address(t, i), (short) b(t, i));
          return pc + 4;
        };
    table[Op.SW] =
        (u, t, i, pc) -> {
          u.memory.storeInt(address(t, i), (int) b(t, i));
          return pc + 4;
        };
    table[Op.SD] =
        (u, t, i, pc) -> {
          u.memory.storeLong(address(t, i), b(t, i));
          return pc + 4;
        };
    table[Op.FSW] =
        (u, t, i, pc) -> {
          u.memory.storeInt(address(t, i), (int) t.f[rs2(i)]);
          return pc + 4;
        };
    table[Op.FSD] =
        (u, t, i, pc) -> {
          u.memory.storeLong(address(t, i), t.f[rs2(i)]);
          return pc + 4;
        };
  }

  private static long address(HardwareThread thread, long instruction) {
    return a(thread, instruction) + immediate(instruction);
  }

  private static long setFloat(HardwareThread thread, long instruction, long pc, long value) {
    thread.f[Instruction.rd(instruction)] = value;
    return pc + 4;
  }
}
