package org.gpugdb.backend.eudebug;

import static org.gpugdb.backend.uapi.StateSaveAreaLayout.CMD_BUFFER_OFFSET;
import static org.gpugdb.backend.uapi.StateSaveAreaLayout.CMD_READY;
import static org.gpugdb.backend.uapi.StateSaveAreaLayout.CMD_RESUME;
import static org.gpugdb.backend.uapi.StateSaveAreaLayout.CMD_SLM_READ;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.gpugdb.backend.eu.SaveAreaBytes;
import org.gpugdb.backend.eu.Topology;
import org.gpugdb.backend.kernel.Errno;
import org.gpugdb.backend.uapi.CommandRegisterLayout;
import org.gpugdb.backend.uapi.CommandRegisterLayout.CommandRegister;
import org.gpugdb.backend.uapi.EuControlLayout;
import org.gpugdb.backend.uapi.EuControlLayout.EuControl;
import org.gpugdb.backend.uapi.RegisterSet;
import org.gpugdb.backend.uapi.RiscvEuLayout;
import org.gpugdb.backend.uapi.SrIdentLayout;
import org.gpugdb.backend.uapi.StateSaveAreaLayout;
import org.gpugdb.backend.uapi.StateSaveAreaLayout.Geometry;
import org.gpugdb.backend.uapi.StateSaveAreaLayout.Header;
import org.gpugdb.backend.uapi.StateSaveAreaLayout.Set;
import org.gpugdb.backend.uapi.StateSaveAreaLayout.Version;

/** Hardware threads of a test that enter and leave the system routine but execute nothing. */
final class ScriptedEu implements ScriptedKernel.EuModel {
  static final long SAVE_AREA = 0x50_0000;
  static final Topology TOPOLOGY = new Topology(1, 1, 2, 4);

  /** What a thread was resumed with. */
  record Resumed(int slot, long pc, boolean suppress, boolean step) {}

  /** What a resumed thread does next. */
  interface Behaviour {
    void afterResume(Resumed how);
  }

  final List<Resumed> resumed = new ArrayList<>();
  final List<Integer> commands = new ArrayList<>();
  final ByteBuffer sharedLocal = ByteBuffer.allocate(64);
  Behaviour behaviour = how -> {};
  boolean active = true;

  private final TestMemory memory;
  private final Header header;

  /** Where resident threads are that are not in the system routine. */
  private final Map<Integer, Long> running = new TreeMap<>();

  private final Map<Integer, Long> pcs = new HashMap<>();
  private final BitSet attention = new BitSet();

  /**
   * @param version of the system routine
   */
  ScriptedEu(TestMemory memory, Version version) {
    this.memory = memory;
    this.header = header(version);
    ByteBuffer area = memory.map(SAVE_AREA, (int) header.areaBytes());
    StateSaveAreaLayout.encode(area, header);
  }

  /** Before version 3 there is no set for the scalar registers. */
  private static Header header(Version version) {
    Header newest = RiscvEuLayout.header(new Geometry(1, 1, 2, 4));
    Map<Set, RegisterSet> sets = new EnumMap<>(newest.registerSets());
    boolean old = version.major() < 3;
    if (old) {
      sets.remove(Set.SCALAR);
    }
    return new Header(
        version,
        old ? StateSaveAreaLayout.V2_SIZE : StateSaveAreaLayout.V3_SIZE,
        newest.geometry(),
        0,
        newest.stateSaveSize(),
        0,
        0,
        newest.srMagicOffset(),
        newest.fifo(),
        0,
        sets);
  }

  /** A thread runs. */
  void run(int slot, long pc) {
    running.put(slot, pc);
  }

  /** A thread enters the system routine. */
  void stop(int slot, long pc, int control1) {
    int count = count(slot);
    ByteBuffer state = SaveAreaBytes.riscvSlot(pc, control1);
    SaveAreaBytes.setCount(state, (count + 1) | 1);
    store(slot, 0, state);
    running.remove(slot);
    pcs.put(slot, pc);
    attention.set(TOPOLOGY.attentionBit(slot));
  }

  /** Changes a state register of a thread in the system routine. */
  void setState(int slot, int index, long value) {
    ByteBuffer bytes = littleEndian(8).putLong(0, value);
    store(slot, RiscvEuLayout.SR_OFFSET + 8 * index, bytes);
  }

  /** Whether the system routine waits for a command, or has yet to get there. */
  void setReady(int slot, boolean ready) {
    store(slot, RiscvEuLayout.CMD_OFFSET, littleEndian(4).putInt(0, ready ? CMD_READY : 0xff));
  }

  long register(int slot, int offset) {
    return load(slot, offset, 8).getLong(0);
  }

  BitSet attention() {
    return TOPOLOGY.slots(attention);
  }

  private static ByteBuffer littleEndian(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  private int count(int slot) {
    ByteBuffer ident = load(slot, RiscvEuLayout.SR_IDENT_OFFSET, StateSaveAreaLayout.SR_IDENT_SIZE);
    return SrIdentLayout.decodeCount(ident).orElse(0);
  }

  private ByteBuffer load(int slot, int offset, int length) {
    ByteBuffer bytes = littleEndian(length);
    memory.read(SAVE_AREA + header.slotOffset(slot) + offset, bytes);
    return bytes.rewind();
  }

  private void store(int slot, int offset, ByteBuffer bytes) {
    memory.write(SAVE_AREA + header.slotOffset(slot) + offset, bytes);
  }

  @Override
  public int control(EuControl request, ByteBuffer bitmap) {
    commands.add(request.cmd());
    if (!active) {
      return request.cmd() == EuControlLayout.INTERRUPT_ALL ? -Errno.EINVAL : -Errno.ENOENT;
    }
    switch (request.cmd()) {
      case EuControlLayout.INTERRUPT_ALL ->
          Map.copyOf(running)
              .forEach((slot, pc) -> stop(slot, pc, RiscvEuLayout.CR1_FORCED_EXCEPTION));
      case EuControlLayout.STOPPED -> bitmap.put(attention.toByteArray());
      case EuControlLayout.RESUME -> {
        BitSet bits = BitSet.valueOf(bitmap);
        bits.and(attention);
        attention.andNot(bits);
        TOPOLOGY.slots(bits).stream().forEach(this::obey);
      }
      default -> {
        return -Errno.EINVAL;
      }
    }
    return 0;
  }

  private void obey(int slot) {
    ByteBuffer bytes = load(slot, RiscvEuLayout.CMD_OFFSET, StateSaveAreaLayout.CMD_SIZE);
    CommandRegister command = CommandRegisterLayout.decode(bytes);
    if (command.command() == CMD_RESUME) {
      leave(slot);
    } else {
      transfer(slot, command, bytes);
    }
  }

  private void leave(int slot) {
    ByteBuffer control = load(slot, RiscvEuLayout.CR_OFFSET, 16);
    ByteBuffer ident = littleEndian(StateSaveAreaLayout.SR_IDENT_SIZE);
    SrIdentLayout.encode(ident, 0, (count(slot) + 1) & 0xfe);
    store(slot, RiscvEuLayout.SR_IDENT_OFFSET, ident);
    Resumed how =
        new Resumed(
            slot,
            control.getLong(8),
            (control.getInt(0) & RiscvEuLayout.CR0_SUPPRESS_BREAKPOINT) != 0,
            (control.getInt(4) & RiscvEuLayout.CR1_BREAKPOINT) != 0);
    resumed.add(how);
    running.put(slot, how.pc());
    behaviour.afterResume(how);
  }

  private void transfer(int slot, CommandRegister command, ByteBuffer register) {
    int offset = (int) (command.offset() & 0xffff);
    int bytes = command.size() * StateSaveAreaLayout.CMD_UNIT;
    int done = offset + bytes <= sharedLocal.capacity() ? command.size() : 0;
    if (done > 0 && command.command() == CMD_SLM_READ) {
      register.put(CMD_BUFFER_OFFSET, sharedLocal, offset, bytes);
    } else if (done > 0) {
      sharedLocal.put(offset, register, CMD_BUFFER_OFFSET, bytes);
    }
    CommandRegisterLayout.encode(register, new CommandRegister(CMD_READY, done, 0));
    store(slot, RiscvEuLayout.CMD_OFFSET, register.rewind());
    attention.set(TOPOLOGY.attentionBit(slot));
  }
}
