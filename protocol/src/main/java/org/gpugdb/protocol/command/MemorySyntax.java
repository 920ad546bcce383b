package org.gpugdb.protocol.command;

import java.util.ArrayList;
import java.util.List;
import org.gpugdb.protocol.wire.Bytes;
import org.gpugdb.protocol.wire.RspLimits;

/** Arguments of packets about memory. */
final class MemorySyntax {
  private static final Bytes RANGES = Bytes.ascii("ranges:");
  private static final Bytes OPTIONS = Bytes.ascii("options:");

  private MemorySyntax() {}

  /** {@code addr,length} */
  static Command read(Cursor in) throws MalformedPacketException {
    long address = in.number();
    in.expect(',');
    return new MemoryCommand.ReadMemory(address, in.clampedNumber(RspLimits.MAX_HEX_DATA));
  }

  /** {@code addr,length} */
  static Command readBinary(Cursor in) throws MalformedPacketException {
    long address = in.number();
    in.expect(',');
    return new MemoryCommand.ReadMemoryBinary(address, in.clampedNumber(RspLimits.MAX_PAYLOAD));
  }

  /** {@code addr,length:XX…} */
  static Command writeHex(Cursor in) throws MalformedPacketException {
    long address = in.number();
    in.expect(',');
    int length = in.number(RspLimits.MAX_HEX_DATA);
    in.expect(':');
    return new MemoryCommand.WriteMemory(address, in.hex(length));
  }

  /** {@code addr,length:data} */
  static Command writeBinary(Cursor in) throws MalformedPacketException {
    long address = in.number();
    in.expect(',');
    int length = in.number(RspLimits.MAX_PAYLOAD);
    in.expect(':');
    Bytes data = in.binary();
    if (data.size() != length) {
      throw in.malformed("0x" + Integer.toHexString(length) + " bytes of data");
    }
    return new MemoryCommand.WriteMemory(address, data);
  }

  /** {@code ranges:addr,length,addr,length…;[options:…;]} */
  static Command readRanges(Cursor in) throws MalformedPacketException {
    if (!in.take(RANGES)) {
      throw in.malformed("ranges:");
    }
    List<MemoryCommand.Range> ranges = new ArrayList<>();
    do {
      long address = in.number();
      in.expect(',');
      ranges.add(new MemoryCommand.Range(address, in.clampedNumber(RspLimits.MAX_PAYLOAD)));
    } while (in.take(',') && in.peek() != ';');
    in.expect(';');
    if (in.take(OPTIONS)) {
      in.before(';');
      in.expect(';');
    }
    return new MemoryCommand.ReadRanges(ranges);
  }

  /** {@code addr,length} */
  static Command checksum(Cursor in) throws MalformedPacketException {
    long address = in.number();
    in.expect(',');
    return new MemoryCommand.ChecksumMemory(address, in.number());
  }

  /** {@code addr;length;pattern} */
  static Command search(Cursor in) throws MalformedPacketException {
    long address = in.number();
    in.expect(';');
    long length = in.number();
    in.expect(';');
    Bytes pattern = in.binary();
    if (pattern.isEmpty()) {
      throw in.malformed("a pattern");
    }
    return new MemoryCommand.SearchMemory(address, length, pattern);
  }

  /** {@code addr}; nothing is the question whether the packet is supported */
  static Command describeRegion(Cursor in) throws MalformedPacketException {
    return in.atEnd()
        ? new MemoryCommand.QueryRegionSupport()
        : new MemoryCommand.DescribeRegion(in.number());
  }
}
