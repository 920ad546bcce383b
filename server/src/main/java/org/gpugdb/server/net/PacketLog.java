package org.gpugdb.server.net;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.gpugdb.protocol.wire.Bytes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Packets as they went over the line, on the logger {@code rsp.packets} at trace level; the last
 * few are remembered for the report of an internal error. The logger {@code rsp.recording} gets
 * them uncut.
 */
final class PacketLog {
  private static final Logger LOG = LoggerFactory.getLogger("rsp.packets");

  /** Gets every packet whole; off unless the command line asks for a recording. */
  private static final Logger RECORDING = LoggerFactory.getLogger("rsp.recording");

  private static final int MAX_BYTES = 200;
  private static final int REMEMBERED = 20;

  private record Entry(String direction, Bytes start, int size) {
    @Override
    public String toString() {
      String cut = size > start.size() ? "… (" + size + " bytes)" : "";
      return direction + " " + start + cut;
    }
  }

  private final String peer;
  private final Deque<Entry> recent = new ArrayDeque<>();

  PacketLog(String peer) {
    this.peer = peer;
  }

  void received(Bytes payload) {
    add("->", payload);
  }

  void sent(Bytes packet) {
    add("<-", packet);
  }

  List<String> recent() {
    return recent.stream().map(Entry::toString).toList();
  }

  private void add(String direction, Bytes bytes) {
    if (RECORDING.isTraceEnabled()) {
      RECORDING.trace("{} {} {}", peer, direction, bytes);
    }
    Bytes start =
        bytes.size() > MAX_BYTES ? Bytes.copyOf(bytes.slice(0, MAX_BYTES).toArray()) : bytes;
    Entry entry = new Entry(direction, start, bytes.size());
    if (recent.size() == REMEMBERED) {
      recent.removeFirst();
    }
    recent.addLast(entry);
    if (LOG.isTraceEnabled()) {
      LOG.trace("{} {}", peer, entry);
    }
  }
}
