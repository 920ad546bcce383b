package org.gpugdb.backend.eudebug;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.gpugdb.backend.eu.DebugBit;
import org.gpugdb.backend.eu.EuArchitecture;
import org.gpugdb.backend.spi.BackendException;

/**
 * The debug bits planted in one address space's code, and what the program's own bytes are there.
 * Confined to the device loop.
 */
final class PlantedBreakpoints {
  private final EuArchitecture architecture;

  /** By address of the byte that holds the bit. */
  private final NavigableMap<Long, Planted> byByte = new TreeMap<>();

  private final Set<Long> addresses = new TreeSet<>();

  /** One planted bit; {@code original} is the program's byte. */
  private record Planted(long address, DebugBit bit, byte original) {}

  PlantedBreakpoints(EuArchitecture architecture) {
    this.architecture = architecture;
  }

  /** Addresses of instructions with a planted bit. */
  Set<Long> addresses() {
    return Set.copyOf(addresses);
  }

  boolean contains(long address) {
    return addresses.contains(address);
  }

  /** Plants a bit; does nothing if it is planted. */
  void insert(VmFile file, long address) throws BackendException {
    if (contains(address)) {
      return;
    }
    DebugBit bit = architecture.debugBit(instruction(file, address));
    long at = address + bit.byteOffset();
    byte code = readByte(file, at);
    file.write(at, ByteBuffer.wrap(new byte[] {bit.plant(code)}));
    byByte.put(at, new Planted(address, bit, code));
    addresses.add(address);
  }

  /** Takes a bit out; does nothing if it is not planted. What is not mapped needs no restoring. */
  void remove(VmFile file, long address) throws BackendException {
    if (!contains(address)) {
      return;
    }
    Planted planted = take(address);
    long at = address + planted.bit().byteOffset();
    ByteBuffer code = ByteBuffer.allocate(1);
    if (file.read(at, code) == 1 && planted.bit().isPlanted(code.get(0))) {
      byte restored = planted.bit().restore(code.get(0), planted.original());
      file.write(at, ByteBuffer.wrap(new byte[] {restored}));
    }
  }

  private Planted take(long address) {
    addresses.remove(address);
    Planted found =
        byByte.values().stream().filter(p -> p.address() == address).findFirst().orElseThrow();
    byByte.remove(address + found.bit().byteOffset());
    return found;
  }

  /** Takes out the bits in a range; returns whether there was one. */
  boolean removeWithin(VmFile file, long start, long length) throws BackendException {
    List<Planted> inside = List.copyOf(byByte.subMap(start, true, start + length, false).values());
    for (Planted planted : inside) {
      remove(file, planted.address());
    }
    return !inside.isEmpty();
  }

  /** Forgets bits in a range whose memory is gone or new. */
  void forget(long start, long length) {
    NavigableMap<Long, Planted> inside = byByte.subMap(start, true, start + length, false);
    inside.values().forEach(planted -> addresses.remove(planted.address()));
    inside.clear();
  }

  /**
   * The program's own first bytes of an instruction, little-endian, as many as can be read of the
   * longest one.
   */
  long instruction(VmFile file, long address) throws BackendException {
    ByteBuffer bytes = ByteBuffer.allocate(architecture.maxLength());
    if (file.read(address, bytes) == 0) {
      throw new BackendException.MemoryFault(address, "nothing is mapped there");
    }
    bytes.flip();
    hide(address, bytes.array(), bytes.limit());
    long word = 0;
    for (int i = Math.min(bytes.limit(), Long.BYTES) - 1; i >= 0; i--) {
      word = word << Byte.SIZE | (bytes.get(i) & 0xff);
    }
    return word;
  }

  /** Whether the instruction in memory carries the debug bit, planted by whomever. */
  boolean hasDebugBit(VmFile file, long address) throws BackendException {
    DebugBit bit = architecture.debugBit(instruction(file, address));
    return bit.isPlanted(readByte(file, address + bit.byteOffset()));
  }

  /** Turns bytes read from memory into the program's own. */
  void hide(long address, byte[] bytes, int length) {
    for (var entry : byByte.subMap(address, true, address + length, false).entrySet()) {
      int at = (int) (entry.getKey() - address);
      Planted planted = entry.getValue();
      bytes[at] = planted.bit().restore(bytes[at], planted.original());
    }
  }

  /** Turns what a program is to have in memory into what is written there. */
  byte[] keepPlanted(long address, byte[] bytes) {
    byte[] code = bytes.clone();
    for (var entry : byByte.subMap(address, true, address + code.length, false).entrySet()) {
      int at = (int) (entry.getKey() - address);
      code[at] = entry.getValue().bit().plant(code[at]);
    }
    return code;
  }

  /** Remembers a write of {@code bytes}, as the program is to have them. */
  void written(long address, byte[] bytes) {
    for (var entry : byByte.subMap(address, true, address + bytes.length, false).entrySet()) {
      Planted planted = entry.getValue();
      entry.setValue(
          new Planted(planted.address(), planted.bit(), bytes[(int) (entry.getKey() - address)]));
    }
  }

  private static byte readByte(VmFile file, long address) throws BackendException {
    ByteBuffer one = ByteBuffer.allocate(1);
    file.readFully(address, one);
    return one.get(0);
  }
}
