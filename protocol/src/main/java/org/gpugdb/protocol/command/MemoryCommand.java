package org.gpugdb.protocol.command;

import java.util.List;
import org.gpugdb.protocol.wire.Bytes;

/** Memory as the thread chosen for access sees it. */
public sealed interface MemoryCommand extends Command {
  /** {@code m}: up to {@code length} bytes, cut to what one packet can carry. */
  record ReadMemory(long address, int length) implements MemoryCommand {}

  /** {@code x}: as {@link ReadMemory}, with a binary reply. */
  record ReadMemoryBinary(long address, int length) implements MemoryCommand {}

  /** {@code M X}: all of {@code data}; none of it is a probe for binary writes. */
  record WriteMemory(long address, Bytes data) implements MemoryCommand {}

  /** A part of memory; {@code length} is cut to what one packet can carry. */
  record Range(long address, int length) {}

  /** {@code MultiMemRead}: what can be read of each range, with a binary reply. */
  record ReadRanges(List<Range> ranges) implements MemoryCommand {
    /** Copies the list. */
    public ReadRanges {
      ranges = List.copyOf(ranges);
    }
  }

  /** {@code qCRC}: the CRC-32 of {@code length} (unsigned) bytes. */
  record ChecksumMemory(long address, long length) implements MemoryCommand {}

  /** {@code qSearch:memory}: where {@code pattern} first is in {@code length} (unsigned) bytes. */
  record SearchMemory(long address, long length, Bytes pattern) implements MemoryCommand {}

  /** {@code qMemoryRegionInfo:}: the mapping, or the hole, around an address. */
  record DescribeRegion(long address) implements MemoryCommand {}

  /** {@code qMemoryRegionInfo}: whether {@link DescribeRegion} is supported. */
  record QueryRegionSupport() implements MemoryCommand {}
}
