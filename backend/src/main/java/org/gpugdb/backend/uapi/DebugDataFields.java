package org.gpugdb.backend.uapi;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import org.gpugdb.backend.uapi.StructLayout.Field;

/** The part that the event and the client's extension for {@link DebugData} have in common. */
final class DebugDataFields {
  private final Field addr;
  private final Field range;
  private final Field flags;
  private final Field offset;
  private final Field pseudopath;
  private final Field pathname;

  DebugDataFields(StructLayout layout) {
    this.addr = layout.field("addr");
    this.range = layout.field("range");
    this.flags = layout.field("flags");
    this.offset = layout.field("offset");
    this.pseudopath = layout.field("pseudopath");
    this.pathname = layout.field("pathname");
  }

  DebugData decode(ByteBuffer struct) {
    long bits = flags.get(struct);
    boolean pseudo = (bits & DebugData.PSEUDO) != 0;
    long start =
        offset.width() == Integer.BYTES
            ? Integer.toUnsignedLong(offset.getInt(struct))
            : offset.get(struct);
    return new DebugData(
        addr.get(struct),
        range.get(struct),
        bits,
        start,
        pseudo ? pseudopath.get(struct) : 0,
        pseudo ? "" : path(struct));
  }

  private String path(ByteBuffer struct) {
    byte[] bytes = new byte[pathname.width()];
    struct.get(pathname.offset(), bytes);
    int end = 0;
    while (end < bytes.length && bytes[end] != 0) {
      end++;
    }
    return new String(bytes, 0, end, UTF_8);
  }

  void encode(ByteBuffer struct, DebugData data) {
    addr.put(struct, data.addr());
    range.put(struct, data.range());
    flags.put(struct, data.flags());
    offset.put(struct, data.offset());
    if (data.isPseudo()) {
      pseudopath.put(struct, data.pseudoPath());
    } else {
      struct.put(pathname.offset(), data.path().getBytes(UTF_8));
    }
  }
}
