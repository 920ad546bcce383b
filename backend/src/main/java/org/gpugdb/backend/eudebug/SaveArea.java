package org.gpugdb.backend.eudebug;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.BitSet;
import java.util.Optional;
import org.gpugdb.backend.eu.EuArchitecture;
import org.gpugdb.backend.eu.RegisterField;
import org.gpugdb.backend.eu.SavedThread;
import org.gpugdb.backend.eu.StateBases;
import org.gpugdb.backend.eu.Topology;
import org.gpugdb.backend.spi.BackendException;
import org.gpugdb.backend.uapi.RegisterSet;
import org.gpugdb.backend.uapi.StateSaveAreaLayout;
import org.gpugdb.backend.uapi.StateSaveAreaLayout.Geometry;
import org.gpugdb.backend.uapi.StateSaveAreaLayout.Header;
import org.gpugdb.backend.uapi.StateSaveAreaLayout.MalformedHeaderException;
import org.gpugdb.backend.uapi.StateSaveAreaLayout.Version;

/**
 * The state save area of one address space. Slots that are neighbours in memory are transferred
 * together. Does not look after GPU caches: {@link VmFile#refresh} and {@link VmFile#flush} are the
 * caller's. Confined to the device loop.
 */
final class SaveArea {
  private static final int MAX_HEADER = 255 * Long.BYTES;
  private static final int TRANSFER = 1 << 20;

  /** What the first system routine took for an order to leave: a bit in CR0.1 or in r0.4. */
  private static final long LEAVE_BIT = 0x4000_0000;

  private static final RegisterField LEAVE_BINDLESS =
      new RegisterField(StateSaveAreaLayout.Set.CR, 0, 4, Integer.BYTES, 0, Integer.SIZE);
  private static final RegisterField LEAVE_BINDFUL =
      new RegisterField(StateSaveAreaLayout.Set.GRF, 0, 16, Integer.BYTES, 0, Integer.SIZE);

  private final VmFile file;
  private final long address;
  private final Header header;
  private final Topology topology;
  private final Surroundings surroundings;
  private final boolean bindless;
  private ByteBuffer transfer;

  private SaveArea(
      VmFile file, long address, Header header, Topology topology, Surroundings surroundings)
      throws BackendException {
    this.file = file;
    this.address = address;
    this.header = header;
    this.topology = topology;
    this.surroundings = surroundings;
    this.bindless = surroundings.isBindless();
    this.transfer = buffer(header.stateSaveSize());
  }

  private static ByteBuffer buffer(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** What else of the address space has to do with saved threads. */
  interface Surroundings {
    /** How the device addresses the system routine, which matters to the oldest one. */
    boolean isBindless() throws BackendException;

    /** Where parts of the address space begin now. */
    StateBases bases() throws BackendException;
  }

  /**
   * The area at an address; empty if there is none yet.
   *
   * @throws BackendException.InvalidArgument if there is one that cannot be used
   */
  static Optional<SaveArea> open(
      VmFile file,
      long address,
      Topology topology,
      EuArchitecture architecture,
      Surroundings surroundings)
      throws BackendException {
    ByteBuffer bytes = buffer(MAX_HEADER);
    file.read(address, bytes);
    bytes.flip();
    if (bytes.limit() < StateSaveAreaLayout.PREFIX_SIZE
        || bytes.getLong(StateSaveAreaLayout.MAGIC_OFFSET) == 0) {
      return Optional.empty();
    }
    try {
      Header header = StateSaveAreaLayout.decode(bytes);
      check(header, topology, architecture);
      return Optional.of(new SaveArea(file, address, header, topology, surroundings));
    } catch (MalformedHeaderException unusable) {
      throw new BackendException.InvalidArgument(String.valueOf(unusable.getMessage()));
    }
  }

  private static void check(Header header, Topology topology, EuArchitecture architecture)
      throws BackendException {
    Geometry geometry = header.geometry();
    boolean bigEnough =
        geometry.slices() >= topology.slices()
            && geometry.subslicesPerSlice() >= topology.dssPerSlice()
            && geometry.eusPerSubslice() >= topology.eusPerDss()
            && geometry.threadsPerEu() >= topology.threadsPerEu();
    if (!bigEnough) {
      throw new BackendException.InvalidArgument(
          "state save area for " + geometry + ", too small for " + topology);
    }
    SavedThread empty = new SavedThread(header, StateBases.NONE, buffer(header.stateSaveSize()));
    RegisterSet command = header.registers(StateSaveAreaLayout.Set.CMD);
    boolean complete =
        empty.offset(architecture.control0()) >= 0
            && empty.offset(architecture.control1()) >= 0
            && (header.version().hasCommands()
                ? command.num() * command.bytes() >= StateSaveAreaLayout.CMD_SIZE
                : empty.offset(LEAVE_BINDFUL) >= 0);
    if (!complete) {
      throw new BackendException.InvalidArgument(
          "state save area without control or command register");
    }
    Optional<String> objection = architecture.objection(header);
    if (objection.isPresent()) {
      throw new BackendException.InvalidArgument(objection.get());
    }
  }

  /** Takes a look at one slot. */
  interface Visitor {
    /**
     * @param saved valid during the call only
     * @return whether the slot has been changed and is to be written back
     */
    boolean visit(int slot, SavedThread saved) throws BackendException;
  }

  /** Shows slots as they are in memory, in slot order, and writes back those that were changed. */
  void visit(BitSet slots, Visitor visitor) throws BackendException {
    StateBases bases = surroundings.bases();
    forEachRun(
        slots,
        (first, count) -> {
          ByteBuffer bytes = load(first, count);
          BitSet changed = new BitSet();
          for (int i = 0; i < count; i++) {
            changed.set(i, visitor.visit(first + i, saved(bases, bytes, i)));
          }
          store(first, bytes, changed);
        });
  }

  /** Writes slots of a run back, neighbours together. */
  private void store(int first, ByteBuffer bytes, BitSet changed) throws BackendException {
    int size = header.stateSaveSize();
    int from = changed.nextSetBit(0);
    while (from >= 0) {
      int to = changed.nextClearBit(from);
      file.write(addressOf(first + from), bytes.slice(from * size, (to - from) * size));
      from = changed.nextSetBit(to);
    }
  }

  /** A copy of one slot. */
  SavedThread read(int slot) throws BackendException {
    ByteBuffer bytes = buffer(header.stateSaveSize());
    file.readFully(addressOf(slot), bytes);
    return new SavedThread(header, surroundings.bases(), bytes.rewind());
  }

  /** Writes a part of a slot. */
  void write(int slot, int offset, ByteBuffer bytes) throws BackendException {
    file.write(addressOf(slot) + offset, bytes);
  }

  /** Reads a part of a slot. */
  void read(int slot, int offset, ByteBuffer into) throws BackendException {
    file.readFully(addressOf(slot) + offset, into);
  }

  /** The system routine that keeps the area. */
  Version version() {
    return header.version();
  }

  /**
   * Notes in a thread's slot, after everything else there, that it is to leave the system routine
   * when it is resumed.
   */
  void orderToLeave(SavedThread saved) {
    if (header.version().hasCommands()) {
      saved
          .bytes(commandOffset(), Integer.BYTES)
          .putInt(StateSaveAreaLayout.CMD_COMMAND_OFFSET, StateSaveAreaLayout.CMD_RESUME);
    } else {
      RegisterField where = bindless ? LEAVE_BINDLESS : LEAVE_BINDFUL;
      saved.set(where, saved.get(where) | LEAVE_BIT);
    }
  }

  /** Where in a slot the command register is, from version 2 on. */
  int commandOffset() {
    return header.registers(StateSaveAreaLayout.Set.CMD).offset();
  }

  private ByteBuffer load(int first, int count) throws BackendException {
    int bytes = count * header.stateSaveSize();
    if (transfer.capacity() < bytes) {
      transfer = buffer(bytes);
    }
    transfer.clear().limit(bytes);
    file.readFully(addressOf(first), transfer);
    return transfer.rewind();
  }

  private SavedThread saved(StateBases bases, ByteBuffer bytes, int index) {
    return new SavedThread(
        header, bases, bytes.slice(index * header.stateSaveSize(), header.stateSaveSize()));
  }

  private long addressOf(int slot) {
    Topology.Place place = topology.place(slot);
    int number = header.geometry().slot(place.slice(), place.dss(), place.eu(), place.thread());
    return address + header.slotOffset(number);
  }

  private interface Run {
    void of(int first, int count) throws BackendException;
  }

  private void forEachRun(BitSet slots, Run run) throws BackendException {
    int limit = Math.max(1, TRANSFER / header.stateSaveSize());
    int first = slots.nextSetBit(0);
    while (first >= 0) {
      int count = 1;
      while (count < limit && slots.get(first + count) && isNextTo(first + count)) {
        count++;
      }
      run.of(first, count);
      first = slots.nextSetBit(first + count);
    }
  }

  /** Whether a slot lies right behind the one before it. */
  private boolean isNextTo(int slot) {
    return addressOf(slot) == addressOf(slot - 1) + header.stateSaveSize();
  }
}
