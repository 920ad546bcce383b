package org.gpugdb.backend.uapi;

import java.nio.ByteBuffer;
import java.util.EnumMap;
import java.util.Map;

/**
 * Header of the state save area that the system routine keeps in a VM, versions 1 to 3, and the
 * parts of a thread slot that are the same on every architecture. Little-endian. In version 3:
 *
 * <pre>
 *   +0    "tssarea\0"  u64 reserved  version u8.u8.u16  size u8 (in 8-byte units)
 *   +24   geometry, offsets, fifo, flags
 *   +128  register set descriptors, 16 bytes each: u32 offset, u16 num, u16 bits, u16 bytes
 *   +448  first thread slot (state area offset 0)
 * </pre>
 *
 * A descriptor's offset is relative to the slot; num 0 means that the set does not exist. Source:
 * NEO::StateSaveAreaHeader and SIP::regset_desc of the public compute runtime and graphics
 * compiler.
 */
public final class StateSaveAreaLayout {
  /** The characters {@code tssarea} and a zero byte, read as a little-endian u64. */
  public static final long MAGIC = 0x0061_6572_6173_7374L;

  public static final int MAGIC_OFFSET = 0;
  public static final int VERSION_MAJOR_OFFSET = 16;
  public static final int VERSION_MINOR_OFFSET = 17;
  public static final int VERSION_PATCH_OFFSET = 18;

  /** Size of the whole header in 8-byte units, one byte. */
  public static final int SIZE_OFFSET = 20;

  public static final int NUM_SLICES_OFFSET = 24;
  public static final int NUM_SUBSLICES_PER_SLICE_OFFSET = 28;
  public static final int NUM_EUS_PER_SUBSLICE_OFFSET = 32;
  public static final int NUM_THREADS_PER_EU_OFFSET = 36;

  /** From the end of the header to the first slot, u32. */
  public static final int STATE_AREA_OFFSET_OFFSET = 40;

  /** Bytes in a slot, u32. */
  public static final int STATE_SAVE_SIZE_OFFSET = 44;

  public static final int SLM_AREA_OFFSET_OFFSET = 48;
  public static final int SLM_BANK_SIZE_OFFSET = 52;

  /** Where in a slot sr_ident is, u32. */
  public static final int SR_MAGIC_OFFSET_OFFSET = 60;

  /** The fifo exists in version 3; its size is in 8-byte units. */
  public static final int FIFO_OFFSET_OFFSET = 64;

  public static final int FIFO_SIZE_OFFSET = 68;
  public static final int FIFO_HEAD_OFFSET = 72;
  public static final int FIFO_TAIL_OFFSET = 76;
  public static final int FIFO_VERSION_OFFSET = 80;

  /** Flags, u32; see {@link #SIP_FLAG_HEAPLESS}. */
  public static final int SIP_FLAGS_OFFSET = 124;

  /** Register set descriptors of version 3. In versions 1 and 2 they begin at 64. */
  public static final int GRF_OFFSET = 128;

  public static final int ADDR_OFFSET = 144;
  public static final int FLAG_OFFSET = 160;
  public static final int EMASK_OFFSET = 176;
  public static final int SR_OFFSET = 192;
  public static final int CR_OFFSET = 208;
  public static final int NOTIFICATION_OFFSET = 224;
  public static final int TDR_OFFSET = 240;
  public static final int ACC_OFFSET = 256;
  public static final int MME_OFFSET = 272;
  public static final int CE_OFFSET = 288;
  public static final int SP_OFFSET = 304;
  public static final int CMD_OFFSET = 320;
  public static final int TM_OFFSET = 336;
  public static final int FC_OFFSET = 352;
  public static final int DBG_OFFSET = 368;
  public static final int CTX_OFFSET = 384;
  public static final int DBG_REG_OFFSET = 400;
  public static final int SCALAR_OFFSET = 416;
  public static final int MSG_OFFSET = 432;

  /** Bytes in a version 3 header. */
  public static final int V3_SIZE = 448;

  /** Bytes in a version 1 or 2 header that has every register set. */
  public static final int V2_SIZE = 352;

  /** What has to be read to learn the size of a header. */
  public static final int PREFIX_SIZE = 24;

  private static final int REGISTER_SETS_OFFSET_V2 = 64;

  /** Fields of a register set descriptor. */
  public static final int REGSET_OFFSET_OFFSET = 0;

  public static final int REGSET_NUM_OFFSET = 4;
  public static final int REGSET_BITS_OFFSET = 6;
  public static final int REGSET_BYTES_OFFSET = 8;
  public static final int REGSET_SIZE = 16;

  /**
   * CR0.2 and CR0.3 hold a whole 64-bit instruction pointer; there is no instruction base to add.
   */
  public static final int SIP_FLAG_HEAPLESS = 1;

  /** The characters {@code srmagic} and a zero byte, read as a little-endian u64. */
  public static final long SR_MAGIC = 0x0063_6967_616d_7273L;

  /** Fields of sr_ident: magic u64, version 4 bytes, count u8. */
  public static final int SR_IDENT_MAGIC_OFFSET = 0;

  public static final int SR_IDENT_VERSION_OFFSET = 8;

  /** Counts entries to and exits from the system routine: odd while the thread is in it. */
  public static final int SR_IDENT_COUNT_OFFSET = 12;

  public static final int SR_IDENT_SIZE = 20;

  /** Fields of the command register: command u32, size u32, offset u64, buffer. */
  public static final int CMD_COMMAND_OFFSET = 0;

  /** In units of {@link #CMD_UNIT} bytes. */
  public static final int CMD_SIZE_OFFSET = 4;

  public static final int CMD_ADDRESS_OFFSET = 8;
  public static final int CMD_BUFFER_OFFSET = 16;
  public static final int CMD_BUFFER_SIZE = 112;
  public static final int CMD_SIZE = 128;
  public static final int CMD_UNIT = 16;

  /** Leave the system routine. */
  public static final int CMD_RESUME = 0;

  /** Set by the system routine when it waits for a command. */
  public static final int CMD_READY = 1;

  public static final int CMD_SLM_READ = 2;
  public static final int CMD_SLM_WRITE = 3;

  private static final int SIZE_UNIT = 8;

  /** More than any GPU has; what is beyond is damage. */
  private static final long MAX_SLOTS = 1 << 20;

  private static final int MAX_SLOT_BYTES = 1 << 16;

  private StateSaveAreaLayout() {}

  /** The register sets in the order of their descriptors. */
  public enum Set {
    GRF,
    ADDR,
    FLAG,
    EMASK,
    SR,
    CR,
    NOTIFICATION,
    TDR,
    ACC,
    MME,
    CE,
    SP,
    CMD,
    TM,
    FC,
    DBG,
    CTX,
    DBG_REG,
    /** From version 3 on. */
    SCALAR,
    /** From version 3 on. */
    MSG
  }

  /** The bytes are no header of a version that can be decoded from the header alone. */
  public static final class MalformedHeaderException extends Exception {
    private static final long serialVersionUID = 1;

    MalformedHeaderException(String message) {
      super(message);
    }
  }

  /** The version of the exception handler. */
  public record Version(int major, int minor, int patch) {
    /** Whether threads leave on a command; before, on a bit in their registers. */
    public boolean hasCommands() {
      return major >= 2;
    }

    /** Whether shared local memory can be accessed by commands. */
    public boolean hasMemoryCommands() {
      return major > 2 || (major == 2 && minor >= 1);
    }

    @Override
    public String toString() {
      return major + "." + minor + "." + patch;
    }
  }

  /** How many of each unit the area has room for, as the addressing of slots counts them. */
  public record Geometry(int slices, int subslicesPerSlice, int eusPerSubslice, int threadsPerEu) {
    public int slots() {
      return slices * subslicesPerSlice * eusPerSubslice * threadsPerEu;
    }

    /** The number of a thread's slot. */
    public int slot(int slice, int subslice, int eu, int thread) {
      return ((slice * subslicesPerSlice + subslice) * eusPerSubslice + eu) * threadsPerEu + thread;
    }
  }

  /** Of version 3: a queue of stopped threads, on parts without an attention bitmap. */
  public record Fifo(int offset, int size, int head, int tail, int version) {
    public static final Fifo ABSENT = new Fifo(0, 0, 0, 0, 0);
  }

  /**
   * The header.
   *
   * @param headerBytes size of the header
   * @param stateAreaOffset of the slots, from the end of the header
   * @param stateSaveSize bytes of a slot
   * @param slmAreaOffset of the saved local memory
   * @param slmBankSize bytes of one group's local memory
   * @param srMagicOffset of the sr_ident, from the start of a slot
   * @param sipFlags {@link #SIP_FLAG_HEAPLESS}; 0 before version 3
   */
  public record Header(
      Version version,
      int headerBytes,
      Geometry geometry,
      int stateAreaOffset,
      int stateSaveSize,
      int slmAreaOffset,
      int slmBankSize,
      int srMagicOffset,
      Fifo fifo,
      int sipFlags,
      Map<Set, RegisterSet> registerSets) {

    public Header {
      registerSets = Map.copyOf(registerSets);
    }

    /** The set's place, {@link RegisterSet#ABSENT} if the area has none. */
    public RegisterSet registers(Set set) {
      return registerSets.getOrDefault(set, RegisterSet.ABSENT);
    }

    /** Offset of a slot from the start of the area. */
    public long slotOffset(int slot) {
      return headerBytes + Integer.toUnsignedLong(stateAreaOffset) + (long) slot * stateSaveSize;
    }

    /** Size of the area in bytes, a multiple of the page size of 4 KiB. */
    public long areaBytes() {
      long fifoBytes = Integer.toUnsignedLong(fifo.size()) * SIZE_UNIT;
      long bytes = slotOffset(geometry.slots()) + fifoBytes;
      return (bytes + 0xfff) & ~0xfffL;
    }
  }

  /**
   * The size of the header that starts with these {@link #PREFIX_SIZE} bytes.
   *
   * @throws MalformedHeaderException if it is none, or of a version that cannot be decoded
   */
  public static int headerBytes(ByteBuffer buffer) throws MalformedHeaderException {
    ByteBuffer prefix = Struct.at(buffer, PREFIX_SIZE);
    if (prefix.getLong(MAGIC_OFFSET) != MAGIC) {
      throw new MalformedHeaderException("no state save area: wrong magic");
    }
    int major = Byte.toUnsignedInt(prefix.get(VERSION_MAJOR_OFFSET));
    if (major < 1 || major > 3) {
      throw new MalformedHeaderException(
          "state save area of version "
              + major
              + ": only versions 1 to 3 say in their header where registers are");
    }
    int bytes = Byte.toUnsignedInt(prefix.get(SIZE_OFFSET)) * SIZE_UNIT;
    if (bytes < registerSetsOffset(major)) {
      throw new MalformedHeaderException("state save area header of only " + bytes + " bytes");
    }
    return bytes;
  }

  /**
   * Reads the header at the buffer's position, which stays. What it returns can be relied on:
   * geometry and slot size are within reason, and every register set lies within a slot.
   *
   * @throws MalformedHeaderException if it is none, of a version that cannot be decoded, cut short,
   *     or contradicts itself
   */
  public static Header decode(ByteBuffer buffer) throws MalformedHeaderException {
    int bytes = headerBytes(buffer);
    if (buffer.remaining() < bytes) {
      throw new MalformedHeaderException(
          "state save area header: got " + buffer.remaining() + " bytes (expected: " + bytes + ")");
    }
    ByteBuffer struct = Struct.at(buffer, bytes);
    int major = Byte.toUnsignedInt(struct.get(VERSION_MAJOR_OFFSET));
    Header header = header(struct, major, bytes);
    check(header);
    return header;
  }

  private static Header header(ByteBuffer struct, int major, int bytes) {
    return new Header(
        new Version(
            major,
            Byte.toUnsignedInt(struct.get(VERSION_MINOR_OFFSET)),
            Short.toUnsignedInt(struct.getShort(VERSION_PATCH_OFFSET))),
        bytes,
        new Geometry(
            struct.getInt(NUM_SLICES_OFFSET),
            struct.getInt(NUM_SUBSLICES_PER_SLICE_OFFSET),
            struct.getInt(NUM_EUS_PER_SUBSLICE_OFFSET),
            struct.getInt(NUM_THREADS_PER_EU_OFFSET)),
        struct.getInt(STATE_AREA_OFFSET_OFFSET),
        struct.getInt(STATE_SAVE_SIZE_OFFSET),
        struct.getInt(SLM_AREA_OFFSET_OFFSET),
        struct.getInt(SLM_BANK_SIZE_OFFSET),
        struct.getInt(SR_MAGIC_OFFSET_OFFSET),
        major < 3 ? Fifo.ABSENT : decodeFifo(struct),
        major < 3 ? 0 : struct.getInt(SIP_FLAGS_OFFSET),
        decodeSets(struct, major));
  }

  private static void check(Header header) throws MalformedHeaderException {
    Geometry geometry = header.geometry();
    boolean counts =
        geometry.slices() > 0
            && geometry.subslicesPerSlice() > 0
            && geometry.eusPerSubslice() > 0
            && geometry.threadsPerEu() > 0;
    if (!counts || !isReasonable(geometry)) {
      throw new MalformedHeaderException("state save area for " + geometry);
    }
    int slot = header.stateSaveSize();
    if (slot < SR_IDENT_SIZE || slot > MAX_SLOT_BYTES) {
      throw new MalformedHeaderException("state save area with slots of " + slot + " bytes");
    }
    requireInside("sr_ident", header.srMagicOffset(), SR_IDENT_SIZE, slot);
    for (Map.Entry<Set, RegisterSet> entry : header.registerSets().entrySet()) {
      RegisterSet set = entry.getValue();
      requireInside(entry.getKey().name(), set.offset(), (long) set.num() * set.bytes(), slot);
    }
  }

  private static boolean isReasonable(Geometry geometry) {
    long slots = geometry.slices();
    for (int count :
        new int[] {
          geometry.subslicesPerSlice(), geometry.eusPerSubslice(), geometry.threadsPerEu()
        }) {
      slots *= count;
      if (slots > MAX_SLOTS) {
        return false;
      }
    }
    return true;
  }

  private static void requireInside(String what, int offset, long length, int slot)
      throws MalformedHeaderException {
    if (offset < 0 || offset + length > slot) {
      throw new MalformedHeaderException(
          what + " at " + offset + ", beyond a slot of " + slot + " bytes");
    }
  }

  private static Fifo decodeFifo(ByteBuffer struct) {
    return new Fifo(
        struct.getInt(FIFO_OFFSET_OFFSET),
        struct.getInt(FIFO_SIZE_OFFSET),
        struct.getInt(FIFO_HEAD_OFFSET),
        struct.getInt(FIFO_TAIL_OFFSET),
        struct.getInt(FIFO_VERSION_OFFSET));
  }

  /** Before version 3 what is behind the last set of its time is no descriptor. */
  private static Map<Set, RegisterSet> decodeSets(ByteBuffer struct, int major) {
    Map<Set, RegisterSet> sets = new EnumMap<>(Set.class);
    int end = major < 3 ? Math.min(V2_SIZE, struct.limit()) : struct.limit();
    int at = registerSetsOffset(major);
    for (Set set : Set.values()) {
      if (at + REGSET_SIZE > end) {
        break;
      }
      RegisterSet registers = RegisterSet.decode(struct.slice(at, REGSET_SIZE));
      if (registers.present()) {
        sets.put(set, registers);
      }
      at += REGSET_SIZE;
    }
    return sets;
  }

  /** Writes {@code header.headerBytes()} bytes at the buffer's position, which stays. */
  public static void encode(ByteBuffer buffer, Header header) {
    ByteBuffer struct = Struct.cleared(buffer, header.headerBytes());
    struct.putLong(MAGIC_OFFSET, MAGIC);
    struct.put(VERSION_MAJOR_OFFSET, (byte) header.version().major());
    struct.put(VERSION_MINOR_OFFSET, (byte) header.version().minor());
    struct.putShort(VERSION_PATCH_OFFSET, (short) header.version().patch());
    struct.put(SIZE_OFFSET, (byte) (header.headerBytes() / SIZE_UNIT));
    struct.putInt(NUM_SLICES_OFFSET, header.geometry().slices());
    struct.putInt(NUM_SUBSLICES_PER_SLICE_OFFSET, header.geometry().subslicesPerSlice());
    struct.putInt(NUM_EUS_PER_SUBSLICE_OFFSET, header.geometry().eusPerSubslice());
    struct.putInt(NUM_THREADS_PER_EU_OFFSET, header.geometry().threadsPerEu());
    struct.putInt(STATE_AREA_OFFSET_OFFSET, header.stateAreaOffset());
    struct.putInt(STATE_SAVE_SIZE_OFFSET, header.stateSaveSize());
    struct.putInt(SLM_AREA_OFFSET_OFFSET, header.slmAreaOffset());
    struct.putInt(SLM_BANK_SIZE_OFFSET, header.slmBankSize());
    struct.putInt(SR_MAGIC_OFFSET_OFFSET, header.srMagicOffset());
    if (header.version().major() >= 3) {
      struct.putInt(FIFO_OFFSET_OFFSET, header.fifo().offset());
      struct.putInt(FIFO_SIZE_OFFSET, header.fifo().size());
      struct.putInt(FIFO_HEAD_OFFSET, header.fifo().head());
      struct.putInt(FIFO_TAIL_OFFSET, header.fifo().tail());
      struct.putInt(FIFO_VERSION_OFFSET, header.fifo().version());
      struct.putInt(SIP_FLAGS_OFFSET, header.sipFlags());
    }
    int at = registerSetsOffset(header.version().major());
    for (Set set : Set.values()) {
      if (at + REGSET_SIZE <= struct.limit()) {
        RegisterSet.encode(struct.slice(at, REGSET_SIZE), header.registers(set));
      }
      at += REGSET_SIZE;
    }
  }

  private static int registerSetsOffset(int major) {
    return major < 3 ? REGISTER_SETS_OFFSET_V2 : GRF_OFFSET;
  }
}
