package org.gpugdb.server.session;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.gpugdb.backend.spi.BackendException;
import org.gpugdb.backend.spi.Context;
import org.gpugdb.backend.spi.Memory;
import org.gpugdb.protocol.command.MemoryCommand.ChecksumMemory;
import org.gpugdb.protocol.command.MemoryCommand.DescribeRegion;
import org.gpugdb.protocol.command.MemoryCommand.QueryRegionSupport;
import org.gpugdb.protocol.command.MemoryCommand.Range;
import org.gpugdb.protocol.command.MemoryCommand.ReadMemory;
import org.gpugdb.protocol.command.MemoryCommand.ReadMemoryBinary;
import org.gpugdb.protocol.command.MemoryCommand.ReadRanges;
import org.gpugdb.protocol.command.MemoryCommand.SearchMemory;
import org.gpugdb.protocol.command.MemoryCommand.WriteMemory;
import org.gpugdb.protocol.reply.DataReply;
import org.gpugdb.protocol.reply.InfoReply;
import org.gpugdb.protocol.reply.Reply;
import org.gpugdb.protocol.wire.Bytes;

/** Reading, changing, searching and describing memory, as the chosen thread sees it. */
final class MemoryHandlers {
  private static final String USERPTR = "userptr";
  private static final String CODE = "code";
  private static final String UNKNOWN =
      "what may be memory of the host process (the kernel does not tell)";

  private final Session session;
  private final SessionContext context;

  MemoryHandlers(Session session, SessionContext context) {
    this.session = session;
    this.context = context;
  }

  void register(CommandRouter router) {
    router.onTarget(ReadMemory.class, this::read);
    router.onTarget(ReadMemoryBinary.class, this::readBinary);
    router.onTarget(ReadRanges.class, this::readRanges);
    router.onTarget(WriteMemory.class, this::write);
    router.onTarget(ChecksumMemory.class, this::checksum);
    router.onTarget(SearchMemory.class, this::search);
    router.onTarget(DescribeRegion.class, this::describeRegion);
    router.on(QueryRegionSupport.class, command -> Reply.OK);
  }

  private Reply read(ReadMemory command) throws BackendException {
    return new DataReply.Memory(bytes(command.address(), command.length()));
  }

  /** LLDB up to 19 reads nothing to find out whether replies come without a marker: they do not. */
  private Reply readBinary(ReadMemoryBinary command) throws BackendException {
    if (command.length() == 0 && context.profile().isLldb()) {
      return Reply.UNSUPPORTED;
    }
    return new DataReply.MemoryBinary(bytes(command.address(), command.length()), true);
  }

  private Reply readRanges(ReadRanges command) throws BackendException {
    List<Bytes> blocks = new ArrayList<>();
    for (Range range : command.ranges()) {
      try {
        blocks.add(bytes(range.address(), range.length()));
      } catch (BackendException.MemoryFault e) {
        blocks.add(Bytes.EMPTY);
      }
    }
    return new DataReply.MemoryRanges(blocks);
  }

  private Bytes bytes(long address, int length) throws BackendException {
    byte[] bytes = new byte[length];
    int read = length == 0 ? 0 : memory().read(address, ByteBuffer.wrap(bytes));
    return Bytes.adopt(bytes, 0, read);
  }

  private Reply write(WriteMemory command) throws BackendException {
    if (command.data().isEmpty()) {
      return Reply.OK;
    }
    context.permissions().require(Permissions.Change.MEMORY);
    Memory memory = memory();
    requireAllowedAt(memory, command.address(), command.data().size());
    context
        .audit()
        .log("writes {} bytes at 0x{}", command.data().size(), Long.toHexString(command.address()));
    memory.write(command.address(), command.data().asByteBuffer());
    return Reply.OK;
  }

  private void requireAllowedAt(Memory memory, long address, int length) throws BackendException {
    if (context.permissions().allows(Permissions.Change.USERPTR)) {
      return;
    }
    boolean known = memory.isMapComplete();
    for (Memory.Region region : memory.map()) {
      long offset = address - region.start();
      known |=
          Long.compareUnsigned(offset, region.length()) < 0
              && Long.compareUnsigned(length, region.length() - offset) <= 0;
      boolean overlaps =
          Long.compareUnsigned(offset, region.length()) < 0
              || Long.compareUnsigned(-offset, length) < 0;
      if (overlaps && region.kind().equals(USERPTR)) {
        context.permissions().require(Permissions.Change.USERPTR);
      }
    }
    if (!known) {
      context.permissions().require(Permissions.Change.USERPTR, UNKNOWN);
    }
  }

  private Reply checksum(ChecksumMemory command) throws BackendException {
    return scan(new MemoryChecksum(memory(), command.address(), command.length()));
  }

  private Reply search(SearchMemory command) throws BackendException {
    if (command.pattern().isEmpty()) {
      throw new BackendException.InvalidArgument("the pattern to search for is empty");
    }
    return scan(new MemorySearch(memory(), command.address(), command.length(), command.pattern()));
  }

  /** Goes through memory in slices, so that the loop gets to other work between them. */
  private Reply scan(MemoryScan scan) throws BackendException {
    if (scan.step()) {
      return scan.result();
    }
    context.device().loop().execute(() -> goOn(scan));
    return session.answerLater();
  }

  private void goOn(MemoryScan scan) {
    try {
      if (scan.step()) {
        session.finish(scan.result());
      } else {
        context.device().loop().execute(() -> goOn(scan));
      }
    } catch (BackendException e) {
      session.finish(ErrorMapper.failure(e));
    }
  }

  private Reply describeRegion(DescribeRegion command) throws BackendException {
    long address = command.address();
    long holeStart = 0;
    long holeEnd = 0; // 0 is 2^64
    Memory memory = memory();
    for (Memory.Region region : memory.map()) {
      if (Long.compareUnsigned(address - region.start(), region.length()) < 0) {
        return new InfoReply.RegionDescription(
            region.start(), region.length(), permissions(region), region.kind());
      }
      if (Long.compareUnsigned(region.start(), address) > 0) {
        holeEnd = region.start();
        break;
      }
      holeStart = region.start() + region.length();
    }
    if (!memory.isMapComplete()) {
      throw new BackendException.InvalidArgument("the kernel does not tell what is mapped there");
    }
    return new InfoReply.RegionDescription(holeStart, holeEnd - holeStart, "", "");
  }

  private static String permissions(Memory.Region region) {
    return region.kind().equals(CODE) ? "rx" : "rw";
  }

  private Memory memory() throws BackendException {
    Context whose = context.selection().memory();
    return context.debuggee().target(whose.space()).memory(whose);
  }
}
