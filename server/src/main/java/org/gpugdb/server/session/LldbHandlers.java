package org.gpugdb.server.session;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.gpugdb.backend.spi.BackendException;
import org.gpugdb.backend.spi.Context;
import org.gpugdb.backend.spi.ThreadId;
import org.gpugdb.protocol.command.ProcessCommand.DescribeProcess;
import org.gpugdb.protocol.command.SessionCommand.DescribeHost;
import org.gpugdb.protocol.command.SessionCommand.EnableThreadListInStops;
import org.gpugdb.protocol.command.SessionCommand.EnableThreadSuffix;
import org.gpugdb.protocol.command.ThreadCommand.DescribeThreadFully;
import org.gpugdb.protocol.command.ThreadCommand.DescribeThreads;
import org.gpugdb.protocol.command.ThreadCommand.QueryThreadStop;
import org.gpugdb.protocol.reply.InfoReply;
import org.gpugdb.protocol.reply.InfoReply.Detail;
import org.gpugdb.protocol.reply.InfoReply.MemoryBlock;
import org.gpugdb.protocol.reply.InfoReply.ThreadInfo;
import org.gpugdb.protocol.reply.Reply;
import org.gpugdb.protocol.wire.Bytes;
import org.gpugdb.protocol.wire.Hex;

/** What only LLDB asks; see its "GDB Remote Protocol Extensions". */
final class LldbHandlers {
  private static final Map<String, String> TRIPLES =
      Map.of(
          "riscv:rv32", "riscv32-unknown-unknown-elf", "riscv:rv64", "riscv64-unknown-unknown-elf");

  /** Halting a large device may take longer than LLDB's five seconds. */
  private static final int TIMEOUT_SECONDS = 30;

  /** What a stack walk begins with. */
  private static final List<String> WALK = List.of("ra", "sp", "fp", "pc");

  /** Where a RISC-V frame keeps the return address and the caller's frame: right below fp. */
  private static final int FRAME_RECORD = 16;

  private final Session session;
  private final SessionContext context;

  LldbHandlers(Session session, SessionContext context) {
    this.session = session;
    this.context = context;
  }

  void register(CommandRouter router) {
    router.on(EnableThreadSuffix.class, this::enableThreadSuffix);
    router.on(EnableThreadListInStops.class, this::enableThreadList);
    router.on(DescribeHost.class, this::describeHost);
    router.onTarget(DescribeProcess.class, this::describeProcess);
    router.onTarget(QueryThreadStop.class, this::threadStop);
    router.onTarget(DescribeThreads.class, this::describeThreads);
    router.onTarget(DescribeThreadFully.class, this::describeFully);
  }

  private Reply enableThreadSuffix(EnableThreadSuffix command) {
    context.profile().enableThreadSuffix();
    session.respell();
    return Reply.OK;
  }

  private Reply enableThreadList(EnableThreadListInStops command) {
    context.profile().enableThreadListInStops();
    return Reply.OK;
  }

  private Reply describeHost(DescribeHost command) {
    String triple = triple();
    return triple.isEmpty()
        ? Reply.UNSUPPORTED
        : new InfoReply.HostDescription(triple, pointerSize(), TIMEOUT_SECONDS);
  }

  private Reply describeProcess(DescribeProcess command) throws BackendException {
    String triple = triple();
    long pid = context.selection().current().space().number();
    return triple.isEmpty()
        ? Reply.UNSUPPORTED
        : new InfoReply.ProcessDescription(pid, triple, pointerSize());
  }

  private String triple() {
    return TRIPLES.getOrDefault(context.device().device().info().architecture(), "");
  }

  private int pointerSize() {
    return triple().startsWith("riscv32") ? Integer.BYTES : Long.BYTES;
  }

  private Reply threadStop(QueryThreadStop command) throws BackendException {
    return context.stops().describe(context.selection().resolve(command.thread()));
  }

  private Reply describeThreads(DescribeThreads command) {
    List<ThreadInfo> threads = new ArrayList<>();
    for (ThreadId thread : context.view().threadList()) {
      threads.add(
          new ThreadInfo(
              context
                  .stops()
                  .describe(thread)
                  .withRegisters(context.stops().expedite(thread, WALK)),
              frameRecord(thread)));
    }
    return new InfoReply.ThreadInfos(threads);
  }

  private List<MemoryBlock> frameRecord(ThreadId thread) {
    try {
      var fp = context.registers().file().number("fp");
      if (fp.isEmpty() || !context.view().stoppedThreads().containsKey(thread)) {
        return List.of();
      }
      long address =
          Hex.littleEndian(context.registers().read(thread, fp.getAsInt())) - FRAME_RECORD;
      byte[] record = new byte[FRAME_RECORD];
      int read =
          context
              .debuggee()
              .target(thread.space())
              .memory(Context.of(thread))
              .read(address, ByteBuffer.wrap(record));
      return List.of(new MemoryBlock(address, Bytes.adopt(record, 0, read)));
    } catch (BackendException e) {
      return List.of(); // fp need not point to a frame; LLDB reads for itself what it needs
    }
  }

  private Reply describeFully(DescribeThreadFully command) throws BackendException {
    ThreadId thread = context.selection().resolve(command.thread());
    return new InfoReply.ThreadDetails(
        List.of(
            new Detail("name", context.threads().name(thread)),
            new Detail("work", context.threads().text(thread))));
  }
}
