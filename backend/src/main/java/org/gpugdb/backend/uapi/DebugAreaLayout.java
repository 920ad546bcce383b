package org.gpugdb.backend.uapi;

import java.nio.ByteBuffer;

/**
 * The module debug area of a VM. The 32-byte header is the public one; everything behind it exists
 * on the emulated device only. Little-endian; the area starts on a page.
 */
public final class DebugAreaLayout {
  /** The characters {@code dbgarea} and a zero byte, read as a little-endian u64. */
  public static final long MAGIC = 0x0061_6572_6167_6264L;

  /** Fields of the header. */
  public static final int MAGIC_OFFSET = 0;

  /** Flags, u64; see {@link #FLAG_BINDLESS}. */
  public static final int FLAGS_OFFSET = 8;

  /** The system routine's state is addressed without binding tables. */
  public static final long FLAG_BINDLESS = 1;

  public static final int VERSION_OFFSET = 16;
  public static final int PAGE_SIZE_OFFSET = 17;
  public static final int HEADER_SIZE_OFFSET = 18;
  public static final int HEADER_SIZE = 32;

  /** 1 once the program has ended by an exit call, u32. */
  public static final int EXITED_OFFSET = 0x40;

  /** Its exit status, u32. */
  public static final int EXIT_STATUS_OFFSET = 0x44;

  /** Watch slots; activated by fsync of the VM's descriptor. */
  public static final int WATCH_OFFSET = 0x1000;

  public static final int WATCH_SLOTS = 16;
  public static final int WATCH_SLOT_SIZE = 32;

  /** Fields of a watch slot: address u64, length u32, kind u32. */
  public static final int WATCH_ADDRESS_OFFSET = 0;

  public static final int WATCH_LENGTH_OFFSET = 8;
  public static final int WATCH_KIND_OFFSET = 12;

  public static final int WATCH_OFF = 0;
  public static final int WATCH_WRITE = 1;
  public static final int WATCH_READ = 2;
  public static final int WATCH_ACCESS = 3;

  /**
   * Ring of printf output: bytes ever written u64, ring size u64, bytes. Byte n of the output is at
   * n modulo the ring size; a reader that falls more than the ring size behind has lost the oldest
   * bytes.
   */
  public static final int PRINTF_OFFSET = 0x2000;

  public static final int PRINTF_WRITTEN_OFFSET = 0;
  public static final int PRINTF_SIZE_OFFSET = 8;
  public static final int PRINTF_BYTES_OFFSET = 16;
  public static final int PRINTF_SIZE = 0x3ff0;

  /** Occupancy table, one entry per thread slot in linear order. */
  public static final int OCCUPANCY_OFFSET = 0x6000;

  public static final int OCCUPANCY_ENTRY_SIZE = 64;

  /** Fields of an occupancy entry. */
  public static final int OCCUPANCY_STATE_OFFSET = 0;

  public static final int OCCUPANCY_DISPATCH_OFFSET = 4;
  public static final int OCCUPANCY_GROUP_ID_OFFSET = 8;
  public static final int OCCUPANCY_LOCAL_ID_OFFSET = 20;

  /**
   * In {@link #STATE_AT_BARRIER}: how many threads of the group had arrived when this one began to
   * wait, itself included. What the group has now is the largest of its entries in this state.
   */
  public static final int OCCUPANCY_BARRIER_ARRIVED_OFFSET = 32;

  /** In {@link #STATE_AT_BARRIER}: how many have to arrive. */
  public static final int OCCUPANCY_BARRIER_EXPECTED_OFFSET = 36;

  /** Instructions retired, u64, and address of the next one; as of the end of the last slice. */
  public static final int OCCUPANCY_RETIRED_OFFSET = 40;

  public static final int OCCUPANCY_PC_OFFSET = 48;

  public static final int STATE_FREE = 0;
  public static final int STATE_RUNNING = 1;
  public static final int STATE_AT_BARRIER = 2;
  public static final int STATE_IN_SYSTEM_ROUTINE = 3;

  private DebugAreaLayout() {}

  /** Bytes of the whole area for a device with so many thread slots, rounded up to a page. */
  public static int size(int threadSlots) {
    return (OCCUPANCY_OFFSET + threadSlots * OCCUPANCY_ENTRY_SIZE + 0xfff) & -0x1000;
  }

  /**
   * Writes the header and the ring's size into a zeroed area at the buffer's position, which stays.
   */
  public static void initialise(ByteBuffer buffer) {
    ByteBuffer area = Struct.at(buffer, PRINTF_OFFSET + PRINTF_BYTES_OFFSET);
    area.putLong(MAGIC_OFFSET, MAGIC);
    area.put(VERSION_OFFSET, (byte) 1);
    area.put(PAGE_SIZE_OFFSET, (byte) 1);
    area.put(HEADER_SIZE_OFFSET, (byte) HEADER_SIZE);
    area.putLong(PRINTF_OFFSET + PRINTF_SIZE_OFFSET, PRINTF_SIZE);
  }

  /** Whether a debug area begins at the buffer's position, which stays. */
  public static boolean hasMagic(ByteBuffer buffer) {
    return Struct.at(buffer, HEADER_SIZE).getLong(MAGIC_OFFSET) == MAGIC;
  }

  /** Whether the area at the buffer's position, which stays, has {@link #FLAG_BINDLESS}. */
  public static boolean isBindless(ByteBuffer buffer) {
    ByteBuffer header = Struct.at(buffer, HEADER_SIZE);
    return hasMagic(buffer) && (header.getLong(FLAGS_OFFSET) & FLAG_BINDLESS) != 0;
  }
}
