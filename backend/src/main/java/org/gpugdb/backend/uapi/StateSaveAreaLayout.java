package org.gpugdb.backend.uapi;

/**
 * Header of the state save area that the system routine keeps in a VM, version 3, and the parts of
 * a thread slot that are the same on every architecture. Little-endian.
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

  public static final int FIFO_SIZE_OFFSET = 68;

  /** Flags, u32; see {@link #SIP_FLAG_HEAPLESS}. */
  public static final int SIP_FLAGS_OFFSET = 124;

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

  private StateSaveAreaLayout() {}
}
