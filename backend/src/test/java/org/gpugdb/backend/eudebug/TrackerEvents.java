package org.gpugdb.backend.eudebug;

import static org.gpugdb.backend.uapi.EventHeaderLayout.FLAG_CREATE;
import static org.gpugdb.backend.uapi.EventHeaderLayout.FLAG_NEED_ACK;
import static org.gpugdb.backend.uapi.EventHeaderLayout.FLAG_STATE_CHANGE;

import java.util.stream.IntStream;
import org.gpugdb.backend.uapi.Bitmask;
import org.gpugdb.backend.uapi.Event;

/** Events about one address space of one client. */
final class TrackerEvents {
  static final long CLIENT = 1;
  static final long VM = 2;

  private TrackerEvents() {}

  static Event.Vm vm(long seqno, int flags) {
    return new Event.Vm(flags, seqno, CLIENT, VM);
  }

  static Event.VmBind bind(long seqno, int ops, boolean fence) {
    return new Event.VmBind(
        FLAG_STATE_CHANGE, seqno, CLIENT, VM, fence ? Event.VmBind.UFENCE : 0, ops);
  }

  static Event.VmBindOp op(int flags, long seqno, long bind, int metadata, long address) {
    return new Event.VmBindOp(flags, seqno, bind, metadata, address, 0x1000);
  }

  static Event.VmBindOpMetadata attach(long seqno, long op, long handle) {
    return new Event.VmBindOpMetadata(FLAG_CREATE, seqno, op, handle, 0);
  }

  static Event.VmBindUfence fence(long seqno, long bind) {
    return new Event.VmBindUfence(FLAG_CREATE | FLAG_NEED_ACK, seqno, bind);
  }

  static Event.EuAttention attention(long seqno, int... bits) {
    return new Event.EuAttention(
        FLAG_STATE_CHANGE, seqno, CLIENT, 5, 6, Bitmask.ofBits(8, IntStream.of(bits)));
  }
}
