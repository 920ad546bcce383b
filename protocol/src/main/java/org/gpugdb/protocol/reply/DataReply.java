package org.gpugdb.protocol.reply;

import java.util.List;
import org.gpugdb.protocol.wire.Bytes;
import org.gpugdb.protocol.wire.RspLimits;

/** Contents of memory, registers and documents, and text for the user. */
public sealed interface DataReply extends Reply {
  /**
   * Memory as hex digits. It may be shorter than what was asked for, but an empty one reads as
   * "unsupported": answer a read of which nothing is readable with a failure.
   */
  record Memory(Bytes data) implements DataReply {}

  /**
   * Memory as binary data. What does not fit one packet is left off.
   *
   * @param marked whether {@code b} comes first, as all clients but LLDB up to 19 expect
   */
  record MemoryBinary(Bytes data, boolean marked) implements DataReply {}

  /** What could be read of each range; what does not fit one packet is left off. */
  record MemoryRanges(List<Bytes> blocks) implements DataReply {
    /** Copies the list. */
    public MemoryRanges {
      blocks = List.copyOf(blocks);
    }
  }

  /** The value of a register, or that there is none. */
  sealed interface RegisterValue {
    /** A value in target byte order. */
    record Available(Bytes value) implements RegisterValue {}

    /** A register that cannot be read now, {@code size} bytes long. */
    record Unavailable(int size) implements RegisterValue {}
  }

  /** Values of registers one behind the other. */
  record Registers(List<RegisterValue> values) implements DataReply {
    /** Copies the list. */
    public Registers {
      values = List.copyOf(values);
    }

    /** One register. */
    public Registers(Bytes value) {
      this(List.of(new RegisterValue.Available(value)));
    }
  }

  /**
   * A part of an object. What does not fit one packet is left off, and then it is not the last.
   *
   * @param last whether nothing follows
   */
  record ObjectPart(Bytes data, boolean last) implements DataReply {
    /** The part of {@code object} from {@code offset} (unsigned) on, of at most {@code length}. */
    public static ObjectPart of(Bytes object, long offset, int length) {
      if (Long.compareUnsigned(offset, object.size()) >= 0) {
        return new ObjectPart(Bytes.EMPTY, true);
      }
      int start = (int) offset;
      int end = start + Math.min(length, object.size() - start);
      return new ObjectPart(object.slice(start, end), end == object.size());
    }
  }

  /** ASCII text as it is, such as a list of features. */
  record Text(String text) implements DataReply {}

  /**
   * Text as hex digits: what a monitor command printed, or the description of a thread. In UTF-8
   * less than {@link RspLimits#MAX_HEX_DATA} bytes.
   */
  record HexText(String text) implements DataReply {}

  /**
   * Output that precedes the answer to a monitor command, or appears while threads run. In UTF-8
   * less than {@link RspLimits#MAX_HEX_DATA} bytes.
   */
  record ConsoleOutput(String text) implements DataReply {}

  /** What was to be echoed. */
  record Echoed(Bytes text) implements DataReply {}
}
