package org.gpugdb.backend.uapi;

import java.nio.ByteBuffer;
import org.gpugdb.backend.uapi.StructLayout.Field;

/**
 * EU_CONTROL on a session: interrupts, inspects and resumes the threads of a context. The kernel
 * rewrites {@code seqno} and {@code bitmask_size}: encode anew before every call.
 *
 * <p>Source: {@code xe_drm_prelim.h}, {@code struct prelim_drm_xe_eudebug_eu_control}; {@code
 * xe_drm_eudebug.h}, {@code struct drm_xe_eudebug_eu_control}.
 */
public final class EuControlLayout extends DialectStruct {
  /** Forces every thread of the context into its exception handler; returns before they are. */
  public static final int INTERRUPT_ALL = 0;

  /** Reads the attention bits. */
  public static final int STOPPED = 1;

  /** Clears the given attention bits, which lets those threads go on. */
  public static final int RESUME = 2;

  private final Field clientHandle;
  private final Field cmd;
  private final Field flags;
  private final Field seqno;
  private final Field execQueueHandle;
  private final Field lrcHandle;
  private final Field reserved;
  private final Field bitmaskSize;
  private final Field bitmaskPtr;

  EuControlLayout(StructLayout layout) {
    super(layout);
    this.clientHandle = layout.field("client_handle");
    this.cmd = layout.field("cmd");
    this.flags = layout.field("flags");
    this.seqno = layout.field("seqno");
    this.execQueueHandle = layout.field("exec_queue_handle");
    this.lrcHandle = layout.field("lrc_handle");
    this.reserved = layout.field("reserved");
    this.bitmaskSize = layout.field("bitmask_size");
    this.bitmaskPtr = layout.field("bitmask_ptr");
  }

  /**
   * @param clientHandle 0 in a session with one client
   * @param cmd one of {@link #INTERRUPT_ALL}, {@link #STOPPED}, {@link #RESUME}
   * @param flags must be 0
   * @param seqno out: the session's time at which the command took effect
   * @param bitmaskSize in: bytes at {@code bitmaskPtr}; out: bytes of the device's attention bitmap
   */
  public record EuControl(
      long clientHandle,
      int cmd,
      int flags,
      long seqno,
      long execQueueHandle,
      long lrcHandle,
      int reserved,
      int bitmaskSize,
      long bitmaskPtr) {
    /** The same request with what the kernel has written into it. */
    public EuControl answered(long atSeqno, int deviceBitmaskSize) {
      return new EuControl(
          clientHandle,
          cmd,
          flags,
          atSeqno,
          execQueueHandle,
          lrcHandle,
          reserved,
          deviceBitmaskSize,
          bitmaskPtr);
    }
  }

  /** Reads the struct at the buffer's position, which stays. */
  public EuControl decode(ByteBuffer buffer) {
    ByteBuffer struct = at(buffer);
    return new EuControl(
        clientHandle.get(struct),
        cmd.getInt(struct),
        flags.getInt(struct),
        seqno.get(struct),
        execQueueHandle.get(struct),
        lrcHandle.get(struct),
        reserved.getInt(struct),
        bitmaskSize.getInt(struct),
        bitmaskPtr.get(struct));
  }

  /** Writes the struct, unnamed bytes as zero, at the buffer's position, which stays. */
  public void encode(ByteBuffer buffer, EuControl euControl) {
    ByteBuffer struct = cleared(buffer);
    clientHandle.put(struct, euControl.clientHandle());
    cmd.put(struct, euControl.cmd());
    flags.put(struct, euControl.flags());
    seqno.put(struct, euControl.seqno());
    execQueueHandle.put(struct, euControl.execQueueHandle());
    lrcHandle.put(struct, euControl.lrcHandle());
    reserved.put(struct, euControl.reserved());
    bitmaskSize.put(struct, euControl.bitmaskSize());
    bitmaskPtr.put(struct, euControl.bitmaskPtr());
  }
}
