package org.gpugdb.backend.eu;

import static org.gpugdb.backend.uapi.StateSaveAreaLayout.*;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * Decoded header of a state save area, major versions 1 to 3: where each thread slot and each of
 * its register sets is. Immutable.
 *
 * <p>All of it comes from the header found in memory: nothing here knows a product.
 *
 * @param headerSize bytes in the header
 * @param stateAreaOffset from the end of the header to the first slot
 * @param slotSize bytes in a slot
 * @param srIdentOffset of the sr_ident block in a slot
 * @param heapless whether the saved instruction pointer is absolute
 */
public record SaveAreaHeader(
    int major,
    int minor,
    int headerSize,
    Topology geometry,
    long stateAreaOffset,
    int slotSize,
    int srIdentOffset,
    boolean heapless,
    Map<RegisterSet, Regset> sets) {
  private static final int V2_MIN_SIZE = 320;
  private static final int MAX_SLOT_SIZE = 1 << 20;

  /** Largest header there can be: its size is one byte in units of 8. */
  public static final int MAX_SIZE = 255 * 8;

  /**
   * One register set of a slot.
   *
   * @param offset in the slot
   * @param count registers
   * @param bits significant bits of a register
   * @param bytes from one register to the next
   */
  public record Regset(int offset, int count, int bits, int bytes) {}

  public SaveAreaHeader {
    sets = Map.copyOf(sets);
  }

  /** Whether the bytes begin with a save area's magic. */
  public static boolean hasMagic(ByteBuffer header) {
    return header.remaining() >= Long.BYTES && littleEndian(header).getLong(MAGIC_OFFSET) == MAGIC;
  }

  /**
   * Decodes a header.
   *
   * @param header from the buffer's position, which stays; may be followed by other bytes
   * @throws IllegalArgumentException with a sentence, if it is none or cannot be understood
   */
  public static SaveAreaHeader decode(ByteBuffer header) {
    ByteBuffer bytes = littleEndian(header);
    require(hasMagic(bytes), "no state save area: the magic number is missing");
    require(bytes.remaining() > SIZE_OFFSET, "the header of the state save area is cut off");
    int major = Byte.toUnsignedInt(bytes.get(VERSION_MAJOR_OFFSET));
    int size = Byte.toUnsignedInt(bytes.get(SIZE_OFFSET)) * Long.BYTES;
    require(
        major >= 1 && major <= 3,
        "state save area version: got " + major + " (expected 1, 2 or 3)");
    require(
        size >= (major == 3 ? V3_SIZE : V2_MIN_SIZE) && size <= bytes.remaining(),
        "state save area header: got " + size + " bytes (" + bytes.remaining() + " readable)");
    int slotSize = bytes.getInt(STATE_SAVE_SIZE_OFFSET);
    require(
        slotSize > 0 && slotSize <= MAX_SLOT_SIZE,
        "state save area slot: got " + Integer.toUnsignedString(slotSize) + " bytes");
    int srIdent = bytes.getInt(SR_MAGIC_OFFSET_OFFSET);
    require(inside(srIdent, SR_IDENT_SIZE, slotSize), "sr_ident lies outside the thread slot");
    return new SaveAreaHeader(
        major,
        Byte.toUnsignedInt(bytes.get(VERSION_MINOR_OFFSET)),
        size,
        geometry(bytes),
        Integer.toUnsignedLong(bytes.getInt(STATE_AREA_OFFSET_OFFSET)),
        slotSize,
        srIdent,
        major >= 3 && (bytes.getInt(SIP_FLAGS_OFFSET) & SIP_FLAG_HEAPLESS) != 0,
        sets(bytes, major, size, slotSize));
  }

  private static Topology geometry(ByteBuffer bytes) {
    return new Topology(
        bytes.getInt(NUM_SLICES_OFFSET),
        bytes.getInt(NUM_SUBSLICES_PER_SLICE_OFFSET),
        bytes.getInt(NUM_EUS_PER_SUBSLICE_OFFSET),
        bytes.getInt(NUM_THREADS_PER_EU_OFFSET));
  }

  private static Map<RegisterSet, Regset> sets(
      ByteBuffer bytes, int major, int size, int slotSize) {
    Map<RegisterSet, Regset> sets = new EnumMap<>(RegisterSet.class);
    for (RegisterSet set : RegisterSet.values()) {
      int at = set.descriptorOffset(major);
      if (!set.existsIn(major) || at + REGSET_SIZE > size) {
        continue;
      }
      int count = Short.toUnsignedInt(bytes.getShort(at + REGSET_NUM_OFFSET));
      if (count == 0) {
        continue;
      }
      int stride = Short.toUnsignedInt(bytes.getShort(at + REGSET_BYTES_OFFSET));
      int offset = bytes.getInt(at + REGSET_OFFSET_OFFSET);
      require(
          inside(offset, (long) count * stride, slotSize),
          "register set " + set + " lies outside the thread slot");
      sets.put(
          set,
          new Regset(
              offset, count, Short.toUnsignedInt(bytes.getShort(at + REGSET_BITS_OFFSET)), stride));
    }
    return sets;
  }

  /** The set, if this device saves it. */
  public Optional<Regset> set(RegisterSet set) {
    return Optional.ofNullable(sets.get(set));
  }

  /** Offset of a slot from the beginning of the area. */
  public long slotOffset(Topology.Place place) {
    long index =
        (((long) place.slice() * geometry.dssPerSlice() + place.dss()) * geometry.eusPerDss()
                    + place.eu())
                * geometry.threadsPerEu()
            + place.thread();
    return headerSize + stateAreaOffset + index * slotSize;
  }

  private static boolean inside(int offset, long length, int slotSize) {
    return offset >= 0 && offset + length <= slotSize;
  }

  private static ByteBuffer littleEndian(ByteBuffer bytes) {
    return bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
  }

  private static void require(boolean condition, String sentence) {
    if (!condition) {
      throw new IllegalArgumentException(sentence);
    }
  }
}
