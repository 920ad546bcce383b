package org.gpugdb.backend.eudebug;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.BitSet;
import java.util.Optional;
import org.gpugdb.backend.eu.EuArchitecture;
import org.gpugdb.backend.eu.SavedThread;
import org.gpugdb.backend.eu.Topology;
import org.gpugdb.backend.spi.BackendException;
import org.gpugdb.backend.uapi.RegisterSet;
import org.gpugdb.backend.uapi.StateSaveAreaLayout;
import org.gpugdb.backend.uapi.StateSaveAreaLayout.Geometry;
import org.gpugdb.backend.uapi.StateSaveAreaLayout.Header;
import org.gpugdb.backend.uapi.StateSaveAreaLayout.MalformedHeaderException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The state save area of one address space. Slots that are neighbours in memory are transferred
 * together. Does not look after GPU caches: {@link VmFile#refresh} and {@link VmFile#flush} are the
 * caller's. Confined to the device loop.
 */
final class SaveArea {
  private static final Logger log = LoggerFactory.getLogger(SaveArea.class);
  private static final int MAX_HEADER = 255 * Long.BYTES;
  private static final int MAX_SLOT = 1 << 16;
  private static final int TRANSFER = 1 << 20;

  private final VmFile file;
  private final long address;
  private final Header header;
  private final Topology topology;
  private ByteBuffer transfer;

  private SaveArea(VmFile file, long address, Header header, Topology topology) {
    this.file = file;
    this.address = address;
    this.header = header;
    this.topology = topology;
    this.transfer = buffer(header.stateSaveSize());
  }

  private static ByteBuffer buffer(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** The area at an address; empty if there is none that can be understood, or none yet. */
  static Optional<SaveArea> open(
      VmFile file, long address, Topology topology, EuArchitecture architecture)
      throws BackendException {
    ByteBuffer bytes = buffer(MAX_HEADER);
    file.read(address, bytes);
    try {
      Header header = StateSaveAreaLayout.decode(bytes.flip());
      check(header, topology, architecture);
      return Optional.of(new SaveArea(file, address, header, topology));
    } catch (IllegalArgumentException | MalformedHeaderException unusable) {
      log.debug("state save area at 0x{}: {}", Long.toHexString(address), unusable.getMessage());
      return Optional.empty();
    }
  }

  /** The header comes from memory that anybody may have written. */
  private static void check(Header header, Topology topology, EuArchitecture architecture)
      throws MalformedHeaderException {
    Geometry geometry = header.geometry();
    boolean bigEnough =
        geometry.slices() >= topology.slices()
            && geometry.subslicesPerSlice() >= topology.dssPerSlice()
            && geometry.eusPerSubslice() >= topology.eusPerDss()
            && geometry.threadsPerEu() >= topology.threadsPerEu();
    int slotSize = header.stateSaveSize();
    boolean inside = slotSize > 0 && slotSize <= MAX_SLOT;
    inside &= inside(header.srMagicOffset(), StateSaveAreaLayout.SR_IDENT_SIZE, slotSize);
    for (RegisterSet set : header.registerSets().values()) {
      inside &= inside(set.offset(), (long) set.num() * set.bytes(), slotSize);
    }
    if (!bigEnough || !inside) {
      throw new IllegalArgumentException(geometry + ", slots of " + slotSize + " bytes");
    }
    SavedThread empty = new SavedThread(header, buffer(slotSize));
    boolean complete =
        empty.offset(architecture.control0()) >= 0
            && empty.offset(architecture.control1()) >= 0
            && header.registers(StateSaveAreaLayout.Set.CMD).present();
    if (!complete) {
      throw new IllegalArgumentException("control or command register is missing");
    }
  }

  private static boolean inside(int offset, long length, int size) {
    return offset >= 0 && offset + length <= size;
  }

  /** Takes a look at one slot. */
  interface Visitor {
    /**
     * @param saved valid during the call only
     */
    void visit(int slot, SavedThread saved) throws BackendException;
  }

  /** Shows slots as they are in memory, in slot order. */
  void read(BitSet slots, Visitor visitor) throws BackendException {
    forEachRun(
        slots,
        (first, count) -> {
          ByteBuffer bytes = load(first, count);
          for (int i = 0; i < count; i++) {
            visitor.visit(first + i, saved(bytes, i));
          }
        });
  }

  /** Lets slots be changed, and writes them back. */
  void update(BitSet slots, Visitor editor) throws BackendException {
    forEachRun(
        slots,
        (first, count) -> {
          ByteBuffer bytes = load(first, count);
          for (int i = 0; i < count; i++) {
            editor.visit(first + i, saved(bytes, i));
          }
          file.write(addressOf(first), bytes.rewind());
        });
  }

  /** A copy of one slot. */
  SavedThread read(int slot) throws BackendException {
    ByteBuffer bytes = buffer(header.stateSaveSize());
    file.readFully(addressOf(slot), bytes);
    return new SavedThread(header, bytes.rewind());
  }

  /** A copy of a slot that a visitor was shown. */
  SavedThread copy(SavedThread saved) {
    return new SavedThread(
        header,
        buffer(header.stateSaveSize()).put(saved.bytes(0, header.stateSaveSize())).rewind());
  }

  /** Writes a part of a slot. */
  void write(int slot, int offset, ByteBuffer bytes) throws BackendException {
    file.write(addressOf(slot) + offset, bytes);
  }

  /** Reads a part of a slot. */
  void read(int slot, int offset, ByteBuffer into) throws BackendException {
    file.readFully(addressOf(slot) + offset, into);
  }

  /** Where in a slot the command register is. */
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

  private SavedThread saved(ByteBuffer bytes, int index) {
    return new SavedThread(
        header, bytes.slice(index * header.stateSaveSize(), header.stateSaveSize()));
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
